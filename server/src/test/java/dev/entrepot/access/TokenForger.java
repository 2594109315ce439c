package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import dev.entrepot.database.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.time.InstantSource;

/// Signs whatever a test likes with the key of a registry, or with another.
public final class TokenForger {
    private static final JWSHeader ES256 = new JWSHeader(JWSAlgorithm.ES256);

    private final SigningKeys keys;

    /// @param data where the registry keeps its secret key
    public TokenForger(Database database, Path data) {
        SecretKey secretKey = SecretKey.read(new PrivateFile(data.resolve("secret-key")), new SecureRandom())
                .orElseThrow();
        this.keys = new SigningKeys(database, secretKey, InstantSource.system(), Ticker.systemTicker());
    }

    public String kid() {
        return keys.signing().kid();
    }

    public ECPublicKey publicKey() {
        return ((ECDSAVerifier) keys.verifier(kid()).orElseThrow()).getPublicKey();
    }

    /// The registry's own signature under texts that it would never write.
    public String sign(byte[] header, byte[] payload) {
        return sign(keys.signing().signer(), header, payload);
    }

    public String sign(String header, String payload) {
        return sign(header.getBytes(StandardCharsets.UTF_8), payload.getBytes(StandardCharsets.UTF_8));
    }

    public static String sign(JWSSigner signer, byte[] header, byte[] payload) {
        String input = Base64URL.encode(header) + "." + Base64URL.encode(payload);
        try {
            JWSHeader algorithm = new JWSHeader(
                    signer.supportedJWSAlgorithms().contains(JWSAlgorithm.ES256)
                            ? ES256.getAlgorithm()
                            : signer.supportedJWSAlgorithms().iterator().next());
            return input + "." + signer.sign(algorithm, input.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
