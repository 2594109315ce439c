package dev.entrepot.content;

/// Who reads much asks it after each buffer: it may keep the reader waiting, or end the reading by an exception
/// of its own.
@FunctionalInterface
public interface Pace {
    Pace AS_FAST_AS_IT_GOES = bytes -> {};

    /// That many bytes more were read.
    void took(long bytes);
}
