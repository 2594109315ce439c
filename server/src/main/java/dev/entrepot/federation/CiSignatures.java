package dev.entrepot.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// Checks signatures: the key decides which algorithms it may be used with, not the token.
final class CiSignatures {
    private static final int MIN_RSA_BITS = 2_048;
    private static final int MAX_RSA_BITS = 8_192;
    private static final String ED25519 = "Ed25519";
    private static final int ED25519_BYTES = 32;

    /// RFC 8410: what stands before the 32 bytes of a key in its DER form.
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private CiSignatures() {}

    /// False as well when the key is not made for this.
    static boolean verifies(JWK key, JWSObject signed) {
        JWSAlgorithm algorithm = signed.getHeader().getAlgorithm();
        if ((key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse()))
                || (key.getAlgorithm() != null && !key.getAlgorithm().getName().equals(algorithm.getName()))) {
            return false;
        }
        try {
            return switch (key) {
                case RSAKey rsa
                when MIN_RSA_BITS <= rsa.size() && rsa.size() <= MAX_RSA_BITS ->
                    verifies(new RSASSAVerifier(rsa.toPublicJWK()), signed);
                case ECKey ec -> verifies(new ECDSAVerifier(ec.toPublicJWK()), signed);
                case OctetKeyPair pair when Curve.Ed25519.equals(pair.getCurve()) -> verifies(pair, signed);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException | IllegalStateException _) {
            return false;
        }
    }

    private static boolean verifies(JWSVerifier verifier, JWSObject signed) throws JOSEException {
        return verifier.supportedJWSAlgorithms().contains(signed.getHeader().getAlgorithm()) && signed.verify(verifier);
    }

    /// By the JDK; the library would need another one for it.
    private static boolean verifies(OctetKeyPair pair, JWSObject signed) throws GeneralSecurityException {
        JWSAlgorithm algorithm = signed.getHeader().getAlgorithm();
        byte[] point = pair.getDecodedX();
        if (point.length != ED25519_BYTES
                || !(JWSAlgorithm.EdDSA.equals(algorithm) || JWSAlgorithm.Ed25519.equals(algorithm))) {
            return false;
        }
        byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + ED25519_BYTES);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, ED25519_BYTES);
        Signature signature = Signature.getInstance(ED25519);
        signature.initVerify(KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(encoded)));
        signature.update(signed.getSigningInput());
        return signature.verify(signed.getSignature().decode());
    }
}
