package dev.entrepot;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.entrepot.access.TokenForger;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A good token in its parts, and the bad ones made from it, each under a name that says what is wrong with it. Where
/// it
/// helps the attacker, the registry's own key signs.
final class TokenParts {
    final TokenForger forger;
    final String good;
    final String header;
    final String payload;
    final String signature;
    private final Map<String, String> hostile = new LinkedHashMap<>();

    TokenParts(TokenForger forger, String good) {
        String[] parts = good.split("\\.", -1);
        this.forger = forger;
        this.good = good;
        this.header = new Base64URL(parts[0]).decodeToString();
        this.payload = new Base64URL(parts[1]).decodeToString();
        this.signature = parts[2];
    }

    /// All that were made, by their names.
    Map<String, String> hostile() {
        return Map.copyOf(hostile);
    }

    void add(String name, String token) {
        if (token.equals(good) || hostile.put(name, token) != null) {
            throw new IllegalStateException("not a hostile token of its own: " + name);
        }
    }

    void signed(String name, String otherHeader, String otherPayload) {
        add(name, forger.sign(otherHeader, otherPayload));
    }

    static String part(String text) {
        return Base64URL.encode(text).toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A text as JSON writes it.
    static String quoted(String text) {
        String object = JSONObjectUtils.toJSONString(Map.of("a", text));
        return object.substring(5, object.length() - 1);
    }

    static Map<String, Object> parsed(String json) {
        try {
            return new LinkedHashMap<>(JSONObjectUtils.parse(json));
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The JSON with one member changed to that JSON text; empty text takes it away.
    static String with(String json, String member, String value) {
        Map<String, Object> members = parsed(json);
        members.remove(member);
        String rest = JSONObjectUtils.toJSONString(members);
        String more = value.isEmpty() ? "" : ",\"" + member + "\":" + value;
        return rest.substring(0, rest.length() - 1) + more + "}";
    }
}
