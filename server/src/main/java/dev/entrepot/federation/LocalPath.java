package dev.entrepot.federation;

import java.util.Optional;

/// Where a browser may be sent by a link that anybody may have made: to a path of this server only.
final class LocalPath {
    private static final int MAX_LENGTH = 512;

    private LocalPath() {}

    /// Empty for what is, or what a browser could take for, an address elsewhere: `//host`, `/\host`, `https://host`.
    static Optional<String> of(String text) {
        boolean local = text.startsWith("/")
                && !text.startsWith("//")
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
        return local ? Optional.of(text) : Optional.empty();
    }
}
