package dev.entrepot.access;

import dev.entrepot.directory.Account;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/// Checks user names and passwords.
///
/// An unknown name, a disabled account and a wrong password go the same way and take the same time; see
/// {@link PasswordChecks}.
final class Logins {
    private static final String WRONG = "wrong user name or password";

    private final Credentials credentials;
    private final PasswordChecks passwords;

    Logins(
            Credentials credentials,
            CredentialCache right,
            PasswordHashes hashes,
            FailureLimit failures,
            SecureRandom random) {
        this.credentials = credentials;
        this.passwords = new PasswordChecks(right, hashes, failures, random);
    }

    /// The account, if its password is known to be right; never blocks. Empty says nothing.
    Optional<Account> remembered(String user, Secret password) {
        return credentials
                .rememberedAccount(user)
                .filter(account -> !account.disabled() && passwords.isRemembered(held(account), password));
    }

    /// Checks a password that came from that address.
    Outcome login(String user, Secret password, String address) {
        Optional<Account> account = credentials.account(user).filter(found -> !found.disabled());
        return switch (passwords.check(user, account.map(Logins::held), password, address)) {
            case PasswordChecks.Right _ -> account.<Outcome>map(Accepted::new).orElseGet(() -> new Wrong(WRONG));
            case PasswordChecks.Wrong _ -> new Wrong(WRONG);
            case PasswordChecks.Busy busy -> new Busy(busy.retryAfter());
        };
    }

    private static PasswordChecks.Held held(Account account) {
        return new PasswordChecks.Held(
                account.id(), account.credentialVersion(), Argon2id.parse(account.passwordHash()));
    }

    sealed interface Outcome {}

    record Accepted(Account account) implements Outcome {}

    record Wrong(String reason) implements Outcome {}

    record Busy(Duration retryAfter) implements Outcome {}
}
