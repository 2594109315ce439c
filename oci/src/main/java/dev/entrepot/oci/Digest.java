package dev.entrepot.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of content by its hash: `sha256:` or `sha512:` and lower-case hex digits.
public record Digest(Algorithm algorithm, String encoded) implements Reference {
    /// distribution-spec, "Referrers Tag Schema": the encoded part of a fallback tag is cut here.
    private static final int FALLBACK_LENGTH = 64;

    /// The algorithms that content can be pushed under.
    public enum Algorithm {
        SHA256("sha256", "SHA-256", 64),
        SHA512("sha512", "SHA-512", 128);

        private final String id;
        private final String hashName;
        private final int hexLength;

        Algorithm(String id, String hashName, int hexLength) {
            this.id = id;
            this.hashName = hashName;
            this.hexLength = hexLength;
        }

        /// The algorithm of this id.
        ///
        /// @throws MalformedException with `DIGEST_INVALID` for an algorithm that is not supported
        public static Algorithm parse(String id) {
            return switch (id) {
                case "sha256" -> SHA256;
                case "sha512" -> SHA512;
                default ->
                    throw new MalformedException(
                            ErrorCode.DIGEST_INVALID,
                            "the digest algorithm " + Excerpt.quoted(id)
                                    + " is not supported: expected sha256 or sha512; push the content under one of these",
                            Excerpt.bare(id));
            };
        }

        /// The text before the colon of a digest.
        public String id() {
            return id;
        }

        /// How many hex digits follow the colon.
        public int hexLength() {
            return hexLength;
        }

        /// A hash that has seen nothing yet.
        public MessageDigest newHash() {
            try {
                return MessageDigest.getInstance(hashName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java runtime has no " + hashName, e);
            }
        }
    }

    public Digest {
        if (!isLowerHex(encoded, algorithm.hexLength())) {
            throw new MalformedException(
                    ErrorCode.DIGEST_INVALID,
                    "the digest " + Excerpt.quoted(algorithm.id() + ':' + encoded) + " is not valid: expected "
                            + algorithm.id() + ": and " + algorithm.hexLength()
                            + " characters of 0-9 a-f; send the digest of the content in this form",
                    Excerpt.bare(algorithm.id() + ':' + encoded));
        }
    }

    /// Reads `algorithm:encoded`.
    ///
    /// @throws MalformedException with `DIGEST_INVALID`
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new MalformedException(
                    ErrorCode.DIGEST_INVALID,
                    "the digest " + Excerpt.quoted(text)
                            + " is not valid: expected an algorithm, a colon and hex digits, as in sha256:9f86d08…;"
                            + " send the digest of the content in this form",
                    Excerpt.bare(text));
        }
        return new Digest(Algorithm.parse(text.substring(0, colon)), text.substring(colon + 1));
    }

    /// The digest of these bytes.
    public static Digest of(Algorithm algorithm, byte[] content) {
        MessageDigest hash = algorithm.newHash();
        hash.update(content);
        return finish(algorithm, hash);
    }

    /// The digest of all that the hash has seen; the hash starts anew.
    public static Digest finish(Algorithm algorithm, MessageDigest hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    /// The tag under which clients keep referrers of this digest where a registry has no referrers API.
    public String fallbackTag() {
        return algorithm.id() + '-' + encoded.substring(0, Math.min(encoded.length(), FALLBACK_LENGTH));
    }

    @Override
    public String toString() {
        return algorithm.id() + ':' + encoded;
    }

    // By hand, as every request for a blob comes through here.
    private static boolean isLowerHex(String text, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
