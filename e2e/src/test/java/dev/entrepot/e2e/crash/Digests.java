package dev.entrepot.e2e.crash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Digests, computed without the code under test.
final class Digests {
    private Digests() {}

    static String sha256(byte[] bytes) {
        return of("sha256", bytes);
    }

    static String sha512(byte[] bytes) {
        return of("sha512", bytes);
    }

    static boolean match(String digest, byte[] bytes) {
        return digest.equals(of(digest.substring(0, digest.indexOf(':')), bytes));
    }

    private static String of(String algorithm, byte[] bytes) {
        try {
            MessageDigest hash = switch (algorithm) {
                case "sha256" -> MessageDigest.getInstance("SHA-256");
                case "sha512" -> MessageDigest.getInstance("SHA-512");
                default -> throw new IllegalArgumentException("not an algorithm of these tests: " + algorithm);
            };
            return algorithm + ":" + HexFormat.of().formatHex(hash.digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
