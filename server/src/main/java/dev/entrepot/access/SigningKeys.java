package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.entrepot.database.Database;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The keys that sign tokens (ECDSA on P-256), sealed in the database, found by their `kid`.
///
/// The newest signs; older ones are believed until they retire, so that rotating a key ends no token. A token with
/// a `kid` that this node does not know may come from another node: the keys are read again, at most once a second.
final class SigningKeys {
    private static final long REREAD_NANOS = Duration.ofSeconds(1).toNanos();

    private final Database database;
    private final SecretKey secretKey;
    private final InstantSource clock;
    private final Ticker ticker;
    private final SigningKeyTable table = new SigningKeyTable(SigningKeyTable.TOKEN);
    private final AtomicLong readAtNanos;
    private volatile Keys keys;

    SigningKeys(Database database, SecretKey secretKey, InstantSource clock, Ticker ticker) {
        this.database = database;
        this.secretKey = secretKey;
        this.clock = clock;
        this.ticker = ticker;
        this.readAtNanos = new AtomicLong(ticker.read());
        if (read().isEmpty()) {
            rotate(Duration.ZERO);
        }
        this.keys = open(read());
    }

    /// Whether this database holds keys already, which only their own secret-key-file opens.
    static boolean exist(Database database) {
        SigningKeyTable table = new SigningKeyTable(SigningKeyTable.TOKEN);
        return !database.read(table::isEmpty);
    }

    Signing signing() {
        return keys.signing;
    }

    /// What believes tokens of that key; empty when the key is unknown or retired.
    Optional<JWSVerifier> verifier(String kid) {
        JWSVerifier known = keys.verifiers.get(kid);
        if (known != null) {
            return Optional.of(known);
        }
        long before = readAtNanos.get();
        long now = ticker.read();
        if (now - before >= REREAD_NANOS && readAtNanos.compareAndSet(before, now)) {
            keys = open(read());
        }
        return Optional.ofNullable(keys.verifiers.get(kid));
    }

    /// Signs with a new key from now on; the keys before it are believed for `overlap` more.
    void rotate(Duration overlap) {
        ECKey key = generate();
        byte[] sealed =
                secretKey.seal(purpose(key.getKeyID()), key.toJSONString().getBytes(StandardCharsets.UTF_8));
        Instant now = clock.instant();
        database.write(sql -> {
            table.insert(sql, key.getKeyID(), sealed, micros(now));
            table.retireOthers(sql, key.getKeyID(), micros(now.plus(overlap)));
            return key;
        });
        keys = open(read());
    }

    private List<SigningKeyTable.SealedKey> read() {
        return database.read(sql -> table.live(sql, micros(clock.instant())));
    }

    private Keys open(List<SigningKeyTable.SealedKey> sealedKeys) {
        Map<String, JWSVerifier> verifiers = new HashMap<>();
        Signing signing = null;
        try {
            for (SigningKeyTable.SealedKey sealed : sealedKeys) {
                ECKey key = open(sealed);
                verifiers.put(sealed.kid(), new ECDSAVerifier(key.toPublicJWK()));
                if (signing == null && !sealed.retiring()) {
                    signing = new Signing(sealed.kid(), new ECDSASigner(key));
                }
            }
        } catch (JOSEException e) {
            throw new IllegalStateException("a signing key is not one on P-256", e);
        }
        if (signing == null) {
            throw new IllegalStateException("no signing key is left; the newest never retires");
        }
        return new Keys(signing, Map.copyOf(verifiers));
    }

    private ECKey open(SigningKeyTable.SealedKey sealed) {
        byte[] text = secretKey.open(purpose(sealed.kid()), sealed.sealed());
        try {
            return ECKey.parse(new String(text, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IllegalStateException("signing key " + sealed.kid() + " is not a JSON Web Key", e);
        }
    }

    private static ECKey generate() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyIDFromThumbprint(true)
                    .secureRandom(new SecureRandom())
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("this JDK makes no keys on P-256", e);
        }
    }

    private static String purpose(String kid) {
        return "signing key " + kid;
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /// The key that signs.
    record Signing(String kid, JWSSigner signer) {}

    private record Keys(Signing signing, Map<String, JWSVerifier> verifiers) {}
}
