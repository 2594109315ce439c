package dev.entrepot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.entrepot.database.TestDatabase;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// A registry that knows some vulnerabilities of npm packages, and images of such packages.
final class GatedRegistry implements AutoCloseable {
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// Refuses what has a critical vulnerability that is fixed somewhere.
    static final String CRITICAL = "findings.exists(f, f.severity == \"CRITICAL\" && f.fixedVersion != \"\")";

    final ApiClient admin;

    GatedRegistry(TestDatabase test) {
        this(test, Map.of());
    }

    GatedRegistry(TestDatabase test, Map<String, String> settings) {
        know(
                test.data(),
                "broken CVE-2024-1001 2.0.0 CRITICAL",
                "broken CVE-2024-1002 2.0.0 CRITICAL",
                "shaky CVE-2024-2001 1.5.0 MODERATE");
        admin = ApiClient.admin(test, settings);
    }

    /// Each `PACKAGE ID FIXED-VERSION SEVERITY`.
    private static void know(Path data, String... advisories) {
        try (VulnerabilityDatabase database = VulnerabilityDatabase.open(data.resolve("vulnerabilities"))) {
            Path file = Files.createDirectories(data.resolve("sources")).resolve("all.zip");
            try (OutputStream out = Files.newOutputStream(file);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (String advisory : advisories) {
                    String[] words = advisory.split(" ", -1);
                    zip.putNextEntry(new ZipEntry(words[1] + ".json"));
                    zip.write(osv(words).getBytes(UTF_8));
                    zip.closeEntry();
                }
            }
            if (!database.importAll(List.of(file)).succeeded()) {
                throw new AssertionError("the advisories were not taken");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String osv(String... words) {
        return """
                {"schema_version":"1.6.0","id":"%s","modified":"2026-01-01T00:00:00Z","summary":"About %s",
                 "affected":[{"package":{"ecosystem":"npm","name":"%s"},
                   "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"%s"}]}]}],
                 "database_specific":{"severity":"%s"}}
                """.formatted(words[1], words[0], words[0], words[2], words[3]);
    }

    /// A layer with these packages, each `NAME@VERSION`.
    static byte[] layer(String... packages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (String each : packages) {
                String name = each.substring(0, each.indexOf('@'));
                byte[] json = ("{\"name\":\"" + name + "\",\"version\":\"" + each.substring(each.indexOf('@') + 1)
                                + "\"}")
                        .getBytes(UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry("app/node_modules/" + name + "/package.json");
                entry.setSize(json.length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(json);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// A blob; its descriptor.
    String blob(String repository, String type, byte[] bytes) {
        String digest = digest(bytes);
        ApiClient.Answer answer = answer("POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, bytes);
        answer.expect(201);
        return descriptor(type, digest, bytes.length);
    }

    static String descriptor(String type, String digest, int size) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    static String digest(byte[] bytes) {
        return dev.entrepot.oci.Digest.of(dev.entrepot.oci.Digest.Algorithm.SHA256, bytes)
                .toString();
    }

    private ApiClient.Answer answer(String method, String path, byte[] bytes) {
        var response = admin.registry().send(method, path, bytes);
        return new ApiClient.Answer(response.statusCode(), TestRegistry.text(response), response);
    }

    /// The config of an image of these layers, as far as `of` says so.
    static byte[] config(String architecture, byte[]... of) {
        String ids = Arrays.stream(of)
                .map(layer -> '"' + digest(unpacked(layer)) + '"')
                .collect(Collectors.joining(","));
        return ("{\"architecture\":\"" + architecture
                        + "\",\"os\":\"linux\",\"config\":{\"Labels\":{\"team\":\"web\"}},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + ids + "]}}")
                .getBytes(UTF_8);
    }

    private static byte[] unpacked(byte[] layer) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(layer))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Pushes an image of these packages; its digest.
    String image(String repository, String tag, String... packages) {
        return image(repository, tag, config("amd64", layer(packages)), packages);
    }

    /// The same with a config of its own.
    String image(String repository, String tag, byte[] config, String... packages) {
        return manifest(repository, tag, blob(repository, CONFIG, config), blob(repository, LAYER, layer(packages)));
    }

    /// Pushes a manifest of a config and layers; its digest. A tag that is empty text makes none.
    String manifest(String repository, String tag, String config, String... layers) {
        return put(repository, tag, Images.TYPE, document(config, layers));
    }

    static String document(String config, String... layers) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + Images.TYPE + "\",\"config\":" + config + ",\"layers\":["
                + String.join(",", layers) + "]}";
    }

    /// Pushes an index of manifests of the repository.
    String index(String repository, String tag, String... digests) {
        String children = Arrays.stream(digests)
                .map(digest -> {
                    ApiClient.Answer child = inspected(repository, digest);
                    return descriptor(
                            child.header("Content-Type"), digest, Integer.parseInt(child.header("Content-Length")));
                })
                .collect(Collectors.joining(","));
        return put(
                repository,
                tag,
                Images.INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + Images.INDEX + "\",\"manifests\":[" + children + "]}");
    }

    private ApiClient.Answer inspected(String repository, String reference) {
        return admin.send("HEAD", "/v2/" + repository + "/manifests/" + reference, "")
                .expect(200);
    }

    String put(String repository, String tag, String type, String document) {
        return Images.put(admin, repository, tag.isEmpty() ? Images.digest(document) : tag, type, document);
    }

    ApiClient.Answer pull(String repository, String reference) {
        return pull(admin, repository, reference);
    }

    ApiClient.Answer pull(ApiClient by, String repository, String reference) {
        return by.get("/v2/" + repository + "/manifests/" + reference);
    }

    ApiClient.Answer pullBlob(String repository, String digest) {
        return admin.get("/v2/" + repository + "/blobs/" + digest);
    }

    /// Sets a policy that decides at once.
    ///
    /// @param more further members of its JSON, each with a comma before it
    ApiClient.Answer policy(String name, String on, String effect, String when, String more) {
        return admin.put(
                "/api/v1/policies/" + name + "?on=" + on,
                "{\"effect\":\"" + effect + "\",\"when\":\"" + when.replace("\"", "\\\"") + "\"" + more + "}");
    }

    void deny(String name, String on, String when) {
        policy(name, on, "deny", when, "").expect(200);
    }

    /// Waits until these are scanned: a policy that refuses whatever is not does not refuse them any more.
    void awaitScans(String repository, String... references) {
        policy("scanned", repository, "deny", "worst == \"NOTHING\"", "").expect(200);
        for (String reference : references) {
            pull(repository, reference).expect(200);
        }
        admin.delete("/api/v1/policies/scanned?on=" + repository).expect(204);
    }

    /// Refusals are written down some time after they were made.
    void awaitAudited(String action, String... texts) {
        String found;
        do {
            found = admin.get("/api/v1/audit?action=" + action).expect(200).text();
        } while (!Stream.of(texts).allMatch(found::contains));
    }

    /// An exemption, as if it had been granted by `exemption-add`.
    void exempt(String scope, String issue) {
        admin.post("/api/v1/exemptions?on=" + scope, "{\"issueId\":\"" + issue + "\",\"reason\":\"of a test\"}")
                .expect(201);
    }

    void unexempt(String scope, String issue) {
        admin.delete("/api/v1/exemptions?on=" + scope + "&issue=" + issue).expect(204);
    }

    /// A robot that may do that; who uses it.
    ApiClient robot(String namespace, String name, String... allow) {
        String rules = Stream.of(allow).map(rule -> '"' + rule + '"').collect(Collectors.joining(","));
        String secret = admin.post(
                        "/api/v1/robots", "{\"name\":\"" + namespace + "+" + name + "\",\"allow\":[" + rules + "]}")
                .expect(201)
                .json()
                .path("secret")
                .asString();
        return admin.as(namespace + "+" + name, secret);
    }

    @Override
    public void close() {
        admin.close();
    }
}
