package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Repositories;
import dev.entrepot.database.Database;
import dev.entrepot.directory.Users;
import dev.entrepot.telemetry.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
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
    private final Why why;
    private final Delegation delegation;
    private final Passwords passwords;
    private final AuditSigner auditSigner;
    private final Map<String, Cache<?, ?>> memories = new HashMap<>();

    /// Where a registry lives.
    ///
    /// @param dataFolder exists and belongs to this process
    /// @param externalUrl fixes realm and service
    /// @param adminPassword for the account `admin`, if this start makes it; else a random one goes into a file
    public record Home(Path dataFolder, Optional<URI> externalUrl, Optional<Secret> adminPassword) {}

    /// What decisions rest on.
    public record Base(
            Database database,
            AccessEpoch epoch,
            AuditLog audit,
            Users users,
            Repositories repositories,
            InstantSource clock) {}

    /// Who else vouches for callers.
    ///
    /// @param passwords systems that check passwords of people who have none here
    /// @param ciTokens tokens that stand for robots
    /// @param sessions of browsers
    /// @param confirmWithin how long an account of a provider is believed after that vouched for it
    public record Outside(
            List<PasswordProvider> passwords, CiTokens ciTokens, Callers.Sessions sessions, Duration confirmWithin) {
        public static final Outside NONE = new Outside(
                List.of(),
                (robot, token) -> new CiTokens.Refused("no CI system is trusted here"),
                request -> Optional.empty(),
                Duration.ofHours(12));

        public Outside {
            passwords = List.copyOf(passwords);
        }
    }

    /// Opens or makes the secret key, the signing key and the first account.
    ///
    /// Throws {@link UnusableSecretKeyException} when the key file is not the one of this database,
    /// and {@link java.io.UncheckedIOException}.
    public static AccessControl start(AccessConfig config, Home home, Base base, Outside outside) {
        return new AccessControl(config, home, base, outside, Ticker.systemTicker());
    }

    AccessControl(AccessConfig config, Home home, Base base, Outside outside, Ticker ticker) {
        SecureRandom random = new SecureRandom();
        PrivateFile keyFile = new PrivateFile(secretKeyFile(config, home.dataFolder()));
        SecretKey secretKey = secretKey(keyFile, base.database, random);
        SigningKeys keys = new SigningKeys(base.database, secretKey, base.clock, ticker);
        this.auditSigner = new AuditSigner(base.database, secretKey, base.clock);
        PrivateFile passwordFile = new PrivateFile(passwordFile(home.dataFolder()));
        FirstAccount.Made made = new FirstAccount(base.users, passwordFile, random).ensure(home.adminPassword());
        this.firstPassword =
                made == FirstAccount.Made.WITH_PASSWORD_FILE ? Optional.of(passwordFile.path()) : Optional.empty();
        this.challenges = new Challenges(home.externalUrl());
        Predicate<String> ownAudience =
                audience -> challenges.service().map(audience::equals).orElse(true);
        Tokens tokens = new Tokens(keys, config.tokenLifetime(), ownAudience, base.clock, ticker);
        this.hashes = new PasswordHashes(config.passwordHashesAtOnce(), config.passwordHashQueue());
        CredentialCache right = new CredentialCache(random, ticker);
        FailureLimit failures = new FailureLimit(config.failedLoginsPerSource(), ticker);
        Credentials credentials = new Credentials(base.database, base.epoch, base.clock, outside.confirmWithin);
        memories.putAll(credentials.memories());
        memories.put("passwords", right.memory());
        memories.put("tokens", tokens.memory());
        ExternalLogins externals = new ExternalLogins(
                outside.passwords,
                identity -> base.users.confirm(Authority.system("login"), identity),
                credentials,
                right,
                failures,
                random,
                ticker);
        Logins logins = new Logins(credentials, right, hashes, failures, random);
        this.passwords = new Passwords(hashes, logins, random);
        Authenticator authenticator = new Authenticator(credentials, logins, externals, tokens, outside.ciTokens);
        OpenGuard guard = new OpenGuard(config);
        Rights rights = new Rights(
                new Rights.Policy(config.open(), config.usersMakeNamespaces()), new GrantConditions(base.clock));
        this.access = new Access(rights, credentials, base.repositories, base.epoch);
        this.callers = new Callers(guard, authenticator, outside.sessions, credentials);
        this.why = new Why(rights, credentials, access, base.database);
        this.delegation = new Delegation(rights, access, base.database);
        this.tokenRoutes = new TokenRoutes(
                guard, new TokenEndpoint(config, authenticator, credentials, tokens, access), challenges);
    }

    /// The file that opens the secrets of the database.
    public static Path secretKeyFile(AccessConfig config, Path data) {
        return config.secretKeyFile().orElse(data.resolve(SECRET_KEY_FILE));
    }

    static Path passwordFile(Path data) {
        return data.resolve(PASSWORD_FILE);
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

    public Why why() {
        return why;
    }

    public Passwords passwords() {
        return passwords;
    }

    public Delegation delegation() {
        return delegation;
    }

    /// The file with the password of the account `admin`, if this start made both.
    public Optional<Path> firstPassword() {
        return firstPassword;
    }

    @Override
    public void close() {
        hashes.close();
    }
}
