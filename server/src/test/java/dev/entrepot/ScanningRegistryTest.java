package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.scanning.ImageDiff;
import dev.entrepot.scanning.ImageScan;
import dev.entrepot.scanning.Scanning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.JsonNode;

/// A whole registry reads what is pushed to it, in processes of its own, and follows its vulnerability database.
final class ScanningRegistryTest {
    private static final RepositoryName APP = new RepositoryName("team/app");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEBIAN = """
            Package: libc6
            Status: install ok installed
            Architecture: amd64
            Source: glibc
            Version: 2.36-9+deb12u1

            """;

    /// A layer with these files.
    private static byte[] layer(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String npm(String name, String version) {
        return "{\"name\":\"" + name + "\",\"version\":\"" + version + "\"}";
    }

    private static String push(ApiClient admin, byte[] bytes, String type) {
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        HttpResponse<byte[]> answer =
                admin.registry().send("POST", "/v2/" + APP + "/blobs/uploads/?digest=" + digest, bytes);
        assertThat(answer.statusCode()).isEqualTo(201);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + bytes.length + "}";
    }

    private static byte[] gzip(byte[] tar) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Digest image(ApiClient admin, String tag, List<byte[]> layers) {
        List<String> described = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (byte[] layer : layers) {
            described.add(push(admin, gzip(layer), "application/vnd.oci.image.layer.v1.tar+gzip"));
            diffIds.add("\"" + Digest.of(Digest.Algorithm.SHA256, layer) + "\"");
        }
        String text = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"User\":\"" + tag
                + "\"},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds) + "]}}";
        String config = push(
                admin, text.getBytes(StandardCharsets.UTF_8), "application/vnd.oci.image.config.v1+json");
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + Images.TYPE + "\",\"config\":" + config
                + ",\"layers\":[" + String.join(",", described) + "]}";
        return Digest.parse(Images.put(admin, APP.text(), tag, Images.TYPE, manifest));
    }

    private static Path export(Path folder, String fixed) {
        String record = """
                {"schema_version":"1.6.0","id":"CVE-2021-23337","modified":"2026-01-01T00:00:00Z",
                 "affected":[{"package":{"ecosystem":"npm","name":"lodash"},
                   "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"%s"}]}]}],
                 "database_specific":{"severity":"HIGH"}}
                """.formatted(fixed);
        Path file = folder.resolve("all.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("CVE-2021-23337.json"));
            zip.write(record.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static JsonNode run(ApiClient admin, String kind, String parameters) {
        String id = admin.post("/api/v1/jobs", "{\"kind\":\"" + kind + "\",\"parameters\":" + parameters + "}")
                .expect(202)
                .json()
                .path("id")
                .asString();
        JsonNode job = admin.get("/api/v1/jobs/" + id + "?wait=30s").expect(200).json();
        assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("done");
        return job.path("result");
    }

    @OnBothDatabases
    void whatIsPushedIsReadAndMatchedAndMatchedAgain(TestDatabase test) throws Exception {
        byte[] base = layer(Map.of(
                "etc/os-release",
                "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n",
                "var/lib/dpkg/status",
                DEBIAN));
        byte[] old = layer(Map.of("app/node_modules/lodash/package.json", npm("lodash", "4.17.15"), "app/a", "1"));
        byte[] fresh = layer(Map.of("app/node_modules/lodash/package.json", npm("lodash", "4.17.21"), "app/b", "2"));
        try (ApiClient admin = ApiClient.admin(test)) {
            Scanning scanning = admin.registry().scanning();
            Digest one = image(admin, "one", List.of(base, old));
            Digest two = image(admin, "two", List.of(base, fresh));

            ImageScan before = scanning.await("team", one, PATIENCE).orElseThrow();
            JsonNode imported = run(
                    admin, "vulnerability-import", "{\"path\":\"" + export(test.data(), "4.17.20") + "\"}");
            JsonNode matched = run(admin, "rematch", "{}");
            ImageScan after = scanning.find("team", one).orElseThrow();

            assertThat(before.state()).as(before.problem()).isEqualTo(ImageScan.State.READ);
            assertThat(before.packages())
                    .extracting(found -> found.what().name())
                    .containsExactly("libc6", "lodash");
            assertThat(before.findings()).isEmpty();
            assertThat(imported.path("records").asInt()).isEqualTo(1);
            assertThat(matched.path("packages").isNumber()).isTrue();
            assertThat(after.findings()).hasSize(1);
            assertThat(after.findings().getFirst().id()).isEqualTo("CVE-2021-23337");
            assertThat(after.revision()).isGreaterThan(before.revision());
            assertThat(scanning.await("team", two, PATIENCE).orElseThrow().findings())
                    .isEmpty();
            differ(scanning, one, two);
        }
    }

    private static void differ(Scanning scanning, Digest one, Digest two) throws Exception {
        ImageDiff diff = scanning.diff(new Scanning.ImageAt(APP, one), new Scanning.ImageAt(APP, two), true)
                .orElseThrow();

        assertThat(diff.config()).containsExactly(new ImageDiff.ConfigChange("user", "one", "two"));
        assertThat(diff.packages())
                .containsExactly(
                        new ImageDiff.PackageChange("npm", "lodash", List.of("4.17.15"), List.of("4.17.21")));
        assertThat(diff.added()).isEmpty();
        assertThat(diff.fixed()).hasSize(1);
        assertThat(diff.layers()).hasSize(3);
        ImageDiff.Files files = diff.files().orElseThrow();
        assertThat(files.problems()).isEmpty();
        assertThat(files.added()).isEqualTo(1);
        assertThat(files.removed()).isEqualTo(1);
        assertThat(files.changed()).isEqualTo(1);
        assertThat(files.changes())
                .extracting(ImageDiff.FileChange::path)
                .containsExactly("app/a", "app/b", "app/node_modules/lodash/package.json");
    }
}
