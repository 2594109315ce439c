package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;

/// Which passwords were right or wrong a short while ago, so that a robot that sends Basic with every request costs
/// one hash in five minutes, and one that still sends an old password costs one a minute.
///
/// The key is an HMAC, under a random key of this process, over (account id, credential version, password): no
/// password is kept, and a change of password changes the key. A name that nobody has is remembered as an account
/// would be, under an id made from its hash, so that memory tells nobody which names there are.
final class CredentialCache {
    private static final Duration RIGHT_MEMORY = Duration.ofMinutes(5);
    private static final Duration WRONG_MEMORY = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final KeyedHash keyed;
    private final Cache<ByteBuffer, Boolean> right;
    private final Cache<ByteBuffer, Boolean> wrong;

    CredentialCache(SecureRandom random, Ticker ticker) {
        this.keyed = new KeyedHash(random);
        this.right = memory(RIGHT_MEMORY, ticker);
        this.wrong = memory(WRONG_MEMORY, ticker);
    }

    private static Cache<ByteBuffer, Boolean> memory(Duration duration, Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(duration)
                .ticker(ticker)
                .recordStats()
                .build();
    }

    /// Under what this password of this account is remembered.
    ByteBuffer key(String accountId, long credentialVersion, String password) {
        byte[] version =
                ByteBuffer.allocate(Long.BYTES).putLong(credentialVersion).array();
        return ByteBuffer.wrap(keyed.hash(
                "credential",
                accountId.getBytes(StandardCharsets.UTF_8),
                version,
                password.getBytes(StandardCharsets.UTF_8)));
    }

    boolean isRight(ByteBuffer key) {
        return right.getIfPresent(key) != null;
    }

    boolean isWrong(ByteBuffer key) {
        return wrong.getIfPresent(key) != null;
    }

    void remember(ByteBuffer key, boolean matched) {
        (matched ? right : wrong).put(key, Boolean.TRUE);
    }

    Cache<?, ?> memory() {
        return right;
    }
}
