package dev.entrepot.api;

import dev.entrepot.access.Decision;
import dev.entrepot.access.Passwords;
import dev.entrepot.access.Secret;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What may be a password here.
final class NewPasswords {
    /// For accounts that take none, so that they say so themselves; never stored.
    static final String UNUSABLE = "unusable";

    private static final int SHORTEST = 8;
    private static final int LONGEST_BYTES = 512;

    private final Passwords passwords;

    NewPasswords(Passwords passwords) {
        this.passwords = passwords;
    }

    /// The hash of a new password of that user. Blocks until a place for hashing is free.
    String hash(String member, Secret password, String user) {
        String text = password.text();
        if (text.codePointCount(0, text.length()) < SHORTEST) {
            throw RefusedException.invalid(member + ": expected at least " + SHORTEST + " characters");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
            throw RefusedException.invalid(member + ": expected at most " + LONGEST_BYTES + " bytes");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw RefusedException.invalid(member + ": expected no control characters");
        }
        if (text.toLowerCase(Locale.ROOT).equals(user.toLowerCase(Locale.ROOT))) {
            throw RefusedException.invalid(member + ": expected something else than the user's name");
        }
        return switch (passwords.hash(password)) {
            case Passwords.Hashed(String hash) -> hash;
            case Passwords.Busy busy -> throw new RefusedException(Refusals.busy(new Decision.Busy(busy.retryAfter())));
        };
    }
}
