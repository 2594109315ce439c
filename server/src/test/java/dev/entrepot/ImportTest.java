package dev.entrepot;

import static dev.entrepot.ForeignFolder.digest;
import static dev.entrepot.ForeignFolder.indexOf;
import static dev.entrepot.ForeignFolder.signature;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.MediaType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Folders of other registries, sound and broken, as job `import` takes them over.
@DisplayName("Import")
final class ImportTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path foreign;

    @OnBothDatabases
    void dockerRegistryFolderIsTakenOverAndASecondRunFindsNothingToDo(TestDatabase test) {
        ForeignFolder folder = new ForeignFolder(foreign, ForeignFolder.Kind.DOCKER_REGISTRY);
        String one = folder.put("alpine", "1", "base", "one");
        String two = folder.put("alpine", "2", "base", "two");
        folder.manifest("alpine", "latest", MediaType.OCI_INDEX, indexOf(one, two));
        folder.blob("alpine", "sig");
        folder.blob("alpine", ForeignFolder.config("sig"));
        String signature = folder.manifest("alpine", "", MediaType.OCI_MANIFEST, signature(one, "sig"));
        folder.put("team/deep/name", "v1", "base", "deep");
        try (ApiClient admin = ApiClient.admin(test)) {
            JsonNode report = run(admin, "docker-registry", Map.of());

            assertThat(report.path("problems")).isEmpty();
            assertThat(report.path("repositories").asInt()).isEqualTo(2);
            assertThat(report.path("tags").asInt()).isEqualTo(4);
            assertThat(report.path("manifests").asInt()).isEqualTo(5);
            assertThat(report.path("verified").asInt()).isEqualTo(5);
            assertThat(report.path("blobsCopied").asInt()).isEqualTo(9);
            assertThat(manifest(admin, "library/alpine", "latest")).isEqualTo(indexOf(one, two));
            assertThat(manifest(admin, "library/alpine", digest(one).toString()))
                    .isEqualTo(one);
            assertThat(manifest(admin, "team/deep/name", "v1"))
                    .contains(digest("deep").toString());
            assertThat(blob(admin, "library/alpine", "two")).isEqualTo("two");
            assertThat(admin.get("/v2/library/alpine/referrers/" + digest(one)).text())
                    .contains(digest(signature).toString());

            JsonNode again = run(admin, "docker-registry", Map.of());
            assertThat(again.path("manifests").asInt()).isZero();
            assertThat(again.path("manifestsKnown").asInt()).isEqualTo(5);
            assertThat(again.path("blobsCopied").asInt()).isZero();
            assertThat(again.path("sound").asBoolean()).isTrue();
        }
    }

    @OnBothDatabases
    void filesAreLinkedInPlaceWhereThatIsAskedFor(TestDatabase test) throws IOException {
        ForeignFolder folder = new ForeignFolder(foreign, ForeignFolder.Kind.DOCKER_REGISTRY);
        folder.put("team/app", "1", "base", "top");
        Path layer = foreign.resolve(folder.file("team/app", digest("top")));
        try (ApiClient admin = ApiClient.admin(test)) {
            JsonNode report = run(admin, "docker-registry", Map.of("link", "true", "into", "old"));

            assertThat(report.path("problems")).isEmpty();
            assertThat(report.path("blobsLinked").asInt()).isEqualTo(3);
            assertThat(Files.getAttribute(layer, "unix:nlink")).isEqualTo(2);
            assertThat(blob(admin, "old/team/app", "top")).isEqualTo("top");
            assertThat(admin.get("/api/v1/namespaces/old")
                            .json()
                            .path("usedBytes")
                            .asLong())
                    .isPositive();
        }
    }

    @OnBothDatabases
    void whatIsBrokenOrHostileIsNamedAndTheRestComes(TestDatabase test) throws IOException {
        ForeignFolder folder = new ForeignFolder(foreign.resolve("in"), ForeignFolder.Kind.DOCKER_REGISTRY);
        folder.put("team/good", "1", "base", "good");
        folder.put("team/flipped", "1", "base", "flipped");
        folder.write(folder.file("", digest("flipped")), "flopped");
        folder.put("team/short", "1", "short");
        folder.write(folder.file("", digest("short")), "sho");
        folder.put("team/missing", "1", "missing");
        Files.delete(folder.path.resolve(folder.file("", digest("missing"))));
        String liar = folder.put("team/liar", "1", "liar");
        folder.write(folder.file("", digest(liar)), liar + " ");
        String old = "{\"schemaVersion\":1,\"fsLayers\":[]}";
        folder.manifest("team/old", "1", MediaType.DOCKER_SCHEMA1, old);
        folder.put("Team/Upper", "1", "base");
        folder.put("team/tagged", "-no", "base");
        String gone = folder.put("team/gone", "1", "base");
        Files.delete(folder.path.resolve("docker/registry/v2/repositories/team/gone/_manifests/revisions/sha256/"
                + digest(gone).encoded() + "/link"));
        folder.put("team/secret", "1", "outside!");
        Path outside = Files.writeString(foreign.resolve("outside"), "outside!");
        Path inside = folder.path.resolve(folder.file("", digest("outside!")));
        Files.delete(inside);
        Files.createSymbolicLink(inside, outside);
        Files.createSymbolicLink(folder.path.resolve("docker/registry/v2/repositories/loop"), foreign);
        try (ApiClient admin = ApiClient.admin(test)) {
            JsonNode report = run(admin, "docker-registry", Map.of("dir", folder.path.toString()));

            assertThat(report.path("sound").asBoolean()).isFalse();
            assertThat(problems(report))
                    .anyMatch(text -> text.matches("team/flipped: 1@.* is damaged: its bytes have the digest .*"))
                    .anyMatch(text -> text.matches("team/short: 1@.* has 3 bytes instead of 5"))
                    .anyMatch(text -> text.matches("team/missing: 1@.* names what the folder does not have: .*"))
                    .anyMatch(text -> text.matches("team/liar: sha256:.* the manifest is damaged: .*"))
                    .anyMatch(text -> text.matches("team/old: sha256:.*schema 1.*"))
                    .anyMatch(text -> text.matches("Team/Upper: .*is not valid.*"))
                    .anyMatch(text -> text.matches("team/tagged: -no the tag .* is not valid.*"))
                    .anyMatch(text -> text.matches("team/gone: 1 points to .* no longer has.*"))
                    .anyMatch(text -> text.matches("team/secret: 1@.* leads out of the folder"))
                    .anyMatch(text -> text.matches(": loop is a symbolic link.*"));
            assertThat(blob(admin, "team/good", "good")).isEqualTo("good");
            for (String none : List.of("flipped", "short", "missing", "liar", "old", "gone", "secret")) {
                assertThat(admin.get("/v2/team/" + none + "/manifests/1").status())
                        .as(none)
                        .isEqualTo(404);
            }
            assertThat(admin.get("/v2/team/secret/blobs/" + digest("outside!")).status())
                    .isEqualTo(404);
        }
    }

    @OnBothDatabases
    void ociLayoutBringsTagsAndNames(TestDatabase test) {
        ForeignFolder folder = new ForeignFolder(foreign.resolve("Exported"), ForeignFolder.Kind.OCI);
        String one = folder.put("", "1.0", "one");
        folder.put("", "docker.io/library/redis:7", "redis");
        folder.manifest("", "all", MediaType.OCI_INDEX, indexOf(one, folder.put("", "", "two")));
        folder.manifest("", "x", MediaType.OCTET_STREAM, "a blob");
        try (ApiClient admin = ApiClient.admin(test)) {
            String dir = folder.path.toString();
            JsonNode rehearsal = run(admin, "oci", Map.of("dir", dir, "dryRun", "true"));
            assertThat(rehearsal.path("blobsCopied").asInt()).isEqualTo(6);
            assertThat(admin.get("/v2/library/exported/tags/list").status()).isEqualTo(404);

            JsonNode report = run(admin, "oci", Map.of("dir", dir));

            assertThat(problems(report)).singleElement().asString().contains("media type application/octet-stream");
            assertThat(manifest(admin, "library/exported", "1.0")).isEqualTo(one);
            assertThat(manifest(admin, "library/redis", "7"))
                    .contains(digest("redis").toString());
            assertThat(blob(admin, "library/exported", "two")).isEqualTo("two");
            run(admin, "oci", Map.of("dir", dir, "into", "team/app", "repository", "team/app"));
            assertThat(manifest(admin, "team/app", "1.0")).isEqualTo(one);
            assertThat(admin.get("/v2/team/app/library/redis/tags/list").status())
                    .isEqualTo(404);
        }
    }

    @OnBothDatabases
    void zotFolderBringsNestedRepositories(TestDatabase test) throws IOException {
        ForeignFolder folder = new ForeignFolder(foreign, ForeignFolder.Kind.ZOT);
        String one = folder.put("web", "1", "one");
        folder.blob("web", "sig");
        folder.blob("web", ForeignFolder.config("sig"));
        folder.manifest("web", "", MediaType.OCI_MANIFEST, signature(one, "sig"));
        folder.next();
        folder.put("web/inner", "2", "two");
        folder.next();
        folder.put("huge", "1", "three");
        try (RandomAccessFile index =
                new RandomAccessFile(foreign.resolve("huge/index.json").toFile(), "rw")) {
            index.setLength(65L << 20);
        }
        try (ApiClient admin = ApiClient.admin(test)) {
            JsonNode report = run(admin, "zot", Map.of());

            assertThat(problems(report)).singleElement().asString().contains("index.json has more than");
            assertThat(blob(admin, "library/web", "one")).isEqualTo("one");
            assertThat(blob(admin, "web/inner", "two")).isEqualTo("two");
            assertThat(admin.get("/v2/library/web/referrers/" + digest(one)).text())
                    .contains("sha256:");
        }
    }

    @OnBothDatabases
    void whatCannotBeAFolderIsRefusedInWords(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            assertThat(ask(admin, "{\"dir\":\"here\",\"from\":\"oci\"}")
                            .expect(400)
                            .message())
                    .contains("absolute path");
            assertThat(ask(admin, "{\"dir\":\"/srv\",\"from\":\"tar\"}")
                            .expect(400)
                            .message())
                    .isEqualTo("parameters.from: expected one of docker-registry, oci, zot");
            assertThat(ask(admin, "{\"dir\":\"/srv\",\"from\":\"oci\",\"into\":\"Über\"}")
                            .expect(400)
                            .message())
                    .startsWith("parameters.into: ");
            ApiClient.Answer asked = ask(admin, "{\"dir\":\"" + foreign + "\",\"from\":\"oci\"}");
            assertThat(admin.get(asked.header("Location") + "?wait=20s").text())
                    .contains("\"failed\"")
                    .contains("no index.json");
        }
    }

    private static ApiClient.Answer ask(ApiClient admin, String parameters) {
        return admin.post("/api/v1/jobs", "{\"kind\":\"import\",\"parameters\":" + parameters + "}");
    }

    private JsonNode run(ApiClient admin, String from, Map<String, String> more) {
        Map<String, String> parameters = new java.util.TreeMap<>(more);
        parameters.putIfAbsent("dir", foreign.toString());
        parameters.put("from", from);
        ApiClient.Answer asked = ask(admin, JSON.writeValueAsString(parameters)).expect(202);
        JsonNode job =
                admin.get(asked.header("Location") + "?wait=30s").expect(200).json();
        assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("done");
        return job.path("result");
    }

    private static List<String> problems(JsonNode report) {
        List<String> problems = new ArrayList<>();
        report.path("problems")
                .forEach(problem -> problems.add(Stream.of("what", "why")
                        .map(member -> problem.path(member).asString())
                        .reduce(problem.path("repository").asString() + ":", (a, b) -> a + " " + b)));
        return problems;
    }

    private static String manifest(ApiClient admin, String repository, String reference) {
        return admin.get("/v2/" + repository + "/manifests/" + reference)
                .expect(200)
                .text();
    }

    private static String blob(ApiClient admin, String repository, String text) {
        return admin.get("/v2/" + repository + "/blobs/" + digest(text))
                .expect(200)
                .text();
    }
}
