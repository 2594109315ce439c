package dev.entrepot.authority;

/// The right under which a change was begun ended before its transaction did. The change did not happen.
///
/// Thrown by checks only, who know the refusal; the edges, who know its answer, catch it.
public abstract class NoLongerAllowedException extends RuntimeException {
    protected NoLongerAllowedException(String message) {
        super(message, null, false, false);
    }
}
