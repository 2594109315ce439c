package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.DatabaseFingerprint;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;

/// Rights are looked at again at the change itself: what ends while a body is on its way ends the push.
///
/// The server asks for a body (`100 Continue`) after it has let the request in, and the client sends none before: in
/// between lies the moment in which the right goes.
@DisplayName("A push whose right ends while its body is held back")
final class HeldBackPushTest {
    private static final String BLOB = "bytes that come too late";
    private static final String V2 = "/v2/team/app/";

    /// How a right ends, and what the one who lost it is told.
    private record End(Consumer<ApiClient> end, int status, String says) {}

    private static final Map<String, End> ENDS = ends();

    private static Map<String, End> ends() {
        Map<String, End> ends = new LinkedHashMap<>();
        ends.put("the grant is removed", new End(HeldBackPushTest::revoke, 404, "NAME_UNKNOWN"));
        ends.put(
                "the role becomes reader",
                new End(
                        admin -> {
                            grant(admin, "reader");
                            revoke(admin);
                        },
                        403,
                        "needs the role writer"));
        ends.put("the user is disabled", new End(admin -> disable(admin, true), 401, "UNAUTHORIZED"));
        ends.put(
                "the token is removed",
                new End(admin -> admin.delete("/api/v1/tokens/late?user=ann").expect(204), 401, "UNAUTHORIZED"));
        return ends;
    }

    private static void grant(ApiClient admin, String role) {
        admin.put("/api/v1/grants", "{\"role\":\"" + role + "\",\"to\":\"ann\",\"on\":\"team\"}");
    }

    private static void revoke(ApiClient admin) {
        admin.delete("/api/v1/grants?role=writer&to=ann&on=team").expect(204);
    }

    private static void disable(ApiClient admin, boolean disabled) {
        admin.patch("/api/v1/users/ann", "{\"disabled\":" + disabled + "}").expect(200);
    }

    /// As it was, with a new token.
    private static ApiClient restore(ApiClient admin, ApiClient ann) {
        disable(admin, false);
        grant(admin, "writer");
        admin.delete("/api/v1/grants?role=reader&to=ann&on=team");
        admin.delete("/api/v1/tokens/late?user=ann");
        String secret = ann.post("/api/v1/tokens", "{\"name\":\"late\"}")
                .expect(201)
                .json()
                .path("secret")
                .asString();
        return admin.as("ann", secret);
    }

    @OnBothDatabases
    void isRefusedAndLeavesNothing(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test);
                DatabaseFingerprint fingerprint = DatabaseFingerprint.of(test);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            ApiClient ann = admin.user("ann");
            admin.post("/api/v1/namespaces", "{\"name\":\"team\"}").expect(201);
            Digest layer = admin.registry().push("team/app", "layer");
            String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MatrixWorld.IMAGE
                    + "\",\"config\":{\"mediaType\":\"application/x\",\"digest\":\"" + layer
                    + "\",\"size\":5},\"layers\":[]}";
            ENDS.forEach((how, end) -> {
                String digest = MatrixWorld.digest(BLOB);
                ApiClient user = restore(admin, ann);
                String upload = open(user);
                Map<String, List<String>> before = contents(fingerprint);

                refused(client, admin, user, how, "PUT", "manifests/late", manifest);
                refused(client, admin, restore(admin, ann), how, "POST", "blobs/uploads/?digest=" + digest, BLOB);
                refused(client, admin, restore(admin, ann), how, "PATCH", upload, BLOB);
                refused(client, admin, restore(admin, ann), how, "PUT", upload + "?digest=" + digest, BLOB);

                assertThat(contents(fingerprint)).as(how).isEqualTo(before);
                ApiClient again = restore(admin, ann);
                assertThat(again.get(V2 + upload).expect(204).header("Range")).isEqualTo("0-0");
                again.delete(V2 + upload).expect(204);
            });
        }
    }

    private static String open(ApiClient user) {
        ApiClient.Answer opened = user.post(V2 + "blobs/uploads/", "").expect(202);
        return "blobs/uploads/" + opened.header("Docker-Upload-UUID");
    }

    /// What pushes leave in the database, but for who writes to an upload and since when.
    private static Map<String, List<String>> contents(DatabaseFingerprint fingerprint) {
        Map<String, List<String>> all = new TreeMap<>(fingerprint.take());
        all.keySet()
                .retainAll(List.of(
                        "blob",
                        "link",
                        "manifest",
                        "manifest_content",
                        "manifest_blob",
                        "tag",
                        "tag_move",
                        "repository",
                        "namespace",
                        "namespace_content"));
        return all;
    }

    private static void refused(
            HttpClient client, ApiClient admin, ApiClient user, String how, String method, String path, String body) {
        End end = Optional.ofNullable(ENDS.get(how)).orElseThrow();
        AtomicBoolean letIn = new AtomicBoolean();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + admin.registry().port() + V2 + path))
                .expectContinue(true)
                .header("Authorization", user.authorization())
                .header("Content-Type", method.equals("PUT") ? MatrixWorld.IMAGE : "application/octet-stream")
                .method(method, BodyPublishers.ofInputStream(() -> {
                    letIn.set(true);
                    end.end().accept(admin);
                    return stream(body);
                }))
                .build();
        try {
            HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
            String as = how + ": " + method + " " + path + ": " + TestRegistry.text(answer);

            assertThat(letIn).as(as).isTrue();
            assertThat(answer.statusCode()).as(as).isEqualTo(end.status());
            assertThat(TestRegistry.text(answer)).as(as).contains(end.says());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
