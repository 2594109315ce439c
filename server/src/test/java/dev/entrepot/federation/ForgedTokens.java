package dev.entrepot.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Ways to spoil an ID token, each of which must keep everybody out.
public final class ForgedTokens {
    private ForgedTokens() {}

    public static List<UnaryOperator<SignedJWT>> of(FakeOidcProvider corp, String otherIssuer) {
        List<UnaryOperator<SignedJWT>> forgeries = new ArrayList<>();
        forgeries.add(changed(corp, "iss", otherIssuer));
        forgeries.add(changed(corp, "aud", "another"));
        forgeries.add(changed(corp, "nonce", "another"));
        forgeries.add(changed(corp, "nonce", null));
        forgeries.add(changed(corp, "sub", null));
        forgeries.add(changed(corp, "sub", "a\u0000b"));
        forgeries.add(changed(corp, "sub", "x".repeat(256)));
        forgeries.add(changed(corp, "exp", Date.from(Instant.now().minusSeconds(3600))));
        forgeries.add(changed(corp, "iat", Date.from(Instant.now().plusSeconds(3600))));
        forgeries.add(ForgedTokens::signedByAnother);
        forgeries.add(ForgedTokens::signedByTheSecret);
        forgeries.add(ForgedTokens::unsigned);
        return forgeries;
    }

    private static UnaryOperator<SignedJWT> changed(FakeOidcProvider corp, String claim, @Nullable Object value) {
        return token -> corp.signed(
                new JWTClaimsSet.Builder(claims(token)).claim(claim, value).build());
    }

    private static JWTClaimsSet claims(SignedJWT token) {
        try {
            return token.getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SignedJWT signedByAnother(SignedJWT token) {
        try {
            SignedJWT forged = new SignedJWT(token.getHeader(), claims(token));
            forged.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
            return forged;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SignedJWT signedByTheSecret(SignedJWT token) {
        try {
            SignedJWT forged = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(token));
            forged.sign(new MACSigner("s3cret".repeat(8)));
            return forged;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SignedJWT unsigned(SignedJWT token) {
        try {
            String[] parts = token.serialize().split("\\.", -1);
            return SignedJWT.parse(parts[0] + "." + parts[1] + ".AAAA");
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
