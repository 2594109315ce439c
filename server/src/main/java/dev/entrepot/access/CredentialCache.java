package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Which passwords were right a short while ago, so that a robot that sends Basic with every request costs one hash
/// in five minutes.
///
/// The key is an HMAC, under a random key of this process, over (account id, credential version, password): no
/// password is kept, and a change of password changes the key.
final class CredentialCache {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final int REMEMBERED = 10_000;
    private static final String ALGORITHM = "HmacSHA256";

    /// Holds the key; is only ever cloned, so that threads may share it.
    private final Mac keyed;

    private final Cache<ByteBuffer, Boolean> right;

    CredentialCache(SecureRandom random, Ticker ticker) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.keyed = mac(key);
        this.right = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(MEMORY)
                .ticker(ticker)
                .recordStats()
                .build();
    }

    boolean holds(Account account, String password) {
        return right.getIfPresent(key(account, password)) != null;
    }

    void remember(Account account, String password) {
        right.put(key(account, password), Boolean.TRUE);
    }

    Cache<?, ?> memory() {
        return right;
    }

    private ByteBuffer key(Account account, String password) {
        byte[] id = account.id().getBytes(StandardCharsets.UTF_8);
        Mac mac = copyOfKeyed();
        mac.update(ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(id.length)
                .putLong(account.credentialVersion())
                .flip());
        mac.update(id);
        return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    }

    private Mac copyOfKeyed() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(ALGORITHM + " of this JDK cannot be cloned", e);
        }
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }
}
