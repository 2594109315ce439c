package dev.entrepot.oci;

import static dev.entrepot.oci.Malformed.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Media types and descriptors.
class MediaTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;charset=utf-8",
                "  application/json  ",
                "application/json ; charset=utf-8; q=1",
                "application/json;"
            })
    void parametersOfAHeaderAreDropped(String header) {
        assertThat(MediaType.ofHeader(header)).isEqualTo(MediaType.JSON);
    }

    @Test
    void lettersKeepTheirCase() {
        assertThat(MediaType.ofHeader("Application/JSON").text()).isEqualTo("Application/JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", "; charset=utf-8", "a b/c", "a/b\r\nX: y", "a/\u0000", "a/é"})
    void headerWithoutATypeIsRefused(String header) {
        refused(ErrorCode.MANIFEST_INVALID, () -> MediaType.ofHeader(header));
    }

    @Test
    void typeOf255CharactersIsTheLongest() {
        assertThat(new MediaType("a/" + "b".repeat(253)).text()).hasSize(255);
        refused(ErrorCode.MANIFEST_INVALID, () -> new MediaType("a/" + "b".repeat(254)));
    }

    @Test
    void fiveTypesAreManifestsAndTwoOfThemIndexes() {
        List<MediaType> all = List.of(
                MediaType.OCI_MANIFEST,
                MediaType.OCI_INDEX,
                MediaType.DOCKER_MANIFEST,
                MediaType.DOCKER_LIST,
                MediaType.ARTIFACT_MANIFEST,
                MediaType.DOCKER_SCHEMA1,
                MediaType.DOCKER_SCHEMA1_SIGNED,
                MediaType.EMPTY,
                MediaType.OCTET_STREAM,
                MediaType.JSON);

        assertThat(all.stream().filter(MediaType::isManifest)).containsExactlyElementsOf(all.subList(0, 5));
        assertThat(all.stream().filter(MediaType::isIndex)).containsExactly(MediaType.OCI_INDEX, MediaType.DOCKER_LIST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.oci.image.layer.nondistributable.v1.tar",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
            })
    void nondistributableLayerMayBeAbsent(String type) {
        assertThat(descriptor(type, List.of()).optional()).isTrue();
    }

    @Test
    void layerWithUrlsMayBeAbsent() {
        String type = "application/vnd.oci.image.layer.v1.tar";

        assertThat(descriptor(type, List.of("https://example.com/layer")).optional())
                .isTrue();
        assertThat(descriptor(type, List.of()).optional()).isFalse();
    }

    @Test
    void descriptorOfNegativeSizeCannotExist() {
        Digest digest = Digest.of(Digest.Algorithm.SHA256, new byte[0]);

        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new Descriptor(MediaType.JSON, digest, -1, Optional.empty(), Map.of(), List.of()))
                .withMessageContaining("-1");
    }

    private static Descriptor descriptor(String type, List<String> urls) {
        Digest digest = Digest.of(Digest.Algorithm.SHA256, new byte[0]);
        return new Descriptor(new MediaType(type), digest, 0, Optional.empty(), Map.of(), urls);
    }
}
