package dev.entrepot.content;

import dev.entrepot.oci.Digest;

/// What was found when the bytes of a blob were read.
public sealed interface Verdict {
    /// They are what they were.
    record Sound() implements Verdict {}

    /// There are none.
    record Missing() implements Verdict {}

    /// More, or fewer, than there were; in bytes.
    record WrongSize(long expected, long found) implements Verdict {}

    /// As many as there were, but others.
    record WrongDigest(Digest computed) implements Verdict {}

    /// The disk does not give them.
    record Unreadable(String reason) implements Verdict {}

    /// In words.
    default String text() {
        return switch (this) {
            case Sound _ -> "sound";
            case Missing _ -> "the bytes are missing";
            case WrongSize size -> "there are " + size.found() + " bytes instead of " + size.expected();
            case WrongDigest digest -> "the bytes have the digest " + digest.computed();
            case Unreadable unreadable -> "the bytes cannot be read: " + unreadable.reason();
        };
    }
}
