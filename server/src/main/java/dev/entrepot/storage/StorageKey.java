package dev.entrepot.storage;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The opaque name under which bytes lie in a {@link BlobStore}: 32 lower-case hex digits, random, never used
/// again.
public record StorageKey(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public StorageKey {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("storage key is not 32 lower-case hex digits: " + text);
        }
    }

    /// A key that nothing has used before: 128 random bits.
    public static StorageKey random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new StorageKey(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return text;
    }
}
