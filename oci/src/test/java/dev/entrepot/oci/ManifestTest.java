package dev.entrepot.oci;

import static dev.entrepot.oci.Malformed.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What manifests of each type say, once they are read.
class ManifestTest {
    private static final Digest EMPTY_JSON =
            Digest.parse("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    private static final Digest OTHER = Digest.of(Digest.Algorithm.SHA512, new byte[] {1});
    private static final String CONFIG = """
            {"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"%s"}""".formatted(EMPTY_JSON);
    private static final String LAYER = """
            {"mediaType":"application/vnd.oci.image.layer.v1.tar","size":1,"digest":"%s","annotations":{"k":"v"},
             "urls":["https://example.com/1"],"artifactType":"a/b","platform":{"os":"linux"},"data":"AQ=="}""".formatted(OTHER);

    @Test
    void ociManifestIsReadWhole() {
        ImageManifest manifest = (ImageManifest) parse("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"x/y",
                 "config":%s,"layers":[%s],"subject":%s,"annotations":{"a":"b","ü":"\\ud83d\\ude00"},"other":[{}]}""".formatted(CONFIG, LAYER, CONFIG));

        Descriptor config = new Descriptor(
                new MediaType("application/vnd.oci.image.config.v1+json"),
                EMPTY_JSON,
                2,
                Optional.empty(),
                Map.of(),
                List.of());
        Descriptor layer = new Descriptor(
                new MediaType("application/vnd.oci.image.layer.v1.tar"),
                OTHER,
                1,
                Optional.of("a/b"),
                Map.of("k", "v"),
                List.of("https://example.com/1"));
        assertThat(manifest)
                .isEqualTo(new ImageManifest(
                        MediaType.OCI_MANIFEST,
                        config,
                        List.of(layer),
                        Optional.of(config),
                        Optional.of("x/y"),
                        Map.of("a", "b", "ü", "😀")));
        assertThat(manifest.references()).containsExactly(config, layer);
        assertThat(manifest.artifactType()).contains("x/y");
    }

    @Test
    void artifactTypeOfAnOciManifestIsElseItsConfigs() {
        Manifest manifest = parse("{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[]}");

        assertThat(manifest.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(manifest.artifactType()).contains("application/vnd.oci.image.config.v1+json");
    }

    @Test
    void dockerManifestHasNeitherSubjectNorArtifactType() {
        Manifest manifest = parse("""
                {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",
                 "config":%s,"layers":[],"subject":%s}""".formatted(CONFIG, CONFIG));

        assertThat(manifest.mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(manifest.subject()).isEmpty();
        assertThat(manifest.artifactType()).isEmpty();
    }

    @Test
    void indexNamesItsChildren() {
        Manifest manifest = parse("{\"schemaVersion\":2,\"manifests\":[" + CONFIG + "," + LAYER + "],\"subject\":"
                + CONFIG + ",\"artifactType\":\"\"}");

        assertThat(manifest).isInstanceOf(Index.class);
        assertThat(manifest.references()).extracting(Descriptor::digest).containsExactly(EMPTY_JSON, OTHER);
        assertThat(manifest.subject()).map(Descriptor::digest).contains(EMPTY_JSON);
        assertThat(manifest.artifactType()).isEmpty();
    }

    @Test
    void dockerListHasNoSubject() {
        Manifest manifest =
                parse("{\"schemaVersion\":2,\"manifests\":[],\"subject\":" + CONFIG + "}", MediaType.DOCKER_LIST);

        assertThat(manifest.mediaType()).isEqualTo(MediaType.DOCKER_LIST);
        assertThat(manifest.subject()).isEmpty();
    }

    @Test
    void artifactManifestNeedsNoSchemaVersion() {
        Manifest manifest = parse("""
                {"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"x/y",
                 "blobs":[%s],"subject":%s}""".formatted(LAYER, CONFIG), MediaType.ARTIFACT_MANIFEST);

        assertThat(manifest.references()).extracting(Descriptor::digest).containsExactly(OTHER);
        assertThat(manifest.subject()).map(Descriptor::digest).contains(EMPTY_JSON);
        assertThat(manifest.artifactType()).contains("x/y");
    }

    @Test
    void optionalMembersMayBeNull() {
        Manifest manifest = parse("""
                {"schemaVersion":2,"mediaType":null,"artifactType":null,"subject":null,"annotations":null,"blobs":null,
                 "manifests":[{"mediaType":"a/b","size":0,"digest":"%s","urls":null,"data":null,"platform":null,
                 "annotations":null,"artifactType":null}]}""".formatted(OTHER));

        assertThat(manifest.references()).hasSize(1);
        assertThat(manifest.mediaType()).isEqualTo(MediaType.OCI_INDEX);
    }

    @Test
    void typeThatSaysNothingLeavesItToTheManifest() {
        for (MediaType type : List.of(MediaType.JSON, MediaType.OCTET_STREAM)) {
            assertThat(parse("{\"schemaVersion\":2,\"manifests\":[]}", type).mediaType())
                    .isEqualTo(MediaType.OCI_INDEX);
        }
    }

    @Test
    void manifestOfFourMegabytesIsRead() {
        StringBuilder json = new StringBuilder("{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{");
        for (int i = 0; i < 390; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("\"k" + i + "\":\"")
                    .append("v".repeat(10_000))
                    .append('"');
        }
        json.append("}}");

        assertThat(parse(json.toString()).annotations()).hasSize(390);
    }

    @Test
    void largestSizeIsRead() {
        String child = "{\"mediaType\":\"a/b\",\"size\":9223372036854775807,\"digest\":\"" + OTHER + "\"}";

        assertThat(parse("{\"schemaVersion\":2,\"manifests\":[" + child + "]}").references())
                .extracting(Descriptor::size)
                .containsExactly(Long.MAX_VALUE);
    }

    @Test
    void manyChildrenAreRead() {
        String child = "{\"mediaType\":\"a/b\",\"size\":1,\"digest\":\"" + EMPTY_JSON + "\"}";

        assertThat(parse("{\"schemaVersion\":2,\"manifests\":[" + (child + ",").repeat(29_999) + child + "]}")
                        .references())
                .hasSize(30_000);
    }

    @Test
    void nestingOf64IsTheDeepest() {
        assertThat(parse("{\"schemaVersion\":2,\"manifests\":[],\"x\":" + "[".repeat(63) + "]".repeat(63) + "}"))
                .isNotNull();

        refused(
                ErrorCode.MANIFEST_INVALID,
                () -> parse("{\"schemaVersion\":2,\"manifests\":[],\"x\":" + "[".repeat(64) + "]".repeat(64) + "}"));
    }

    private static Manifest parse(String json) {
        return Manifest.parse(json.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static Manifest parse(String json, MediaType type) {
        return Manifest.parse(json.getBytes(StandardCharsets.UTF_8), Optional.of(type));
    }
}
