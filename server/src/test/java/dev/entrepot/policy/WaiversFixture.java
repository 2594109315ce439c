package dev.entrepot.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Births;
import dev.entrepot.content.Content;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.ManifestPush;
import dev.entrepot.content.ManifestResult;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.RepositoryChanges;
import dev.entrepot.content.RepositoryResult;
import dev.entrepot.content.UploadChunk;
import dev.entrepot.content.UploadOpening;
import dev.entrepot.content.UploadResult;
import dev.entrepot.database.Database;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.packages.Severity;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.filesystem.FilesystemBlobStore;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Exemptions and VEX over real content, and images with two findings: CVE-2024-0001 (GHSA-2222-3333-4444) of the
/// Debian
/// package libssl3 and CVE-2024-0002 of a Go module in a program.
final class WaiversFixture implements AutoCloseable {
    static final RepositoryName APP = new RepositoryName("team/app");
    static final String SSL = "CVE-2024-0001";
    static final String SSL_ALIAS = "GHSA-2222-3333-4444";
    static final String MODULE = "CVE-2024-0002";
    static final String SSL_URL = "pkg:deb/debian/libssl3@3.0.11-1";
    static final String MODULE_URL = "pkg:golang/golang.org/x/net@v0.17.0";
    static final Authority ALICE = authority("a1", "alice");

    final Database database;
    final Content content;
    final Waivers waivers;
    private final BlobStore store;

    WaiversFixture(TestDatabase test) {
        Metrics metrics = new Metrics();
        database = test.database();
        InstantSource clock = InstantSource.system();
        try {
            store = FilesystemBlobStore.open(test.data(), test.health(), metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AuditLog audit = new AuditLog(clock);
        waivers = node(audit);
        content = new Content(
                ContentConfig.DEFAULT,
                new Content.Foundations(
                        database, store, audit, new AccessEpoch(database), waivers.names(), metrics.registry(), clock));
    }

    private Waivers node(AuditLog audit) {
        return new Waivers(
                new Waivers.Foundations(database, store, audit, new DatabaseClock(database, InstantSource.system())));
    }

    /// Another node on the same database.
    Waivers anotherNode() {
        return node(new AuditLog(InstantSource.system()));
    }

    static Authority authority(String id, String name) {
        return new Authority(new Author(Author.Kind.USER, id, name, "password", "192.0.2.1", "r1"), sql -> {});
    }

    // Granting.

    ExemptionResult exempt(String scope, String issue) {
        return exempt(scope, issue, new Expiry.Never());
    }

    ExemptionResult exempt(String scope, String issue, Expiry expiry) {
        return waivers.exemptions()
                .add(new NewExemption(ExemptionScope.parse(scope), IssueId.parse(issue), "because", expiry), ALICE);
    }

    VexResult vex(String place, String document) {
        return waivers.documents().add(Place.parse(place), document.getBytes(StandardCharsets.UTF_8), ALICE);
    }

    /// An OpenVEX document of these statements.
    static String document(String id, String at, String... statements) {
        return """
                {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "%s", "author": "The makers",
                 "timestamp": "%s", "version": 1, "statements": [%s]}
                """.formatted(id, at, String.join(",", statements));
    }

    static String statement(String issue, String products, String status) {
        return """
                {"vulnerability": {"name": "%s"}, "products": [%s], "status": "%s"%s}
                """.formatted(
                        issue,
                        products,
                        status,
                        status.equals("not_affected") ? ", \"justification\": \"vulnerable_code_not_present\"" : "");
    }

    static String product(String id) {
        return "{\"@id\": \"" + id + "\"}";
    }

    static String product(String id, String part) {
        return "{\"@id\": \"" + id + "\", \"subcomponents\": [{\"@id\": \"" + part + "\"}]}";
    }

    // Judging.

    /// What is said of the findings in an image: `-` for one that counts, `exempt` or `vex` else, and what VEX says.
    List<String> judged(RepositoryName repository, Digest image) {
        return words(waivers.judge(repository, scan(image)));
    }

    List<String> judged(Digest image) {
        return judged(APP, image);
    }

    static List<String> words(List<JudgedFinding> judged) {
        return judged.stream()
                .map(each -> each.finding().id() + " "
                        + each.waiver()
                                .map(waiver -> waiver.kind() == Waiver.Kind.VEX ? "vex" : "exempt")
                                .orElse("-")
                        + (each.vexStatus().isEmpty() ? "" : " " + each.vexStatus()))
                .toList();
    }

    static ImageScan scan(Digest image) {
        Package ssl = new Package(
                PackageType.DEB, "libssl3", "3.0.11-1", "amd64", "openssl", "3.0.11-1", "", List.of(), true);
        Package program = Package.of(PackageType.GOLANG, "example.com/tool", "1.0.0");
        Package module = Package.of(PackageType.GOLANG, "golang.org/x/net", "0.17.0");
        return new ImageScan(
                "team",
                image,
                ImageScan.State.READ,
                "",
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.of(new Distribution("debian", "12", "bookworm", "Debian GNU/Linux 12")),
                List.of(
                        new FoundPackage(ssl, "var/lib/dpkg/status", ""),
                        new FoundPackage(program, "usr/bin/tool", ""),
                        new FoundPackage(module, "usr/bin/tool", "")),
                List.of(
                        finding(SSL, List.of(SSL_ALIAS), ssl, "var/lib/dpkg/status"),
                        finding(MODULE, List.of(), module, "usr/bin/tool")),
                Map.of());
    }

    private static Finding finding(String id, List<String> aliases, Package of, String path) {
        return new Finding(
                id,
                aliases,
                of.name(),
                of.version(),
                of.source(),
                "",
                Severity.HIGH,
                of.type().id(),
                "",
                path,
                -1,
                "",
                "",
                "",
                false,
                -1,
                "entrepot");
    }

    // Content.

    Digest blob(RepositoryName repository, byte[] bytes) {
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        Pusher pusher = new Pusher(ALICE, Births.NAMESPACE_TOO);
        UploadResult opened = content.uploads().open(repository, UploadOpening.of(pusher, Digest.Algorithm.SHA256));
        String id = ((UploadResult.Opened) opened).id();
        try {
            UploadResult stored = content.uploads()
                    .finish(
                            repository,
                            id,
                            ALICE,
                            UploadChunk.stream(sink -> {
                                sink.accept(ByteBuffer.wrap(bytes));
                                return bytes.length;
                            }),
                            digest);
            assertThat(stored).isInstanceOf(UploadResult.Stored.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest;
    }

    /// An image with that config.
    Digest image(RepositoryName repository, String config, String... tags) {
        String descriptor = descriptor("application/vnd.oci.image.config.v1+json", repository, config);
        return manifest(
                repository,
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":" + descriptor
                        + ",\"layers\":[]}",
                tags);
    }

    Digest image(String config, String... tags) {
        return image(APP, config, tags);
    }

    /// Attaches a text to an image, as oras does.
    Digest attach(Digest subject, String artifactType, String layerType, String text) {
        return manifest(
                APP,
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"artifactType\":\""
                        + artifactType + "\",\"config\":"
                        + descriptor("application/vnd.oci.empty.v1+json", APP, "{}") + ",\"layers\":["
                        + descriptor(layerType, APP, text) + "],\"subject\":{\"mediaType\":\""
                        + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + subject + "\",\"size\":" + size(subject)
                        + "}}");
    }

    /// A manifest of these layers, as cosign tags one.
    Digest tagged(String tag, String layerType, String text) {
        return manifest(
                APP,
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                        + descriptor("application/vnd.oci.image.config.v1+json", APP, "{}") + ",\"layers\":["
                        + descriptor(layerType, APP, text) + "]}",
                tag);
    }

    Digest index(List<Digest> children, String... tags) {
        String descriptors = String.join(
                ",",
                children.stream()
                        .map(child -> "{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + child
                                + "\",\"size\":" + size(child) + "}")
                        .toList());
        return manifest(
                APP,
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[" + descriptors
                        + "]}",
                tags);
    }

    private String descriptor(String type, RepositoryName repository, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + blob(repository, bytes) + "\",\"size\":" + bytes.length
                + "}";
    }

    private long size(Digest digest) {
        return database.read(
                sql -> sql.first("SELECT size FROM manifest WHERE digest = ?", row -> row.number(1), digest.toString())
                        .orElseThrow());
    }

    private Digest manifest(RepositoryName repository, MediaType type, String text, String... tags) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        ManifestResult result = content.manifests()
                .put(new ManifestPush(
                        repository,
                        Optional.of(digest),
                        Stream.of(tags).map(Tag::parse).toList(),
                        Optional.of(type),
                        bytes,
                        Optional.empty(),
                        new Pusher(ALICE, Births.NAMESPACE_TOO)));
        assertThat(result).isInstanceOf(ManifestResult.Stored.class);
        return digest;
    }

    void rename(RepositoryName from, RepositoryName to) {
        assertThat(content.changes().rename(RepositoryChanges.Seen.any(from), to, ALICE))
                .isInstanceOf(RepositoryResult.Done.class);
    }

    void delete(RepositoryName name) {
        assertThat(content.changes().delete(RepositoryChanges.Seen.any(name), true, ALICE))
                .isInstanceOf(RepositoryResult.Deleted.class);
    }

    /// All exemptions were granted so long ago.
    void passes(Duration time) {
        long micros = Exemptions.micros(time);
        database.write(sql -> sql.update(
                "UPDATE exemption SET created_at = created_at - ?, expires_at = expires_at - ?", micros, micros));
    }

    @Override
    public void close() {
        content.close();
        store.close();
    }
}
