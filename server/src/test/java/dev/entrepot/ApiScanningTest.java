package dev.entrepot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.ApiClient.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;

/// Scans, bills of materials, packages, differences and events, over real HTTP, of images that real workers read.
@DisplayName("Scanning in /api/v1")
final class ApiScanningTest {
    private static final String SCAN = "/api/v1/scan?wait=30s&image=";

    /// Longer than anything here takes.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration ASK_EVERY = Duration.ofMillis(50);

    private static List<String> texts(JsonNode array, String member) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.path(member).asString()));
        return texts;
    }

    /// An index of two images, for two platforms.
    private static void index(GatedRegistry registry, String tag, String... digests) {
        String[] architectures = {"amd64", "arm64"};
        List<String> children = new ArrayList<>();
        for (int i = 0; i < digests.length; i++) {
            int size = registry.pull("team/app", digests[i]).text().getBytes(UTF_8).length;
            String descriptor = GatedRegistry.descriptor(Images.TYPE, digests[i], size);
            children.add(descriptor.substring(0, descriptor.length() - 1)
                    + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architectures[i] + "\"}}");
        }
        registry.put(
                "team/app",
                tag,
                Images.INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + Images.INDEX + "\",\"manifests\":["
                        + String.join(",", children) + "]}");
    }

    private static Answer until(ApiClient client, String path, Predicate<JsonNode> shown) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Answer answer = client.get(path).expect(200);
            if (shown.test(answer.json())) {
                return answer;
            }
            LockSupport.parkNanos(ASK_EVERY.toNanos());
        }
        throw new AssertionError("it never showed: " + path);
    }

    @OnBothDatabases
    void findingsHaveTheFormOnWhichScriptsRely(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String digest = registry.image("team/app", "v1", "broken@1.0.0", "fine@3.0.0");

            JsonNode scan = registry.admin.get(SCAN + "team/app:v1").expect(200).json();

            assertThat(scan.path("image").asString()).isEqualTo("team/app:v1");
            assertThat(scan.path("digest").asString()).isEqualTo(digest);
            assertThat(scan.path("state").asString()).isEqualTo("read");
            assertThat(scan.path("scannedAt").asString()).matches("2.*Z");
            assertThat(scan.path("databaseAt").asString()).matches("2.*Z");
            assertThat(scan.path("packages").asInt()).isEqualTo(2);
            assertThat(scan.path("worst").asString()).isEqualTo("CRITICAL");
            assertThat(scan.path("counts").path("CRITICAL").asInt()).isEqualTo(2);
            assertThat(texts(scan.path("findings"), "id")).containsExactly("CVE-2024-1001", "CVE-2024-1002");
            JsonNode finding = scan.path("findings").path(0);
            assertThat(finding.propertyNames())
                    .containsSequence(
                            "id", "aliases", "package", "version", "fixedVersion", "severity", "type", "layer", "path");
            assertThat(finding.path("package").asString()).isEqualTo("broken");
            assertThat(finding.path("fixedVersion").asString()).isEqualTo("2.0.0");
            assertThat(finding.path("type").asString()).isEqualTo("npm");
            assertThat(finding.path("layer").asString()).startsWith("sha256:");
            assertThat(finding.path("path").asString()).isEqualTo("app/node_modules/broken/package.json");
            assertThat(finding.path("source").asString("none")).isEmpty();
            assertThat(registry.admin
                            .get("/api/v1/images?on=team&scan=true")
                            .expect(200)
                            .text())
                    .contains("\"scan\":{\"state\":\"read\",\"worst\":\"CRITICAL\",\"counts\":{\"CRITICAL\":2,");
            requireExemptedOnesToBeShownApart(registry);
            requireJunkToBeTold(registry);
        }
    }

    @OnBothDatabases
    void anIndexIsTheUnionOfItsImages(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String amd = registry.image("team/app", "amd", "broken@1.0.0");
            String arm = registry.image("team/app", "arm", "broken@1.0.0", "shaky@1.0.0");
            index(registry, "both", amd, arm);
            ApiClient admin = registry.admin;

            JsonNode both = admin.get(SCAN + "team/app:both").expect(200).json();

            assertThat(texts(both.path("images"), "platform")).containsExactly("linux/amd64", "linux/arm64");
            assertThat(texts(both.path("findings"), "id"))
                    .containsExactly("CVE-2024-1001", "CVE-2024-1002", "CVE-2024-2001");
            assertThat(both.path("findings").path(0).path("platforms").toString())
                    .isEqualTo("[\"linux/amd64\",\"linux/arm64\"]");
            assertThat(both.path("findings").path(2).path("digests").toString()).isEqualTo("[\"" + arm + "\"]");
            assertThat(texts(
                            admin.get(SCAN + "team/app:both&platform=linux/amd64")
                                    .expect(200)
                                    .json()
                                    .path("findings"),
                            "id"))
                    .containsExactly("CVE-2024-1001", "CVE-2024-1002");
            assertThat(admin.get(SCAN + "team/app:both&platform=linux/s390x")
                            .expect(400)
                            .message())
                    .contains("linux/amd64, linux/arm64");
            assertThat(admin.get("/api/v1/sbom?format=spdx-json&image=team/app:both")
                            .expect(400)
                            .message())
                    .contains("platform: expected one");
            assertThat(admin.get("/api/v1/images?on=team/app&scan=true")
                            .expect(200)
                            .text())
                    .contains("\"counts\":{\"CRITICAL\":2,\"HIGH\":0,\"MEDIUM\":1,");
        }
    }

    private static void requireExemptedOnesToBeShownApart(GatedRegistry registry) {
        registry.exempt("team/app", "CVE-2024-1001");
        JsonNode scan = registry.admin.get(SCAN + "team/app:v1").expect(200).json();

        assertThat(scan.path("waived").asInt()).isEqualTo(1);
        assertThat(scan.path("counts").path("CRITICAL").asInt()).isEqualTo(1);
        JsonNode waiver = scan.path("findings").path(0).path("waiver");
        assertThat(waiver.path("kind").asString()).isEqualTo("exemption");
        assertThat(waiver.path("reason").asString()).isEqualTo("of a test");
        assertThat(waiver.path("author").asString()).isEqualTo("admin");
        assertThat(waiver.path("until").asString("none")).isEmpty();
    }

    private static void requireJunkToBeTold(GatedRegistry registry) {
        byte[] junk = "neither gzip nor tar".repeat(100).getBytes(UTF_8);
        registry.manifest(
                "team/app",
                "junk",
                registry.blob("team/app", GatedRegistry.CONFIG, GatedRegistry.config("amd64")),
                registry.blob("team/app", GatedRegistry.LAYER, junk));
        ApiClient admin = registry.admin;

        JsonNode scan = admin.get(SCAN + "team/app:junk").expect(200).json();

        assertThat(scan.path("state").asString()).isEqualTo("unreadable");
        assertThat(scan.path("problem").asString()).contains("could not be read");
        assertThat(admin.get("/api/v1/sbom?format=spdx-json&image=team/app:junk")
                        .expect(409)
                        .message())
                .contains("cannot be read");
        admin.get("/api/v1/diff?from=team/app:junk&to=team/app:junk").expect(409);
        assertThat(admin.get(SCAN + "team/app:none").expect(404).message()).contains("no image team/app:none");
        assertThat(admin.get(SCAN + "team").expect(400).message()).contains("expected NS/REPO");
        admin.get("/api/v1/scan?image=team/app:junk&wait=31s").expect(400);
    }

    @OnBothDatabases
    void findingsAreReadByWhoeverMayReadTheImage(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "v1", "broken@1.0.0");
            registry.image("team/app", "dev", "shaky@1.0.0");
            ApiClient admin = registry.admin;
            admin.get(SCAN + "team/app:v1").expect(200);
            admin.get(SCAN + "team/app:dev").expect(200);
            ApiClient stranger = admin.user("stranger");
            ApiClient developer = admin.user("developer");
            admin.put(
                            "/api/v1/grants",
                            "{\"role\":\"reader\",\"to\":\"developer\",\"on\":\"team/app\",\"condition\":\"tag == 'dev'\"}")
                    .expect(201);

            developer.get(SCAN + "team/app:dev").expect(200);
            developer.get(SCAN + "team/app:v1").expect(403);
            developer.get("/api/v1/diff?from=team/app:dev&to=team/app:v1").expect(403);
            stranger.get(SCAN + "team/app:v1").expect(404);
            stranger.get("/api/v1/events?on=team").expect(404);
            assertThat(stranger.get("/api/v1/packages/search?query=broken")
                            .expect(200)
                            .text())
                    .isEqualTo("{\"items\":[]}");
            assertThat(developer.post("/api/v1/scan?image=team/app:dev", "").status())
                    .isEqualTo(403);
            admin.post("/api/v1/scan?image=team/app:dev", "").expect(202);
            assertThat(admin.get(SCAN + "team/app:dev")
                            .expect(200)
                            .json()
                            .path("state")
                            .asString())
                    .isEqualTo("read");
        }
    }

    @OnBothDatabases
    void billsOfMaterialsAreMadeAndAttachedOnesAreShownBeside(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String digest = registry.image("team/app", "v1", "fine@3.0.0");
            ApiClient admin = registry.admin;
            String sbom = "/api/v1/sbom?wait=30s&image=team/app:v1&format=";

            Answer spdx = admin.get(sbom + "spdx-json").expect(200);
            Answer cycloneDx = admin.get(sbom + "cyclonedx-json").expect(200);

            assertThat(spdx.header("Content-Type")).isEqualTo("application/spdx+json");
            assertThat(spdx.header("Content-Disposition")).isEqualTo("attachment; filename=\"app-v1.spdx.json\"");
            assertThat(spdx.json().path("spdxVersion").asString()).isEqualTo("SPDX-2.3");
            assertThat(spdx.text()).contains("pkg:npm/fine@3.0.0");
            assertThat(cycloneDx.header("Content-Type")).isEqualTo("application/vnd.cyclonedx+json");
            assertThat(texts(cycloneDx.json().path("components"), "name")).contains("fine");
            admin.get(sbom + "xml").expect(400);
            assertThat(admin.get("/api/v1/sbom/attached?image=team/app:v1")
                            .expect(200)
                            .text())
                    .isEqualTo("{\"items\":[]}");
            attach(registry, digest, spdx.text());
            JsonNode attached = admin.get("/api/v1/sbom/attached?image=team/app:v1")
                    .expect(200)
                    .json()
                    .path("items");
            assertThat(texts(attached, "format")).containsExactly("spdx-json");
            assertThat(texts(attached, "subject")).containsExactly(digest);
            assertThat(texts(attached, "tool").getFirst()).contains("entrepot");
            assertThat(attached.path(0).path("packages").asInt()).isEqualTo(1);
        }
    }

    /// As oras does.
    private static void attach(GatedRegistry registry, String subject, String sbom) {
        String type = "application/spdx+json";
        String empty = registry.blob("team/app", "application/vnd.oci.empty.v1+json", "{}".getBytes(UTF_8));
        String layer = registry.blob("team/app", type, sbom.getBytes(UTF_8));
        int size = registry.pull("team/app", subject).text().getBytes(UTF_8).length;
        registry.put(
                "team/app",
                "",
                Images.TYPE,
                "{\"schemaVersion\":2,\"mediaType\":\"" + Images.TYPE + "\",\"artifactType\":\"" + type
                        + "\",\"config\":"
                        + empty + ",\"layers\":[" + layer + "],\"subject\":"
                        + GatedRegistry.descriptor(Images.TYPE, subject, size) + "}");
    }

    @OnBothDatabases
    void imagesAreFoundByTheirPackagesAndCompared(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            for (String tag : List.of("v1", "v2", "v3")) {
                registry.image("team/app", tag, "fine@" + tag.substring(1) + ".0.0");
                registry.admin.get(SCAN + "team/app:" + tag).expect(200);
            }
            String search = "/api/v1/packages/search?query=npm:fine%3C3&on=team";

            JsonNode all = registry.admin.get(search).expect(200).json();
            JsonNode first = registry.admin.get(search + "&limit=1").expect(200).json();
            JsonNode second = registry.admin
                    .get(search + "&limit=1&after=" + first.path("next").asString())
                    .expect(200)
                    .json();

            assertThat(texts(all.path("items"), "image")).containsExactlyInAnyOrder("team/app:v1", "team/app:v2");
            assertThat(all.path("items")
                            .path(0)
                            .path("packages")
                            .path(0)
                            .path("name")
                            .asString())
                    .isEqualTo("fine");
            assertThat(texts(first.path("items"), "image"))
                    .hasSize(1)
                    .doesNotContainAnyElementsOf(texts(second.path("items"), "image"));
            assertThat(registry.admin
                            .get(search.replace("on=team", "on=team/none"))
                            .status())
                    .isEqualTo(200);
            registry.admin.get("/api/v1/packages/search?query=fine%3C").expect(400);
            requireDifferencesToBeTold(registry);
        }
    }

    private static void requireDifferencesToBeTold(GatedRegistry registry) {
        registry.image("team/app", "old", "broken@1.0.0");
        registry.image("team/app", "new", "broken@2.0.0", "fine@1.0.0");
        String diff = "/api/v1/diff?wait=30s&from=team/app:old&to=team/app:new";

        JsonNode without = registry.admin.get(diff).expect(200).json();
        JsonNode with = registry.admin.get(diff + "&files=true").expect(200).json();

        assertThat(texts(without.path("packages"), "package")).containsExactly("broken", "fine");
        assertThat(texts(without.path("packages"), "change")).containsExactly("changed", "added");
        assertThat(texts(without.path("fixed"), "id")).containsExactlyInAnyOrder("CVE-2024-1001", "CVE-2024-1002");
        assertThat(without.path("added")).isEmpty();
        assertThat(texts(without.path("layers"), "change")).containsExactly("removed", "added");
        assertThat(without.has("files")).isFalse();
        assertThat(texts(with.path("files").path("changes"), "path"))
                .containsExactly("app/node_modules/broken/package.json", "app/node_modules/fine/package.json");
        assertThat(with.path("files").path("added").asInt()).isEqualTo(1);
        assertThat(with.path("files").path("problems")).isEmpty();
    }

    @OnBothDatabases
    void anImportIsAJobAndWhatItFindsIsAnEvent(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "v1", "fine@1.0.0");
            ApiClient admin = registry.admin;
            assertThat(admin.get(SCAN + "team/app:v1").expect(200).json().path("findings"))
                    .isEmpty();
            Path folder = advisory(test.data().resolve("more"), "GHSA-fine-fine-fine", "fine", "1.5.0");

            Answer asked = admin.post(
                            "/api/v1/jobs",
                            "{\"kind\":\"vulnerability-import\",\"parameters\":{\"path\":\"" + folder + "\"}}")
                    .expect(202);
            Answer job = admin.get("/api/v1/jobs/" + asked.json().path("id").asString() + "?wait=30s");

            assertThat(job.json().path("state").asString()).as(job.text()).isEqualTo("done");
            assertThat(job.json().path("result").path("sound").asBoolean()).isTrue();
            JsonNode status =
                    admin.get("/api/v1/vulnerabilities/status").expect(200).json();
            assertThat(status.path("importedAt").asString()).matches("2.*Z");
            assertThat(status.path("sets").size()).isGreaterThan(1);
            Answer events = until(
                    admin,
                    "/api/v1/events?on=team&kind=vulnerability.found",
                    json -> !json.path("items").isEmpty());
            assertThat(events.text()).contains("GHSA-fine-fine-fine");
            assertThat(texts(admin.get(SCAN + "team/app:v1").json().path("findings"), "id"))
                    .containsExactly("GHSA-fine-fine-fine");
            admin.post("/api/v1/jobs", "{\"kind\":\"vulnerability-import\",\"parameters\":{\"path\":\"here\"}}")
                    .expect(400);
            assertThat(admin.user("nobody")
                            .post("/api/v1/jobs", "{\"kind\":\"vulnerability-import\"}")
                            .status())
                    .isEqualTo(403);
        }
    }

    private static Path advisory(Path folder, String id, String name, String fixed) {
        String record = """
                {"schema_version":"1.6.0","id":"%1$s","modified":"2026-01-01T00:00:00Z","summary":"About %2$s",
                 "affected":[{"package":{"ecosystem":"npm","name":"%2$s"},
                   "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"%3$s"}]}]}],
                 "database_specific":{"severity":"HIGH"}}
                """.formatted(id, name, fixed);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(id + ".json"), record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }
}
