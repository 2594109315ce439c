package dev.entrepot;

import static dev.entrepot.GatedRegistry.CONFIG;
import static dev.entrepot.GatedRegistry.LAYER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.ApiClient.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import org.junit.jupiter.api.DisplayName;

/// Ways around a gate. The policies here are about names alone, so that nothing depends on what is in the
/// images.
@DisplayName("Around a gate there")
final class GateBypassTest {
    private static final String ALWAYS = "repository != \"\"";
    private static final String BAD = ",\"tags\":\"bad.*\"";

    private static String layerOf(String... packages) {
        return GatedRegistry.digest(GatedRegistry.layer(packages));
    }

    private static Answer move(GatedRegistry registry, String source, String target) {
        return registry.admin.post(
                "/api/v1/tags", "{\"moves\":[{\"source\":\"" + source + "\",\"target\":\"" + target + "\"}]}");
    }

    @OnBothDatabases
    void isNoOtherTagNoDigestAndNoIndex(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String image = registry.image("team/app", "good", "sound@1.0.0");
            registry.policy("no-bad", "team", "deny", ALWAYS, BAD).expect(200);
            registry.policy("no-old", "team", "deny", "tag == \"old\"", "").expect(200);
            registry.pull("team/app", "good").expect(200);

            move(registry, "team/app:good", "team/app:bad1").expect(200);

            for (String reference : new String[] {"good", "bad1", image}) {
                assertThat(registry.pull("team/app", reference).expect(403).message())
                        .contains("no-bad of team refuses team/app@" + image.substring(0, 19));
            }
            registry.admin.delete("/v2/team/app/manifests/bad1").expect(202);
            registry.pull("team/app", "good").expect(200);
            registry.index("team/app", "bad-index", image);
            assertThat(registry.pull("team/app", "good").expect(403).message()).contains("no-bad");
            move(registry, "team/app:good", "team/app:old").expect(200);
            assertThat(registry.pull("team/app", image).expect(403).message())
                    .contains("no-bad of team", "no-old of team", "through the tag old");
        }
    }

    @OnBothDatabases
    void isNoRightButInspect(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "bad", "sound@1.0.0");
            registry.policy("no-bad", "team", "deny", ALWAYS, BAD).expect(200);
            ApiClient puller = registry.robot("team", "puller", "pull,push,delete:team/*");
            ApiClient scanner = registry.robot("team", "scanner", "inspect:team/app");
            ApiClient elsewhere = registry.robot("team", "elsewhere", "pull:team/*", "inspect:team/other");
            String layer = layerOf("sound@1.0.0");

            registry.pull("team/app", "bad").expect(403);
            registry.pull(puller, "team/app", "bad").expect(403);
            registry.pull(elsewhere, "team/app", "bad").expect(403);
            registry.pull(scanner, "team/app", "bad").expect(200);
            scanner.get("/v2/team/app/blobs/" + layer).expect(200);
            puller.get("/v2/team/app/blobs/" + layer).expect(403);
            registry.awaitAudited("repository.pull", "team+puller", "no-bad of team");
            Answer dressed = puller.send(
                    "GET", "/v2/team/app/manifests/bad", "", "User-Agent", "Entrepot-Scanner", "Accept", "*/*");
            dressed.expect(403);
        }
    }

    @OnBothDatabases
    void isNoBlobAndNoManifestThatNamesIt(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "bad", "sound@1.0.0");
            String layer = layerOf("sound@1.0.0");
            String config = GatedRegistry.digest(GatedRegistry.config("amd64", GatedRegistry.layer("sound@1.0.0")));
            String layerAs = GatedRegistry.descriptor(
                    "application/octet-stream", layer, GatedRegistry.layer("sound@1.0.0").length);
            registry.policy("no-bad", "team", "deny", ALWAYS, BAD).expect(200);

            registry.pullBlob("team/app", layer).expect(403);
            assertThat(registry.pullBlob("team/app", config).expect(403).message())
                    .contains("no-bad of team");
            registry.admin.send("HEAD", "/v2/team/app/blobs/" + layer, "").expect(200);
            registry.admin
                    .send("GET", "/v2/team/app/blobs/" + layer, "", "Range", "bytes=0-3")
                    .expect(403);
            String unnamed = GatedRegistry.digest("unnamed".getBytes(UTF_8));
            registry.blob("team/app", "application/octet-stream", "unnamed".getBytes(UTF_8));
            registry.pullBlob("team/app", unnamed).expect(200);

            // What cannot be run, or names it as something else, opens nothing.
            String any = registry.blob("team/app", "application/vnd.acme+json", "{}".getBytes(UTF_8));
            registry.manifest("team/app", "artifact", any, layerAs);
            registry.put(
                    "team/app",
                    "index",
                    Images.INDEX,
                    "{\"schemaVersion\":2,\"mediaType\":\"" + Images.INDEX + "\",\"manifests\":[" + layerAs + "]}");
            registry.manifest(
                    "team/app",
                    "dressed",
                    any,
                    layerAs.replace("octet-stream", "vnd.dev.cosign.simplesigning.v1+json"));
            registry.pullBlob("team/app", layer).expect(403);

            // Another image that may be pulled does: its layers are its own.
            registry.image("team/app", "other", GatedRegistry.config("arm64"), "sound@1.0.0");
            registry.pullBlob("team/app", layer).expect(200);
            registry.pullBlob("team/app", config).expect(403);
        }
    }

    @OnBothDatabases
    void isNoMount(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "bad", "sound@1.0.0");
            registry.image("team/app", "good", "sound@2.0.0");
            registry.policy("no-bad", "team", "deny", ALWAYS, BAD).expect(200);
            String bad = layerOf("sound@1.0.0");
            String good = layerOf("sound@2.0.0");
            ApiClient scanner = registry.robot("team", "scanner", "inspect:team/app", "pull,push:team/copy");

            String mount = "/v2/elsewhere/copy/blobs/uploads/?mount=";
            registry.admin.post(mount + bad + "&from=team/app", "").expect(202);
            registry.admin.post(mount + bad, "").expect(202);
            scanner.post("/v2/team/copy/blobs/uploads/?mount=" + bad + "&from=team/app", "")
                    .expect(202);
            registry.admin.get("/v2/elsewhere/copy/blobs/" + bad).expect(404);
            registry.admin.post(mount + good + "&from=team/app", "").expect(201);
            registry.admin
                    .post("/v2/elsewhere/other/blobs/uploads/?mount=" + good, "")
                    .expect(201);
        }
    }

    @OnBothDatabases
    void isNoPromotion(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String bad = registry.image("team/app", "bad", "sound@1.0.0");
            String good = registry.image("team/app", "good", "sound@2.0.0");
            registry.index("team/app", "index", good);
            registry.policy("no-bad", "team", "deny", ALWAYS, BAD).expect(200);

            assertThat(move(registry, "team/app:bad", "elsewhere/app:v1")
                            .expect(403)
                            .message())
                    .contains("no-bad of team");
            move(registry, "team/app@" + bad, "team/other:v1").expect(403);
            move(registry, "team/app:bad", "team/app:also").expect(200);
            move(registry, "team/app:index", "elsewhere/app:index").expect(200);
            registry.pull("elsewhere/app", good).expect(200);

            // What hangs on an image comes along only where it may be pulled too.
            String size = Integer.toString(
                    registry.pull("team/app", "good").expect(200).text().length());
            String rider = GatedRegistry.document(
                            registry.blob("team/app", CONFIG, GatedRegistry.config("arm64")),
                            registry.blob("team/app", LAYER, GatedRegistry.layer("sound@3.0.0")))
                    .replace(
                            "}]}",
                            "}],\"subject\":" + GatedRegistry.descriptor(Images.TYPE, good, Integer.parseInt(size))
                                    + "}");
            registry.put("team/app", "bad-rider", Images.TYPE, rider);
            assertThat(move(registry, "team/app:good", "elsewhere/app:v2")
                            .expect(403)
                            .message())
                    .contains("no-bad of team refuses team/app@"
                            + Images.digest(rider).substring(0, 19));
            registry.admin
                    .post(
                            "/api/v1/tags",
                            "{\"signatures\":false,\"moves\":[{\"source\":\"team/app:good\","
                                    + "\"target\":\"elsewhere/app:v2\"}]}")
                    .expect(200);
            registry.pull("elsewhere/app", "v2").expect(200);
        }
    }

    @OnBothDatabases
    void isNoOtherNameOfTheRepository(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "bad", "sound@1.0.0");
            registry.image("team/fine", "good", "sound@1.0.0");
            registry.admin
                    .post("/api/v1/namespaces", "{\"name\":\"elsewhere\"}")
                    .expect(201);
            registry.policy("no-bad", "team", "deny", ALWAYS, BAD).expect(200);
            registry.policy("own", "team/fine", "deny", "tag == \"never\"", "").expect(200);

            assertThat(rename(registry, "team/app", "elsewhere/app").expect(403).message())
                    .contains("cannot leave the policies of team", "no-bad of team");
            rename(registry, "team/app", "team/moved").expect(200);
            registry.pull("team/moved", "bad").expect(403);
            registry.pull("team/app", "bad").expect(403);
            rename(registry, "team/fine", "elsewhere/fine").expect(200);
            move(registry, "elsewhere/fine:good", "elsewhere/fine:never").expect(200);
            assertThat(registry.pull("elsewhere/fine", "good").expect(403).message())
                    .contains("own of elsewhere/fine");
            registry.admin.get("/api/v1/policies/own?on=team/fine").expect(404);
        }
    }

    private static Answer rename(GatedRegistry registry, String from, String to) {
        return registry.admin.patch("/api/v1/repositories/" + from, "{\"name\":\"" + to + "\"}");
    }

    @OnBothDatabases
    void isNoTrash(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String image = registry.image("team/app", "bad", "sound@1.0.0");
            String layer = layerOf("sound@1.0.0");
            registry.policy("own", "team/app", "deny", ALWAYS, BAD).expect(200);

            registry.admin.delete("/v2/team/app/manifests/" + image).expect(202);
            registry.pullBlob("team/app", layer).expect(404);
            registry.admin
                    .post("/api/v1/restores", "{\"image\":\"team/app:bad\"}")
                    .expect(200);
            registry.pull("team/app", image).expect(403);
            registry.admin.delete("/api/v1/repositories/team/app?force=true").expect(200);
            registry.admin.post("/api/v1/restores", "{\"image\":\"team/app\"}").expect(200);
            registry.pull("team/app", "bad").expect(403);
            registry.pullBlob("team/app", layer).expect(403);
            registry.admin.delete("/v2/team/app/manifests/bad").expect(202);
            registry.pull("team/app", image).expect(200);
            registry.admin
                    .post("/api/v1/restores", "{\"image\":\"team/app:bad\"}")
                    .expect(200);
            registry.pull("team/app", image).expect(403);
        }
    }

    @OnBothDatabases
    void isNoPushWhereAPolicyLooksAtThem(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String image = registry.image("team/app", "good", "sound@1.0.0");
            String document = registry.pull("team/app", "good").text();
            registry.policy("no-bad", "team", "deny", ALWAYS, BAD + ",\"alsoPush\":true")
                    .expect(200);

            Answer refused =
                    registry.admin.send("PUT", "/v2/team/app/manifests/bad", document, "Content-Type", Images.TYPE);

            assertThat(refused.expect(403).message()).contains("no-bad of team");
            move(registry, "team/app:good", "team/app:bad").expect(403);
            move(registry, "team/app:good", "team/app:fine").expect(200);
            registry.admin
                    .send("PUT", "/v2/team/app/manifests/" + image, document, "Content-Type", Images.TYPE)
                    .expect(201);
            registry.pull("team/app", "good").expect(200);
        }
    }
}
