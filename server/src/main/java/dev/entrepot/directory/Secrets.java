package dev.entrepot.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/// Secrets that the registry makes up, so that people and scanners recognise one wherever it turns up:
///
/// ```
/// entrepot_pat_ | 40 characters of base62, random | 6 characters of base62: CRC-32 of all before
/// entrepot_rob_ | …
/// ```
///
/// Only SHA-256 of a secret is kept: at 238 random bits nobody finds the secret behind it. Rows are found by that
/// digest, which tells by its time nothing that leads to a secret.
public final class Secrets {
    /// What a secret stands for.
    public enum Kind {
        PERSONAL_TOKEN("entrepot_pat_"),
        ROBOT("entrepot_rob_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        public String prefix() {
            return prefix;
        }
    }

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 40;

    /// 62^6 is more than 2^32.
    private static final int CHECKSUM_LENGTH = 6;

    private final SecureRandom random;

    public Secrets(SecureRandom random) {
        this.random = random;
    }

    /// A secret that was never made before.
    public String generate(Kind kind) {
        StringBuilder text = new StringBuilder(kind.prefix);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text + checksum(text.toString());
    }

    /// What the text stands for by its form; empty when it is no such secret, a mistyped one included. Says nothing
    /// about whether it is known.
    public static Optional<Kind> kind(String text) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.prefix)) {
                return wellFormed(kind, text) ? Optional.of(kind) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean wellFormed(Kind kind, String text) {
        int end = kind.prefix.length() + RANDOM_LENGTH;
        if (text.length() != end + CHECKSUM_LENGTH) {
            return false;
        }
        for (int i = kind.prefix.length(); i < text.length(); i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return text.substring(end).equals(checksum(text.substring(0, end)));
    }

    /// SHA-256, in lower-case hex.
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        char[] digits = new char[CHECKSUM_LENGTH];
        long rest = crc.getValue();
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }
}
