package dev.entrepot.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A password's Argon2id hash, in the form of the Password Hashing Competition:
/// `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
///
/// @param phc that text
record Argon2id(String phc) {
    /// OWASP's recommended minimum for Argon2id: 19 MiB, two passes, one lane.
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /// What one hash holds while it runs.
    static final long MEMORY_BYTES = MEMORY_KIB * 1024L;

    /// A row asks for at most four times today's cost, so that no row can exhaust the heap.
    private static final int MAX_MEMORY_KIB = 4 * MEMORY_KIB;

    private static final int MAX_PASSES = 16;

    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /// What a stored hash says.
    static Argon2id parse(String phc) {
        return new Argon2id(phc);
    }

    Argon2id {
        parts(phc);
    }

    /// Hashes a new password. Takes about 20 ms of CPU and {@link #MEMORY_BYTES}.
    static Argon2id of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Parts parts = new Parts(MEMORY_KIB, PASSES, LANES, salt, new byte[HASH_BYTES]);
        return of(salt, hash(parts, password, new Argon2Memory()));
    }

    /// A hash that no password has, at the cost of any other: what unknown names are compared with.
    static Argon2id ofNoPassword(SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = new byte[HASH_BYTES];
        random.nextBytes(hash);
        return of(salt, hash);
    }

    /// Whether this is the hash of that password. Costs the same for every password.
    boolean matches(String password) {
        return matches(password, new Argon2Memory());
    }

    boolean matches(String password, Argon2Memory memory) {
        Parts parts = parts(phc);
        return MessageDigest.isEqual(parts.hash, hash(parts, password, memory));
    }

    private static byte[] hash(Parts parts, String password, Argon2Memory memory) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(parts.memoryKib)
                .withIterations(parts.passes)
                .withParallelism(parts.lanes)
                .withSalt(parts.salt)
                .withBlockPool(memory.blocks())
                .build());
        byte[] hash = new byte[parts.hash.length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static Argon2id of(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return new Argon2id("$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash));
    }

    private static Parts parts(String phc) {
        Matcher matcher = PHC.matcher(phc);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a password hash is not in the form $argon2id$v=19$m=,t=,p=$SALT$HASH");
        }
        int memoryKib = Integer.parseInt(matcher.group(1));
        int passes = Integer.parseInt(matcher.group(2));
        int lanes = Integer.parseInt(matcher.group(3));
        if (lanes < 1 || memoryKib < 8 * lanes || memoryKib > MAX_MEMORY_KIB || passes < 1 || passes > MAX_PASSES) {
            throw new IllegalArgumentException(
                    "a password hash costs too much or nothing: m=" + memoryKib + ",t=" + passes + ",p=" + lanes);
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new Parts(memoryKib, passes, lanes, base64.decode(matcher.group(4)), base64.decode(matcher.group(5)));
    }

    @Override
    public String toString() {
        return "***";
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Parts(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {}
}
