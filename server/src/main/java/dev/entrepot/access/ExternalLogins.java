package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.ExternalIdentity;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Passwords that systems outside check. A name that belongs to a local account is never asked about there.
final class ExternalLogins {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final int REMEMBERED = 10_000;

    /// Logins that wait for a system outside at the same time; each waits for a bounded time.
    private static final int AT_ONCE = 32;

    /// The same for those who were wrong lately.
    private static final int SUSPECTS_AT_ONCE = 2;

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final String WRONG = "wrong user name or password";

    private final List<PasswordProvider> providers;
    private final Function<ExternalIdentity, Account> confirm;
    private final Credentials credentials;
    private final CredentialCache keys;
    private final FailureLimit failures;
    private final KeyedHash names;
    private final Semaphore asking = new Semaphore(AT_ONCE);
    private final Semaphore suspects = new Semaphore(SUSPECTS_AT_ONCE);
    private final Cache<ByteBuffer, Holder> right;

    /// @param confirm finds or makes the account of somebody whom a provider vouched for
    ExternalLogins(
            List<PasswordProvider> providers,
            Function<ExternalIdentity, Account> confirm,
            Credentials credentials,
            CredentialCache keys,
            FailureLimit failures,
            SecureRandom random,
            Ticker ticker) {
        this.names = new KeyedHash(random);
        this.providers = List.copyOf(providers);
        this.confirm = confirm;
        this.credentials = credentials;
        this.keys = keys;
        this.failures = failures;
        this.right = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(MEMORY)
                .ticker(ticker)
                .build();
    }

    /// Whether a system outside decides about that name.
    boolean responsible(String user) {
        return !providers.isEmpty()
                && credentials.account(user).filter(Account::local).isEmpty();
    }

    /// Whose the password is, if it was right a short while ago; never blocks.
    Optional<Holder> remembered(String user, Secret password) {
        return providers.isEmpty() ? Optional.empty() : Optional.ofNullable(right.getIfPresent(key(user, password)));
    }

    Logins.Outcome login(String user, Secret password, String address) {
        LoginPair pair = LoginPair.of(names, user, address);
        Semaphore places = failures.lane(pair).suspect() ? suspects : asking;
        if (!places.tryAcquire()) {
            return new Logins.Busy(RETRY);
        }
        try {
            Logins.Outcome outcome = ask(user, password);
            switch (outcome) {
                case Logins.Accepted _ -> failures.wasRight(pair);
                case Logins.Wrong _ -> failures.wasWrong(pair);
                case Logins.Busy _ -> {}
            }
            return outcome;
        } finally {
            places.release();
        }
    }

    private Logins.Outcome ask(String user, Secret password) {
        boolean unavailable = false;
        for (PasswordProvider provider : providers) {
            Optional<String> name = nameAt(provider, user);
            if (name.isEmpty()) {
                continue;
            }
            switch (provider.check(name.get(), password)) {
                case PasswordProvider.Confirmed confirmed -> {
                    Account account = confirm.apply(confirmed.identity());
                    if (account.disabled()) {
                        return new Logins.Wrong(WRONG);
                    }
                    right.put(key(user, password), Credentials.holder(account, Holder.PASSWORD));
                    return new Logins.Accepted(account);
                }
                case PasswordProvider.Unavailable _ -> unavailable = true;
                case PasswordProvider.Wrong _ -> {
                    // The next provider may know the name.
                }
            }
        }
        return unavailable ? new Logins.Busy(RETRY) : new Logins.Wrong(WRONG);
    }

    /// No account's id has a space.
    private ByteBuffer key(String user, Secret password) {
        return keys.key("external " + user, 0, password.text());
    }

    /// `alice` and `alice@example.com` may be known anywhere; `alice@corp` is asked for at the provider `corp` alone.
    private Optional<String> nameAt(PasswordProvider provider, String user) {
        int at = user.lastIndexOf('@');
        String suffix = user.substring(at + 1);
        if (at < 0 || providers.stream().noneMatch(other -> other.name().equals(suffix))) {
            return Optional.of(user);
        }
        return suffix.equals(provider.name()) ? Optional.of(user.substring(0, at)) : Optional.empty();
    }
}
