package dev.entrepot.access;

import dev.entrepot.audit.CheckpointSigner;
import dev.entrepot.database.Database;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Signs what the audit is (Ed25519), with a key that lies sealed in the database and is made when first
/// needed.
///
/// Private and public half are sealed together: who may write to the database, but has not the secret-key-file,
/// can neither sign nor pass off a key of his own as ours. A key never stops to verify; after {@link #rotate}
/// it only signs no more, on this node at once and on others within a minute.
public final class AuditSigner implements CheckpointSigner {
    private static final String ALGORITHM = "Ed25519";
    private static final Duration REREAD = Duration.ofMinutes(1);

    /// Verification looks at every key that ever signed; there are a handful.
    private static final int MOST_REMEMBERED = 100;

    private final Database database;
    private final SecretKey secretKey;
    private final InstantSource clock;
    private final SigningKeyTable table = new SigningKeyTable(SigningKeyTable.AUDIT);
    private final Map<String, Key> remembered = new ConcurrentHashMap<>();
    private volatile @Nullable Current current;

    AuditSigner(Database database, SecretKey secretKey, InstantSource clock) {
        this.database = database;
        this.secretKey = secretKey;
        this.clock = clock;
    }

    /// @param signing null in a registry that was restored without secrets: the key only verifies there
    private record Key(String kid, @Nullable PrivateKey signing, PublicKey verifying) {}

    private record Current(Key key, Instant readAt) {}

    @Override
    public Signature sign(byte[] statement) {
        Key key = signingKey();
        PrivateKey signing = key.signing;
        if (signing == null) {
            throw new IllegalStateException("audit key " + key.kid + " only verifies, and was not retired");
        }
        try {
            java.security.Signature signature = java.security.Signature.getInstance(ALGORITHM);
            signature.initSign(signing);
            signature.update(statement);
            return new Signature(key.kid, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with audit key " + key.kid, e);
        }
    }

    /// False as well for a key that was not sealed with our secret key.
    @Override
    public boolean verifies(String kid, byte[] statement, byte[] signature) {
        try {
            Optional<Key> key = known(kid);
            if (key.isEmpty()) {
                return false;
            }
            java.security.Signature verifier = java.security.Signature.getInstance(ALGORITHM);
            verifier.initVerify(key.get().verifying);
            verifier.update(statement);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | UnusableSecretKeyException e) {
            return false;
        }
    }

    /// The public halves of all keys that this registry can open, in base64 by their ids: whoever has them can verify
    /// what was signed, and sign nothing.
    public Map<String, String> publicKeys() {
        Map<String, String> keys = new TreeMap<>();
        for (String kid : database.read(table::all)) {
            known(kid).ifPresent(key -> keys.put(kid, base64(key.verifying.getEncoded())));
        }
        return keys;
    }

    /// Whether that public key is the one of that id.
    static boolean isKeyOf(String kid, String publicKey) {
        try {
            return kid(publicKey(publicKey)).equals(kid);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /// A key that verifies, and does not sign, for its private half is not there.
    static byte[] sealed(SecretKey secretKey, String kid, String publicKey) {
        return secretKey.seal(purpose(kid), (" " + publicKey).getBytes(StandardCharsets.US_ASCII));
    }

    /// Signs with a new key from now on.
    public void rotate() {
        KeyPair pair = generate();
        String kid = kid(pair.getPublic());
        String text = base64(pair.getPrivate().getEncoded()) + " "
                + base64(pair.getPublic().getEncoded());
        byte[] sealed = secretKey.seal(purpose(kid), text.getBytes(StandardCharsets.US_ASCII));
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        database.write(sql -> {
            table.insert(sql, kid, sealed, now);
            table.retireOthers(sql, kid, now);
            return kid;
        });
        current = null;
    }

    private Key signingKey() {
        Current known = current;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.readAt.plus(REREAD))) {
            return known.key;
        }
        Optional<Key> stored = newest();
        if (stored.isEmpty()) {
            rotate();
            stored = newest();
        }
        Key key = stored.orElseThrow(() -> new IllegalStateException("the newest audit key never retires"));
        current = new Current(key, now);
        return key;
    }

    private Optional<Key> newest() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        List<SigningKeyTable.SealedKey> live = database.read(sql -> table.live(sql, now));
        return live.stream().filter(key -> !key.retiring()).findFirst().map(key -> open(key.kid(), key.sealed()));
    }

    private Optional<Key> known(String kid) {
        Key key = remembered.get(kid);
        if (key != null) {
            return Optional.of(key);
        }
        Optional<Key> stored = database.read(sql -> table.sealed(sql, kid)).map(bytes -> open(kid, bytes));
        if (remembered.size() < MOST_REMEMBERED) {
            stored.ifPresent(found -> remembered.put(kid, found));
        }
        return stored;
    }

    private Key open(String kid, byte[] sealed) {
        String[] halves = new String(secretKey.open(purpose(kid), sealed), StandardCharsets.US_ASCII).split(" ", -1);
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            PrivateKey signing = halves[0].isEmpty()
                    ? null
                    : keys.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(halves[0])));
            return new Key(kid, signing, publicKey(halves[1]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("audit key " + kid + " is not one of " + ALGORITHM, e);
        }
    }

    private static PublicKey publicKey(String text) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM)
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no keys of " + ALGORITHM, e);
        }
    }

    private static String kid(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String purpose(String kid) {
        return "audit key " + kid;
    }
}
