package dev.entrepot;

import static dev.entrepot.TokenParts.parsed;
import static dev.entrepot.TokenParts.part;
import static dev.entrepot.TokenParts.quoted;
import static dev.entrepot.TokenParts.with;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tokens whose claims lie: about the time, the audience, the owner, what was granted.
final class HostileClaims {
    private final TokenParts parts;

    HostileClaims(TokenParts parts) {
        this.parts = parts;
    }

    void add() {
        times();
        audiences();
        changedUnderTheOldSignature();
    }

    private void times() {
        long now = System.currentTimeMillis() / 1000;
        List<String> ends = new ArrayList<>(List.of(
                "",
                "null",
                "0",
                "-1",
                "1",
                "\"never\"",
                "\"" + (now + 600) + "\"",
                "[]",
                "{}",
                "true",
                "1e400",
                "-9223372036854775808",
                Long.toString(now - 1),
                Long.toString(now - 61),
                Long.toString(now - 86_400)));
        for (String end : ends) {
            parts.add("exp " + end, parts.forger.sign(parts.header, with(parts.payload, "exp", end)));
        }
        for (String begin : List.of(
                "",
                "null",
                "\"now\"",
                "[]",
                "{}",
                Long.toString(now + 90),
                Long.toString(now + 86_400),
                "9999999999")) {
            parts.add("nbf " + begin, parts.forger.sign(parts.header, with(parts.payload, "nbf", begin)));
        }
    }

    private void audiences() {
        String own = quoted(
                parsed(parts.payload).get("aud") instanceof List<?> list
                        ? String.valueOf(list.getFirst())
                        : String.valueOf(parsed(parts.payload).get("aud")));
        List<String> audiences = List.of(
                "",
                "null",
                "1",
                "[]",
                "{}",
                "\"\"",
                "\"other.example\"",
                "[\"other.example\"]",
                "[" + own + ",\"other.example\"]",
                "[" + own + "," + own + "]",
                quoted("http://" + own.replace("\"", "")),
                own.replaceFirst("\"$", ".\""),
                own.replaceFirst("\"$", "/\""),
                own.replaceFirst("^\"", "\" "));
        for (String audience : audiences) {
            parts.add("aud " + audience, parts.forger.sign(parts.header, with(parts.payload, "aud", audience)));
        }
        List<String> issuers = List.of(
                "",
                "null",
                "1",
                "\"\"",
                "\"https://other.example\"",
                "\"other\"",
                own,
                "\"http://user@registry.example\"",
                "\"http://registry.example.evil.example\"",
                "\"not a url\"",
                "[\"http://registry.example\"]");
        for (String issuer : issuers) {
            parts.add("iss " + issuer, parts.forger.sign(parts.header, with(parts.payload, "iss", issuer)));
        }
    }

    private void changedUnderTheOldSignature() {
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("sub", "\"admin\"");
        changes.put("kind", "\"robot\"");
        changes.put("account", "\"00000000-0000-0000-0000-000000000000\"");
        changes.put("credential", "\"session\"");
        changes.put("credential_version", "2");
        changes.put("exp", "9999999999");
        changes.put("nbf", "1");
        changes.put("iat", "1");
        changes.put("jti", "\"another\"");
        changes.put("aud", "\"other.example\"");
        changes.put("iss", "\"https://other.example\"");
        changes.put("access", "[{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":[\"*\"]}]");
        changes.put("admin", "true");
        changes.forEach((claim, value) -> parts.add(
                "claim " + claim + " changed under the old signature",
                part(parts.header) + "." + part(with(parts.payload, claim, value)) + "." + parts.signature));
        for (String claim : List.of("sub", "account", "access", "aud", "credential", "credential_version", "kind")) {
            parts.add(
                    "claim " + claim + " taken away under the old signature",
                    part(parts.header) + "." + part(with(parts.payload, claim, "")) + "." + parts.signature);
        }
        parts.add(
                "a space before the claims",
                part(parts.header) + "." + part(" " + parts.payload) + "." + parts.signature);
        parts.add(
                "a space behind the header",
                part(parts.header + " ") + "." + part(parts.payload) + "." + parts.signature);
        for (String version : List.of("0", "-1", "2", "9223372036854775807", "1.5", "\"1\"", "[]", "1e30")) {
            parts.add(
                    "credential_version " + version,
                    parts.forger.sign(parts.header, with(parts.payload, "credential_version", version)));
        }
        for (String account : List.of("\"admin\"", "\"alice\"", "\"\"", "\"' OR 1=1 --\"", "1", "[]")) {
            parts.add("account " + account, parts.forger.sign(parts.header, with(parts.payload, "account", account)));
        }
        for (String credential : List.of("\"token:\"", "\"token:unknown\"", "\"token:' OR 1=1 --\"", "1", "{}")) {
            parts.add(
                    "credential " + credential,
                    parts.forger.sign(parts.header, with(parts.payload, "credential", credential)));
        }
        parts.add("an account as a robot", parts.forger.sign(parts.header, with(parts.payload, "kind", "\"robot\"")));
        for (String access : List.of(
                "1",
                "\"*\"",
                "{}",
                "[1]",
                "[{}]",
                "[[]]",
                "[{\"type\":\"repository\"}]",
                "[{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":[\"pull\"],\"id\":\"x\"}]",
                "[{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":\"pull\"}]")) {
            parts.add("access " + access, parts.forger.sign(parts.header, with(parts.payload, "access", access)));
        }
    }
}
