package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.PUSHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Images, indexes and signatures in one repository, and what must hold of them after every step.
final class TrashFixture {
    static final DeletionTerms TERMS = DeletionTerms.of(ALICE);

    private final ContentFixture fixture;

    TrashFixture(ContentFixture fixture) {
        this.fixture = fixture;
    }

    /// An image whose only layer is the blob of `text`, pushed with that.
    Digest image(String text, String... tags) {
        fixture.push(text);
        return put(ContentFixture.image(text), MediaType.OCI_MANIFEST, tags);
    }

    /// The same in another repository.
    void imageElsewhere(String text) {
        fixture.push(ContentFixture.OTHER, text);
        fixture.content
                .manifests()
                .put(new ManifestPush(
                        ContentFixture.OTHER,
                        Optional.empty(),
                        List.of(Tag.parse("v1")),
                        Optional.of(MediaType.OCI_MANIFEST),
                        ContentFixture.image(text),
                        Optional.empty(),
                        PUSHER));
    }

    /// A manifest about another, with a blob of its own.
    Digest referrer(Digest subject, String text, String... tags) {
        fixture.push(text);
        return put(referrerBytes(subject, text), MediaType.OCI_MANIFEST, tags);
    }

    static byte[] referrerBytes(Digest subject, String text) {
        String blob =
                "{\"mediaType\":\"application/x\",\"digest\":\"" + digest(text) + "\",\"size\":" + text.length() + "}";
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST.text()
                + "\",\"artifactType\":\"application/sig\",\"config\":" + blob + ",\"layers\":[],\"subject\":"
                + descriptor(subject, 2) + "}");
    }

    Digest index(List<Digest> children, String... tags) {
        return put(indexBytes(children), MediaType.OCI_INDEX, tags);
    }

    byte[] indexBytes(List<Digest> children) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX.text() + "\",\"manifests\":["
                + children.stream().map(child -> descriptor(child, size(child))).collect(Collectors.joining(","))
                + "]}");
    }

    private static String descriptor(Digest digest, long size) {
        return "{\"mediaType\":\"" + MediaType.OCI_MANIFEST.text() + "\",\"digest\":\"" + digest + "\",\"size\":" + size
                + "}";
    }

    private long size(Digest manifest) {
        return fixture.database
                .read(sql -> sql.first(
                        "SELECT size FROM manifest WHERE digest = ? LIMIT 1",
                        row -> row.number(1),
                        manifest.toString()))
                .orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    Digest put(byte[] bytes, MediaType type, String... tags) {
        ManifestResult result = tryPut(bytes, type, tags);
        assertThat(result).isInstanceOf(ManifestResult.Stored.class);
        return ((ManifestResult.Stored) result).digest();
    }

    ManifestResult tryPut(byte[] bytes, MediaType type, String... tags) {
        return fixture.content
                .manifests()
                .put(new ManifestPush(
                        REPOSITORY,
                        tags.length > 0 ? Optional.empty() : Optional.of(Digest.of(Digest.Algorithm.SHA256, bytes)),
                        Stream.of(tags).map(Tag::parse).toList(),
                        Optional.of(type),
                        bytes,
                        Optional.empty(),
                        PUSHER));
    }

    Deletion.Done removeManifest(Digest digest) {
        return done(fixture.content.trash().removeManifest(REPOSITORY, digest, TERMS));
    }

    Deletion.Done removeImage(String tag) {
        return done(fixture.content.trash().removeImage(REPOSITORY, Tag.parse(tag), TERMS));
    }

    Deletion.Done untag(String tag) {
        return done(fixture.content.trash().untag(REPOSITORY, Tag.parse(tag), TERMS));
    }

    private Deletion.Done done(Deletion deletion) {
        assertThat(deletion).isInstanceOf(Deletion.Done.class);
        // Ids sort by the microsecond.
        fixture.advance(Duration.ofMillis(1));
        assertExact();
        return (Deletion.Done) deletion;
    }

    Restoration.Restored restore(String id) {
        return restored(fixture.content.trash().restore(id, ALICE));
    }

    Restoration.Restored restored(Restoration restoration) {
        assertThat(restoration).isInstanceOf(Restoration.Restored.class);
        assertExact();
        return (Restoration.Restored) restoration;
    }

    boolean live(Digest digest) {
        return fixture.content.manifests().find(REPOSITORY, digest).isPresent();
    }

    boolean blob(String text) {
        return fixture.content.blobs().find(REPOSITORY, digest(text)).isPresent();
    }

    Optional<Digest> tag(String tag) {
        return fixture.content.manifests().find(REPOSITORY, Tag.parse(tag)).map(StoredManifest::digest);
    }

    /// Ends all that is in the trash and collects; returns the bytes of blobs that came back.
    long purgeAndCollect() {
        fixture.lapse();
        return collect();
    }

    long collect() {
        long before = blobBytes();
        fixture.content.trash().expire();
        fixture.database.write(sql -> sql.update("UPDATE unlinked_blob SET due_at = 1"));
        fixture.content.garbage().collect();
        fixture.database.write(sql -> sql.update("UPDATE unlinked_blob SET due_at = 1"));
        fixture.content.garbage().collect();
        assertExact();
        return before - blobBytes();
    }

    private long blobBytes() {
        return fixture.database
                .read(sql -> sql.first("SELECT COALESCE(SUM(size), 0) FROM blob", row -> row.number(1)))
                .orElseThrow();
    }

    /// The usage is what a recount finds, and the trash what its bins hold alone.
    void assertExact() {
        Namespaces namespaces = fixture.content.namespaces();
        for (Namespace namespace : namespaces.after("", 100)) {
            Recount recount = namespaces.recount(namespace.name(), ALICE).orElseThrow();
            assertThat(recount.beforeBytes()).as(namespace.name()).isEqualTo(recount.usedBytes());
        }
        Optional<Long> incomplete = fixture.database.read(sql -> sql.first("""
                        SELECT COUNT(*) FROM manifest_blob
                        LEFT JOIN link ON link.repository_id = manifest_blob.repository_id
                          AND link.digest = manifest_blob.blob_digest AND link.state = 'present'
                        WHERE link.digest IS NULL
                        """, row -> row.number(1)));
        assertThat(incomplete).contains(0L);
    }
}
