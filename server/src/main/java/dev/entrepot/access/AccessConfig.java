package dev.entrepot.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Section `access`.
///
/// @param open anonymous callers may read and write
/// @param secretKeyFile where the key lies that encrypts secrets in the database; default DATA/secret-key
/// @param tokenLifetime of access tokens; at least 60 s, clients raise smaller values
/// @param refreshTokens whether the token endpoint hands out refresh tokens when a client asks for one
/// @param passwordHashesAtOnce how many Argon2id hashes may run at the same time
/// @param passwordHashQueue how many may wait for that; further ones are answered 429
public record AccessConfig(
        boolean open,
        Optional<Path> secretKeyFile,
        Duration tokenLifetime,
        boolean refreshTokens,
        int passwordHashesAtOnce,
        int passwordHashQueue) {
    public static final AccessConfig DEFAULT = new AccessConfig(
            false,
            Optional.empty(),
            Duration.ofMinutes(10),
            false,
            Math.max(1, Runtime.getRuntime().availableProcessors()),
            64);
}
