package dev.entrepot.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The key of the `secret-key-file`: encrypts the secrets that lie in the database (AES-256-GCM).
///
/// A sealed secret is one byte of version, 12 bytes of nonce, then the ciphertext with its tag. What it is for is
/// authenticated with it, so that no secret can be passed off as another.
final class SecretKey {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte VERSION = 1;

    private final SecretKeySpec key;
    private final SecureRandom random;

    SecretKey(byte[] key, SecureRandom random) {
        if (key.length != KEY_BYTES) {
            throw new UnusableSecretKeyException("a secret key has " + KEY_BYTES + " bytes, this one " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    /// The key in that file, empty when there is none.
    static Optional<SecretKey> read(PrivateFile file, SecureRandom random) {
        return file.read().map(text -> {
            try {
                return new SecretKey(Base64.getDecoder().decode(text.strip()), random);
            } catch (IllegalArgumentException e) {
                throw new UnusableSecretKeyException(file.path() + " does not hold a key in base64", e);
            }
        });
    }

    /// Makes a key and writes it to that file.
    static SecretKey make(PrivateFile file, SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        file.write(Base64.getEncoder().encodeToString(key));
        return new SecretKey(key, random);
    }

    byte[] seal(String purpose, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(secret);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing " + purpose, e);
        }
    }

    /// Throws {@link UnusableSecretKeyException} when another key sealed it, or for another purpose.
    byte[] open(String purpose, byte[] sealed) {
        if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != VERSION) {
            throw new UnusableSecretKeyException("what is stored for " + purpose + " is not a sealed secret");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, purpose)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new UnusableSecretKeyException(
                    "the secret-key-file is not the one that sealed " + purpose
                            + ": put back the file of this database",
                    e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
