package dev.entrepot.access;

import dev.entrepot.access.HashSchedule.Lane;
import java.security.SecureRandom;
import java.time.Duration;

/// Passwords that users give besides logging in: their new ones, and the old one in proof that it is they who change
/// it.
public final class Passwords {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final PasswordHashes hashes;
    private final Logins logins;
    private final SecureRandom random;
    private final KeyedHash names;

    Passwords(PasswordHashes hashes, Logins logins, SecureRandom random) {
        this.hashes = hashes;
        this.logins = logins;
        this.random = random;
        this.names = new KeyedHash(random);
    }

    /// What became of {@link #hash}.
    public sealed interface Hashing {}

    /// It is done.
    ///
    /// @param text Argon2id in its text form
    public record Hashed(String text) implements Hashing {
        @Override
        public String toString() {
            return "***";
        }
    }

    /// Too many wait already.
    public record Busy(Duration retryAfter) implements Hashing, Check {}

    /// What became of {@link #check}.
    public sealed interface Check {}

    public record Right() implements Check {}

    public record Wrong() implements Check {}

    /// Hashes a new password. Blocks until a place for it is free.
    public Hashing hash(Secret password) {
        try {
            return new Hashed(hashes.run(
                    Lane.FRESH,
                    LoginPair.of(names, "new password", ""),
                    memory -> Argon2id.of(password.text(), random).phc()));
        } catch (PasswordHashes.QueueFullException _) {
            return new Busy(RETRY);
        }
    }

    /// Whether it is the password of that local user, guarded against guessing as a login is.
    public Check check(String user, Secret password, String address) {
        return switch (logins.login(user, password, address)) {
            case Logins.Accepted _ -> new Right();
            case Logins.Wrong _ -> new Wrong();
            case Logins.Busy busy -> new Busy(busy.retryAfter());
        };
    }
}
