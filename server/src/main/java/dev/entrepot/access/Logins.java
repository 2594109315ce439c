package dev.entrepot.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/// Checks user names and passwords.
///
/// An unknown name, a disabled account and a wrong password go the same way and take the same time: each costs one
/// hash, the first two against hashes that cannot let them in.
final class Logins {
    private static final Duration QUEUE_FULL_RETRY = Duration.ofSeconds(1);
    private static final String WRONG = "wrong user name or password";

    private final Accounts accounts;
    private final CredentialCache right;
    private final PasswordHashes hashes;
    private final FailureLimit failures;
    private final Account nobody;

    Logins(
            Accounts accounts,
            CredentialCache right,
            PasswordHashes hashes,
            FailureLimit failures,
            SecureRandom random) {
        this.accounts = accounts;
        this.right = right;
        this.hashes = hashes;
        this.failures = failures;
        this.nobody = new Account("nobody", "nobody", Account.SystemRole.NONE, Argon2id.ofNoPassword(random), 0, true);
    }

    /// The account, if its password is known to be right; never blocks. Empty says nothing.
    Optional<Account> remembered(String user, Secret password) {
        return accounts.remembered(user)
                .filter(account -> !account.disabled() && right.holds(account, password.text()));
    }

    /// Checks a password that came from that address.
    Outcome login(String user, Secret password, String address) {
        Account account = accounts.find(user).orElse(nobody);
        if (right.holds(account, password.text()) && !account.disabled()) {
            return new Accepted(account);
        }
        Optional<Duration> wait = failures.take(address);
        if (wait.isPresent()) {
            return new Busy(wait.get());
        }
        try {
            boolean matches = hashes.run(() -> isRight(account, password));
            if (!matches || account.disabled()) {
                return new Wrong(WRONG);
            }
            failures.giveBack(address);
            return new Accepted(account);
        } catch (PasswordHashes.QueueFullException _) {
            failures.giveBack(address);
            return new Busy(QUEUE_FULL_RETRY);
        }
    }

    /// Runs on a hashing thread. Many who came at once with the same password wait here; the first one's hash does
    /// for all.
    private boolean isRight(Account account, Secret password) {
        if (right.holds(account, password.text())) {
            return true;
        }
        boolean matches = account.passwordHash().matches(password.text());
        if (matches) {
            right.remember(account, password.text());
        }
        return matches;
    }

    sealed interface Outcome {}

    record Accepted(Account account) implements Outcome {}

    record Wrong(String reason) implements Outcome {}

    record Busy(Duration retryAfter) implements Outcome {}
}
