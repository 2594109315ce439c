package dev.entrepot;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// People and robots at a running registry, made and changed over its own API, and what each of them says.
final class Actors {
    static final String ADMIN = basic("admin", TestRegistry.PASSWORD);
    static final String NOBODY = "Basic Og==";
    private static final byte[] NOTHING = new byte[0];

    private final TestRegistry registry;

    Actors(TestRegistry registry) {
        this.registry = registry;
    }

    /// An answer with its body read.
    record Answer(int status, String text, HttpResponse<byte[]> raw) {
        Map<String, Object> json() {
            try {
                return JSONObjectUtils.parse(text);
            } catch (ParseException e) {
                throw new AssertionError(status + " " + text, e);
            }
        }

        String member(String name) {
            Object value = json().get(name);
            if (value == null) {
                throw new AssertionError("no " + name + " in " + status + " " + text);
            }
            return value.toString();
        }

        String header(String name) {
            return TestRegistry.header(raw, name);
        }

        /// The `error` of a challenge, or empty text.
        String error() {
            String challenge = header("WWW-Authenticate");
            int at = challenge.indexOf("error=\"");
            return at < 0 ? "" : challenge.substring(at + 7, challenge.indexOf('"', at + 7));
        }

        /// What a stranger could compare.
        String visible() {
            return status + " " + text + " " + header("Content-Type") + " " + error();
        }
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static String bearer(String token) {
        return "Bearer " + token;
    }

    /// One request; `more` are headers by name and value.
    Answer send(String credential, String method, String path, String body, String... more) {
        String[] headers = Arrays.copyOf(more, more.length + 4);
        headers[more.length] = "Authorization";
        headers[more.length + 1] = credential;
        headers[more.length + 2] = "Accept";
        headers[more.length + 3] = "*/*";
        byte[] bytes = body.isEmpty() ? NOTHING : body.getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> answer = registry.send(method, path, bytes, headers);
        return new Answer(answer.statusCode(), TestRegistry.text(answer), answer);
    }

    Answer get(String credential, String path, String... more) {
        return send(credential, "GET", path, "", more);
    }

    Answer api(String credential, String method, String path, Map<String, ?> body, String... more) {
        String[] headers = Arrays.copyOf(more, more.length + 2);
        headers[more.length] = "Content-Type";
        headers[more.length + 1] = "application/json";
        return send(credential, method, "/api/v1" + path, JSONObjectUtils.toJSONString(body), headers);
    }

    Answer api(String credential, String method, String path) {
        return send(credential, method, "/api/v1" + path, "");
    }

    /// The same as an admin does it, which must work.
    Answer must(String method, String path, Map<String, ?> body) {
        return must(ADMIN, method, path, body);
    }

    Answer must(String credential, String method, String path, Map<String, ?> body) {
        Answer answer = body.isEmpty() && !method.equals("POST")
                ? api(credential, method, path)
                : api(credential, method, path, body);
        if (answer.status >= 300) {
            throw new AssertionError(method + " " + path + " " + body + ": " + answer.status + " " + answer.text);
        }
        return answer;
    }

    static String password(String user) {
        return "the password of " + user;
    }

    static String as(String user) {
        return user.equals("admin") ? ADMIN : basic(user, password(user));
    }

    /// A user without any role; what the registry calls it.
    String user(String name) {
        return must("POST", "/users", Map.of("name", name, "password", password(name)))
                .member("id");
    }

    void grant(String role, String to, String on) {
        must("PUT", "/grants", Map.of("role", role, "to", to, "on", on));
    }

    void grant(String role, String to, String on, String condition) {
        must("PUT", "/grants", Map.of("role", role, "to", to, "on", on, "condition", condition));
    }

    void revoke(String role, String to, String on) {
        must("DELETE", "/grants?role=" + role + "&to=" + encoded(to) + "&on=" + encoded(on), Map.of());
    }

    void namespace(String name) {
        must("POST", "/namespaces", Map.of("name", name));
    }

    /// A robot's secret.
    String robot(String maker, String name, String... allow) {
        return must(maker, "POST", "/robots", Map.of("name", name, "allow", List.of(allow)))
                .member("secret");
    }

    /// A personal token of a user; no scopes: as good as its owner.
    Answer personalToken(String owner, String name, String... scopes) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("name", name));
        if (scopes.length > 0) {
            body.put("scopes", List.of(scopes));
        }
        return must(owner, "POST", "/tokens", body);
    }

    /// An access token for these scopes, as far as they are granted.
    String token(String credential, String... scopes) {
        return buy(credential, "", scopes).member("token");
    }

    Answer buy(String credential, String more, String... scopes) {
        String query =
                Arrays.stream(scopes).map(scope -> "&scope=" + encoded(scope)).collect(Collectors.joining());
        return get(credential, "/auth/token?service=test" + query + more);
    }

    String refreshToken(String credential, String... scopes) {
        return buy(credential, "&offline_token=true&client_id=test", scopes).member("refresh_token");
    }

    /// What a refresh token buys.
    Answer refresh(String token, String... scopes) {
        String form = "grant_type=refresh_token&client_id=test&service=test&refresh_token=" + encoded(token) + "&scope="
                + encoded(String.join(" ", scopes));
        return send(NOBODY, "POST", "/auth/token", form, "Content-Type", "application/x-www-form-urlencoded");
    }

    /// A blob of that text; its digest.
    String push(String credential, String repository, String text) {
        String digest = digest(text);
        Answer answer = send(credential, "POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, text);
        if (answer.status != 201) {
            throw new AssertionError("pushing to " + repository + ": " + answer.status + " " + answer.text);
        }
        return digest;
    }

    static String digest(String text) {
        return dev.entrepot.oci.Digest.of(
                        dev.entrepot.oci.Digest.Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /// A manifest whose config and only layer is the blob of that text.
    static String manifest(String text) {
        String descriptor = "{\"mediaType\":\"application/octet-stream\",\"digest\":\"" + digest(text) + "\",\"size\":"
                + text.getBytes(StandardCharsets.UTF_8).length + "}";
        return "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                + descriptor + ",\"layers\":[" + descriptor + "]}";
    }

    Answer putManifest(String credential, String repository, String tag, String manifest) {
        return send(
                credential,
                "PUT",
                "/v2/" + repository + "/manifests/" + tag,
                manifest,
                "Content-Type",
                "application/vnd.oci.image.manifest.v1+json");
    }

    /// An image with one tag, pushed by an admin.
    void image(String repository, String tag, String text) {
        push(ADMIN, repository, text);
        Answer answer = putManifest(ADMIN, repository, tag, manifest(text));
        if (answer.status != 201) {
            throw new AssertionError("pushing to " + repository + ": " + answer.status + " " + answer.text);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
