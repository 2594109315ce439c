package dev.entrepot;

import static dev.entrepot.TokenParts.bytes;
import static dev.entrepot.TokenParts.part;
import static dev.entrepot.TokenParts.quoted;
import static dev.entrepot.TokenParts.with;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Texts that are no tokens: signatures that are none, broken, doubled, endless.
final class HostileTexts {
    private static final byte[] NO_BYTES = new byte[0];

    private final TokenParts parts;

    HostileTexts(TokenParts parts) {
        this.parts = parts;
    }

    void add() {
        signatures();
        shapes();
        doubled();
        encodings();
        sizes();
    }

    private void signatures() {
        byte[] real = new Base64URL(parts.signature).decode();
        byte[] order = Curve.P_256.toECParameterSpec().getOrder().toByteArray();
        byte[] n = Arrays.copyOfRange(order, order.length - 32, order.length);
        byte[] zero = new byte[32];
        byte[] one = new byte[32];
        one[31] = 1;
        byte[] r = Arrays.copyOf(real, 32);
        byte[] s = Arrays.copyOfRange(real, 32, 64);
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("none", NO_BYTES);
        all.put("one byte", new byte[1]);
        all.put("64 zeros", new byte[64]);
        all.put("r zero", joined(zero, s));
        all.put("s zero", joined(r, zero));
        all.put("r and s one", joined(one, one));
        all.put("r the order", joined(n, s));
        all.put("s the order", joined(r, n));
        all.put("both the order", joined(n, n));
        all.put("r and s swapped", joined(s, r));
        all.put("63 bytes", Arrays.copyOf(real, 63));
        all.put("65 bytes", Arrays.copyOf(real, 65));
        all.put("32 bytes", r);
        all.put("twice", joined(real, real));
        all.put("96 bytes", Arrays.copyOf(real, 96));
        all.put("10,000 bytes", Arrays.copyOf(real, 10_000));
        all.put("DER", der(r, s));
        all.put("DER of zeros", new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0});
        all.put("DER of nothing", new byte[] {0x30, 0});
        byte[] flipped = real.clone();
        flipped[0] ^= 1;
        all.put("one bit other", flipped);
        all.forEach((name, bytes) -> parts.add(
                "signature " + name, part(parts.header) + "." + part(parts.payload) + "." + Base64URL.encode(bytes)));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /// As openssl writes signatures.
    private static byte[] der(byte[] r, byte[] s) {
        byte[] one = joined(new byte[] {2, 33, 0}, r);
        byte[] other = joined(new byte[] {2, 33, 0}, s);
        return joined(new byte[] {0x30, (byte) (one.length + other.length)}, joined(one, other));
    }

    private void shapes() {
        String body = part(parts.header) + "." + part(parts.payload);
        List<String> texts = List.of(
                ".",
                "..",
                "...",
                "....",
                "a",
                "a.b",
                "a.b.c",
                body,
                body + "..",
                "." + body,
                body + "." + parts.signature + ".",
                body + "." + parts.signature + "." + parts.signature,
                body + ".." + parts.signature,
                "." + part(parts.payload) + "." + parts.signature,
                part(parts.header) + ".." + parts.signature,
                body + "." + parts.signature + "!",
                body + ". " + parts.signature,
                "eyJ",
                "null",
                "undefined",
                "entrepot_pat_",
                "entrepot_rob_",
                "entrepot_pat_" + "a".repeat(46),
                "entrepot_rob_" + "0".repeat(46),
                body.replace(".", ",") + "," + parts.signature);
        for (String text : texts) {
            parts.add("text " + texts.indexOf(text) + " of " + text.length(), text);
        }
        for (String text :
                List.of("", "null", "1", "[]", "\"x\"", "{", "{}", "{]", "//", "{\"a\":1,}", "{'alg':'ES256'}")) {
            parts.add("header " + text, parts.forger.sign(text, parts.payload));
            parts.add("claims " + text, parts.forger.sign(parts.header, text));
        }
        parts.add("a token in a token", parts.forger.sign(parts.header, parts.good));
        parts.add("the header as claims", parts.forger.sign(parts.header, parts.header));
        parts.add(
                "NaN in the claims", parts.forger.sign(parts.header, with(parts.payload, "credential_version", "NaN")));
        parts.add("a comment in the header", parts.forger.sign("/**/" + parts.header + "x", parts.payload));
    }

    private void doubled() {
        for (String member : List.of("\"alg\":\"none\"", "\"alg\":\"ES256\"", "\"kid\":\"x\"", "\"typ\":\"JWT\"")) {
            String before = "{" + member + "," + parts.header.substring(1);
            String behind = parts.header.substring(0, parts.header.length() - 1) + "," + member + "}";
            parts.add("header with " + member + " before", parts.forger.sign(before, parts.payload));
            parts.add("header with " + member + " behind", parts.forger.sign(behind, parts.payload));
        }
        for (String member : List.of(
                "\"exp\":9999999999",
                "\"sub\":\"admin\"",
                "\"aud\":\"other.example\"",
                "\"account\":\"x\"",
                "\"credential_version\":7",
                "\"access\":[]")) {
            parts.add(
                    "claims with " + member + " before",
                    parts.forger.sign(parts.header, "{" + member + "," + parts.payload.substring(1)));
            parts.add(
                    "claims with " + member + " behind",
                    parts.forger.sign(
                            parts.header, parts.payload.substring(0, parts.payload.length() - 1) + "," + member + "}"));
        }
    }

    private void encodings() {
        byte[] broken = bytes(with(parts.payload, "jti", "\"##\""));
        for (int i = 0; i < broken.length; i++) {
            broken[i] = broken[i] == '#' ? (byte) 0xff : broken[i];
        }
        parts.add(
                "claims of another charset under the old signature",
                part(parts.header) + "." + Base64URL.encode(broken) + "." + parts.signature);
        parts.add(
                "header in UTF-16",
                parts.forger.sign(parts.header.getBytes(StandardCharsets.UTF_16LE), bytes(parts.payload)));
        parts.add(
                "claims in UTF-16",
                parts.forger.sign(bytes(parts.header), parts.payload.getBytes(StandardCharsets.UTF_16LE)));
        parts.add("header of bytes", parts.forger.sign(new byte[] {(byte) 0xc3, 0x28, 0, 1}, bytes(parts.payload)));
        parts.add("claims of bytes", parts.forger.sign(bytes(parts.header), new byte[] {(byte) 0xff, (byte) 0xfe, 0}));
        parts.add("claims behind a NUL", parts.forger.sign(parts.header, "\u0000" + parts.payload));
    }

    private void sizes() {
        String deep = "[".repeat(4_000) + "]".repeat(4_000);
        parts.add(
                "deep claims",
                parts.forger.sign(parts.header, with(parts.payload, "x", "1").replace("\"x\":1", "\"x\":" + deep)));
        parts.add(
                "deep header",
                parts.forger.sign(with(parts.header, "x", "1").replace("\"x\":1", "\"x\":" + deep), parts.payload));
        parts.add("deep and never closed", parts.forger.sign("{\"alg\":" + "[".repeat(5_000), parts.payload));
        parts.add(
                "claims too long",
                parts.forger.sign(parts.header, with(parts.payload, "jti", quoted("x".repeat(13_000)))));
        parts.add(
                "header too long",
                parts.forger.sign(with(parts.header, "x", quoted("x".repeat(13_000))), parts.payload));
        parts.add(
                "many members",
                parts.forger.sign(
                        parts.header, with(parts.payload, "x", "1").replace("}", ",\"y\":2".repeat(1_000) + "}")));
        parts.add("text too long", "a".repeat(16 * 1024 + 1));
    }
}
