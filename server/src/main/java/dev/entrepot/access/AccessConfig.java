package dev.entrepot.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Section `access`.
///
/// @param open anonymous callers may read and write
/// @param openAny as `open`, on any listen address and under any name (`--open=any`)
/// @param anonymous whether callers without a credential may read what is public
/// @param usersMakeNamespaces whether every user may make namespaces, and then owns them; otherwise admins alone
/// @param secretKeyFile where the key lies that encrypts secrets in the database; default DATA/secret-key
/// @param tokenLifetime of access tokens; at least 60 s, clients raise smaller values
/// @param refreshTokens whether the token endpoint hands out refresh tokens when a client asks for one
/// @param refreshTokenLifetime of refresh tokens; the credential may end them earlier
/// @param passwordHashesAtOnce how many Argon2id hashes (19 MiB each) may run at the same time
/// @param passwordHashQueue how many may wait for that; further ones are answered 429
/// @param failedLoginsPerSource how many wrong passwords one address may send at once; one more each second
public record AccessConfig(
        boolean open,
        boolean openAny,
        boolean anonymous,
        boolean usersMakeNamespaces,
        Optional<Path> secretKeyFile,
        Duration tokenLifetime,
        boolean refreshTokens,
        Duration refreshTokenLifetime,
        int passwordHashesAtOnce,
        int passwordHashQueue,
        int failedLoginsPerSource) {
    /// Clients take a shorter lifetime for this one and would then use tokens that are dead.
    public static final Duration MIN_TOKEN_LIFETIME = Duration.ofSeconds(60);

    public static final AccessConfig DEFAULT = new AccessConfig(
            false,
            false,
            true,
            false,
            Optional.empty(),
            Duration.ofMinutes(10),
            false,
            Duration.ofDays(90),
            hashesThatFitTheHeap(),
            64,
            60);

    public AccessConfig {
        open = open || openAny;
        require(tokenLifetime.compareTo(MIN_TOKEN_LIFETIME) >= 0, "token-lifetime", "at least 60s");
        require(refreshTokenLifetime.compareTo(MIN_TOKEN_LIFETIME) >= 0, "refresh-token-lifetime", "at least 60s");
        require(passwordHashesAtOnce > 0, "password-hashes-at-once", "1 or more");
        require(passwordHashQueue > 0, "password-hash-queue", "1 or more");
        require(failedLoginsPerSource > 0, "failed-logins-per-source", "1 or more");
    }

    /// Hashes together take at most a sixth of the heap: two of them in `-Xmx256m`.
    private static int hashesThatFitTheHeap() {
        long fit = Runtime.getRuntime().maxMemory() / 6 / Argon2id.MEMORY_BYTES;
        return Math.clamp(fit, 1, Runtime.getRuntime().availableProcessors());
    }

    private static void require(boolean right, String key, String expected) {
        if (!right) {
            throw new IllegalArgumentException("access." + key + " must be " + expected);
        }
    }
}
