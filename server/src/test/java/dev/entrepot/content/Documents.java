package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.PUSHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Manifests of every shape, and their pushes.
final class Documents {
    private Documents() {}

    static Digest of(byte[] document) {
        return Digest.of(Digest.Algorithm.SHA256, document);
    }

    /// An image of one blob that refers to another manifest.
    static byte[] referrer(String text, byte[] subject) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST.text()
                + "\",\"artifactType\":\"application/signature\",\"config\":" + blob(text)
                + ",\"layers\":[],\"subject\":"
                + manifest(subject, MediaType.OCI_MANIFEST) + "}");
    }

    static byte[] index(byte[]... children) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX.text() + "\",\"manifests\":["
                + Stream.of(children)
                        .map(child -> manifest(child, MediaType.OCI_MANIFEST))
                        .collect(Collectors.joining(","))
                + "]}");
    }

    private static String blob(String text) {
        return "{\"mediaType\":\"application/x\",\"digest\":\"" + digest(text) + "\",\"size\":" + text.length() + "}";
    }

    private static String manifest(byte[] document, MediaType type) {
        return "{\"mediaType\":\"" + type.text() + "\",\"digest\":\"" + of(document) + "\",\"size\":" + document.length
                + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Pushes a document under tags, or by its digest alone.
    static Digest push(ContentFixture fixture, byte[] document, String... tags) {
        return push(fixture, REPOSITORY, document, tags);
    }

    static Digest push(ContentFixture fixture, RepositoryName name, byte[] document, String... tags) {
        ManifestPush push = new ManifestPush(
                name,
                Optional.of(of(document)),
                Stream.of(tags).map(Tag::parse).toList(),
                Optional.empty(),
                document,
                Optional.empty(),
                PUSHER);
        assertThat(fixture.content.manifests().put(push)).isInstanceOf(ManifestResult.Stored.class);
        return of(document);
    }

    /// Where a tag points.
    static Optional<Digest> at(ContentFixture fixture, RepositoryName name, String tag) {
        return fixture.content.manifests().find(name, Tag.parse(tag)).map(StoredManifest::digest);
    }

    static List<Tag> tags(String... names) {
        return Stream.of(names).map(Tag::parse).toList();
    }
}
