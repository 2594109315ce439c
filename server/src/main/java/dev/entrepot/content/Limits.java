package dev.entrepot.content;

import org.jspecify.annotations.Nullable;

/// What a namespace may hold at most; null where there is no limit.
///
/// @param repositories how many
/// @param bytes of different blobs and manifests together
public record Limits(@Nullable Long repositories, @Nullable Long bytes) {
    public static final Limits NONE = new Limits(null, null);

    public Limits {
        if ((repositories != null && repositories < 0) || (bytes != null && bytes < 0)) {
            throw new IllegalArgumentException("a limit is a whole number from 0 on, or none");
        }
    }
}
