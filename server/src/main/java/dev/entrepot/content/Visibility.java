package dev.entrepot.content;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Who may pull from a repository without holding a role on it.
public enum Visibility {
    /// Nobody.
    PRIVATE,
    /// Everybody, anonymous callers included.
    PUBLIC;

    /// As it stands in rows, requests and answers.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Empty when `id` is none.
    public static Optional<Visibility> of(String id) {
        return Arrays.stream(values()).filter(value -> value.id().equals(id)).findFirst();
    }

    /// From a row.
    static Visibility stored(String id) {
        return of(id).orElseThrow(() -> new IllegalStateException("no visibility: " + id));
    }
}
