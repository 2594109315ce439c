package dev.entrepot.e2e.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Credentials that are none, that are somebody else's, or that were tampered with; and requests for tokens that are
/// none.
final class CredentialCases {
    private CredentialCases() {}

    static List<HostileCase> all() {
        List<HostileCase> cases = new ArrayList<>();
        bearers(cases);
        tampered(cases);
        tokenRequests(cases);
        schemes(cases);
        passwords(cases);
        return cases;
    }

    private static void bearers(List<HostileCase> cases) {
        String header = coded("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        String claims = coded("{\"sub\":\"admin\",\"exp\":4102444800,\"access\":[{\"type\":\"repository\",\"name\":\""
                + Target.REPOSITORY + "\",\"actions\":[\"pull\",\"push\",\"delete\"]}]}");
        for (String token : List.of(
                "",
                "x",
                ".",
                "..",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                header + "." + claims + ".",
                header + "." + claims,
                header + "." + claims + ".AAAA",
                coded("{}") + "..",
                coded("[]") + "." + claims + ".AAAA",
                coded("{\"alg\":\"HS256\"}") + "." + claims + ".AAAA",
                coded("{\"alg\":\"RS256\",\"kid\":\"../../../etc/passwd\"}") + "." + claims + ".AAAA",
                coded("{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\"}}") + "." + claims + ".AAAA",
                coded("{\"alg\":\"ES256\",\"jku\":\"http://127.0.0.1:1/\"}") + "." + claims + ".AAAA",
                coded("[".repeat(5_000)) + "." + claims + ".AAAA",
                "%00",
                "\u00ff\u00fe",
                "a".repeat(20_000),
                "null",
                "' OR '1'='1",
                "undefined, Bearer x")) {
            for (String method : List.of("GET", "DELETE")) {
                add(cases, Expectation.CREDENTIAL, method, "Bearer " + token);
            }
        }
    }

    // Tokens of the server itself, changed in one place.
    private static void tampered(List<HostileCase> cases) {
        for (int part = 0; part < 3; part++) {
            int at = part;
            for (String change : List.of("dropped", "doubled", "first letter", "of another token")) {
                cases.add(HostileCase.of(
                        "credential, token with part " + part + " " + change, Expectation.CREDENTIAL, target -> {
                            String[] parts = target.token("pull,push,delete").split("\\.", -1);
                            String[] others = target.token("pull").split("\\.", -1);
                            parts[at] = switch (change) {
                                case "dropped" -> "";
                                case "doubled" -> parts[at] + parts[at];
                                case "first letter" -> (parts[at].startsWith("A") ? "B" : "A") + parts[at].substring(1);
                                // Its head is the same as that of any other.
                                default -> at == 0 ? coded("{\"alg\":\"none\"}") : others[at];
                            };
                            return Target.anonymous("DELETE", Target.BASE + "/manifests/v1")
                                    .header("Authorization", "Bearer " + String.join(".", parts));
                        }));
            }
        }
        cases.add(HostileCase.of(
                "credential, token that may only pull",
                Expectation.CREDENTIAL,
                target -> Target.anonymous("DELETE", Target.BASE + "/manifests/v1")
                        .header("Authorization", "Bearer " + target.token("pull"))));
        cases.add(HostileCase.of(
                "credential, token as a password",
                Expectation.PASSWORD,
                target -> Target.anonymous("DELETE", Target.BASE + "/manifests/v1")
                        .header("Authorization", "Basic " + basic("admin:" + target.token("pull,push,delete")))));
    }

    private static void tokenRequests(List<HostileCase> cases) {
        for (String form : List.of(
                "",
                "=",
                "&&&",
                "grant_type=",
                "grant_type=password",
                "grant_type=refresh_token",
                "grant_type=unknown",
                "grant_type=password&username=admin",
                "grant_type=password&username=admin&password=",
                "grant_type=refresh_token&refresh_token=x",
                "grant_type=password&grant_type=refresh_token",
                "%",
                "%zz=%00",
                "grant_type=password&username=%FF&password=%FF",
                "grant_type=client_credentials&client_id=x",
                "{\"grant_type\":\"password\"}",
                "a=b&".repeat(5_000))) {
            cases.add(HostileCase.of(
                    "token, POST " + (form.length() > 80 ? "of 5,000 fields" : form),
                    Expectation.TOKEN_REQUEST,
                    target -> Target.anonymous("POST", "/auth/token?service=registry.test")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .body(form)));
        }
    }

    private static void schemes(List<HostileCase> cases) {
        for (String value : List.of(
                "Bearer",
                "Negotiate YII=",
                "Digest username=\"admin\"",
                "NTLM x",
                "x",
                "Basic",
                "admin:admin",
                "AWS4-HMAC-SHA256 Credential=x",
                ", ,",
                "Bearer\tx",
                "BasicYWRtaW46YWRtaW4=")) {
            for (String method : List.of("GET", "DELETE")) {
                add(cases, Expectation.CREDENTIAL, method, value);
            }
        }
    }

    private static void passwords(List<HostileCase> cases) {
        for (String pair : List.of(
                "",
                ":",
                "admin",
                "admin:",
                ":admin",
                "admin:admin",
                "admin:password",
                "ADMIN:x",
                "root:root",
                "admin\u0000:x",
                "admin:\u0000",
                "\u00ff:\u00ff",
                "admin:" + "x".repeat(10_000),
                "x".repeat(10_000) + ":x",
                "' OR '1'='1:x",
                "admin' --:x",
                "../admin:x",
                "library+robot:x",
                "+:x",
                "<token>:x",
                "admin\r\n:x")) {
            add(cases, Expectation.PASSWORD, "DELETE", "Basic " + basic(pair), "of " + shown(pair));
        }
        for (String encoded : List.of("*", "YWRtaW4", "YWRtaW46YWRtaW4", "%3D", "=", "====", "YWRt aW4=", "\u00e4")) {
            add(cases, Expectation.PASSWORD, "DELETE", "Basic " + encoded);
        }
        add(cases, Expectation.PASSWORD, "GET", "basic " + basic("admin:wrong"));
    }

    private static void add(List<HostileCase> cases, Expectation expectation, String method, String value) {
        add(cases, expectation, method, value, shown(value));
    }

    private static void add(
            List<HostileCase> cases, Expectation expectation, String method, String value, String what) {
        cases.add(HostileCase.of(
                "credential, " + method + " with " + what,
                expectation,
                target ->
                        Target.anonymous(method, Target.BASE + "/manifests/v1").header("Authorization", value)));
    }

    private static String shown(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.length() <= 120 ? plain : plain.substring(0, 60) + "… " + Integer.toHexString(text.hashCode());
    }

    private static String coded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
    }
}
