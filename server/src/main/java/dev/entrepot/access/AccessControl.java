package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.entrepot.database.Database;
import dev.entrepot.telemetry.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Everything that decides about callers, put together.
public final class AccessControl implements AutoCloseable {
    private static final String SECRET_KEY_FILE = "secret-key";
    private static final String PASSWORD_FILE = "admin-password";

    private final PasswordHashes hashes;
    private final Access access;
    private final Callers callers;
    private final Challenges challenges;
    private final TokenRoutes tokenRoutes;
    private final Optional<Path> firstPassword;
    private final Accounts accounts;
    private final Map<String, Cache<?, ?>> memories;
    private final AuditSigner auditSigner;

    /// Where a registry lives.
    ///
    /// @param dataFolder exists and belongs to this process
    /// @param externalUrl fixes realm and service
    /// @param adminPassword for the account `admin`, if this start makes it; else a random one goes into a file
    public record Home(Path dataFolder, Optional<URI> externalUrl, Optional<Secret> adminPassword) {}

    /// Opens or makes the secret key, the signing key and the first account.
    ///
    /// Throws {@link UnusableSecretKeyException} when the key file is not the one of this database,
    /// and {@link java.io.UncheckedIOException}.
    public static AccessControl start(AccessConfig config, Home home, Database database, InstantSource clock) {
        return new AccessControl(config, home, database, clock, Ticker.systemTicker());
    }

    AccessControl(AccessConfig config, Home home, Database database, InstantSource clock, Ticker ticker) {
        SecureRandom random = new SecureRandom();
        PrivateFile keyFile =
                new PrivateFile(config.secretKeyFile().orElse(home.dataFolder().resolve(SECRET_KEY_FILE)));
        SecretKey secretKey = secretKey(keyFile, database, random);
        SigningKeys keys = new SigningKeys(database, secretKey, clock, ticker);
        this.auditSigner = new AuditSigner(database, secretKey, clock);
        this.accounts = new Accounts(database, clock, ticker);
        PrivateFile passwordFile = new PrivateFile(home.dataFolder().resolve(PASSWORD_FILE));
        FirstAccount.Made made = new FirstAccount(accounts, passwordFile, random).ensure(home.adminPassword());
        this.firstPassword =
                made == FirstAccount.Made.WITH_PASSWORD_FILE ? Optional.of(passwordFile.path()) : Optional.empty();
        this.challenges = new Challenges(home.externalUrl());
        Predicate<String> ownAudience =
                audience -> challenges.service().map(audience::equals).orElse(true);
        Tokens tokens = new Tokens(keys, config.tokenLifetime(), ownAudience, clock, ticker);
        this.hashes = new PasswordHashes(config.passwordHashesAtOnce(), config.passwordHashQueue());
        CredentialCache credentials = new CredentialCache(random, ticker);
        this.memories =
                Map.of("accounts", accounts.memory(), "credentials", credentials.memory(), "tokens", tokens.memory());
        Logins logins = new Logins(
                accounts, credentials, hashes, new FailureLimit(config.failedLoginsPerSource(), ticker), random);
        OpenGuard guard = new OpenGuard(config);
        Rights rights = new Rights(config.open());
        this.access = new Access(rights);
        this.callers = new Callers(guard, new Authenticator(accounts, logins, tokens));
        this.tokenRoutes =
                new TokenRoutes(guard, new TokenEndpoint(config, accounts, logins, tokens, rights), challenges);
    }

    /// A missing key is made only where nothing was ever sealed with another.
    private static SecretKey secretKey(PrivateFile file, Database database, SecureRandom random) {
        return SecretKey.read(file, random).orElseGet(() -> {
            if (SigningKeys.exist(database)) {
                throw new UnusableSecretKeyException("there is no secret-key-file " + file.path()
                        + ", but the database holds keys that were sealed with it: put it back");
            }
            return SecretKey.make(file, random);
        });
    }

    /// Shows what is remembered, and how many wait for a password to be hashed.
    public void bindTo(Metrics metrics) {
        memories.forEach((name, memory) -> CaffeineCacheMetrics.monitor(metrics.registry(), memory, name));
        Gauge.builder("entrepot.access.passwords.waiting", hashes, PasswordHashes::waiting)
                .description("Logins that wait until their password is hashed")
                .register(metrics.registry());
    }

    public Access access() {
        return access;
    }

    public Callers callers() {
        return callers;
    }

    public Challenges challenges() {
        return challenges;
    }

    public AuditSigner auditSigner() {
        return auditSigner;
    }

    public TokenRoutes tokenRoutes() {
        return tokenRoutes;
    }

    /// The file with the password of the account `admin`, if this start made both.
    public Optional<Path> firstPassword() {
        return firstPassword;
    }

    Accounts accounts() {
        return accounts;
    }

    @Override
    public void close() {
        hashes.close();
    }
}
