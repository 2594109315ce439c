package dev.entrepot.oci;

import static dev.entrepot.oci.Malformed.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a manifest is wrong, the refusal says so: place, what was found, what was expected.
class ManifestRefusalTest {
    private static final String DIGEST = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    private static final String CONFIG =
            "{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2,\"digest\":\"" + DIGEST + "\"}";

    /// document, place, words of the message
    static Stream<Arguments> malformedDocuments() {
        return Stream.of(
                Arguments.of("", "", "empty document"),
                Arguments.of("  ", "", "empty document"),
                Arguments.of("[]", "", "found an array, expected an object"),
                Arguments.of("null", "", "found null, expected an object"),
                Arguments.of("\"x\"", "", "found the string \"x\", expected an object"),
                Arguments.of("{", "line 1, column 2", "not strict JSON"),
                Arguments.of("{'a':1}", "line 1, column 2", "not strict JSON"),
                Arguments.of("{\"a\":01}", "line 1, column 7", "not strict JSON"),
                Arguments.of("{\"a\":NaN}", "line 1, column 9", "not strict JSON"),
                Arguments.of("{\"a\":\"\t\"}", "line 1, column 7", "not strict JSON"),
                Arguments.of("{/**/}", "line 1, column 2", "not strict JSON"),
                Arguments.of("\ufeff{}", "byte 0", "byte order mark"),
                Arguments.of(index("") + "{}", "line 1, column 35", "found an object after the end"),
                Arguments.of("{}", "/mediaType", "neither a mediaType nor"),
                Arguments.of("{\"schemaVersion\":2}", "/mediaType", "neither a mediaType nor"),
                Arguments.of("{\"manifests\":[]}", "/schemaVersion", "expected the number 2"),
                Arguments.of("{\"schemaVersion\":\"2\"}", "/schemaVersion", "found the string \"2\", expected a whole"),
                Arguments.of("{\"schemaVersion\":2.0}", "/schemaVersion", "found the number 2.0"),
                Arguments.of("{\"schemaVersion\":3}", "/schemaVersion", "found the number 3, expected the number 2"),
                Arguments.of("{\"schemaVersion\":1}", "/schemaVersion", "schema 1"),
                Arguments.of("{\"schemaVersion\":2,\"fsLayers\":[]}", "/fsLayers", "schema 1"),
                Arguments.of(
                        index("\"mediaType\":\"application/vnd.docker.distribution.manifest.v1+json\""),
                        "/mediaType",
                        "schema 1"),
                Arguments.of(index("\"mediaType\":\"text/plain\""), "/mediaType", "expected one of"),
                Arguments.of(index("\"mediaType\":7"), "/mediaType", "found the number 7, expected a string"),
                Arguments.of(index("\"mediaType\":\"\""), "/mediaType", "is not valid"),
                Arguments.of(index("\"artifactType\":\"a b\""), "/artifactType", "is not valid"),
                Arguments.of(index("\"annotations\":[]"), "/annotations", "expected an object of strings"),
                Arguments.of(
                        index("\"annotations\":{\"a\":1}"), "/annotations/a", "found the number 1, expected a string"),
                Arguments.of(index("\"annotations\":{\"a\":null}"), "/annotations/a", "found null, expected a string"),
                Arguments.of(index("\"annotations\":{\"a\":\"\\u0000\"}"), "/annotations/a", "\\u0000"),
                Arguments.of(index("\"annotations\":{\"a\":\"\\ud800x\"}"), "/annotations/a", "\\ud800"),
                Arguments.of(index("\"annotations\":{\"\\udc00\":\"\"}"), "line 1, column 57", "surrogate"),
                Arguments.of(index("\"Layers\":[]"), "/Layers", "some clients take for layers"),
                Arguments.of(index("\"layers\":[]"), "/layers", "may take it for another type"),
                Arguments.of(index("\"config\":" + CONFIG), "/config", "may take it for another type"),
                Arguments.of(index("\"blobs\":[]"), "/blobs", "may take it for another type"),
                Arguments.of(
                        index("\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\""),
                        "/manifests",
                        "may take it for another type"),
                Arguments.of(index("\"manifests\":[]"), "/manifests", "more than once"),
                Arguments.of(index("\"a\":[1,{\"b\":1,\"b\":1}]"), "/a/1/b", "more than once"),
                Arguments.of(index("\"subject\":[]"), "/subject", "found an array, expected an object"),
                Arguments.of(index("\"a\":1" + "0".repeat(1_000)), "/a", "more than 1000 digits"),
                Arguments.of(index("\"" + "a".repeat(50_001) + "\":1"), "/manifests", "more than 50000 characters"),
                Arguments.of(
                        "{\"schemaVersion\":2,\"manifests\":{}}", "/manifests", "found an object, expected an array"),
                Arguments.of("{\"schemaVersion\":2,\"manifests\":[1]}", "/manifests/0", "expected an object"),
                Arguments.of("{\"schemaVersion\":2,\"manifests\":[null]}", "/manifests/0", "expected an object"),
                Arguments.of("{\"schemaVersion\":2,\"manifests\":null}", "/mediaType", "neither a mediaType nor"),
                Arguments.of("{\"schemaVersion\":2,\"layers\":[]}", "/mediaType", "neither a mediaType nor"));
    }

    @ParameterizedTest
    @MethodSource("malformedDocuments")
    void refusalSaysWhereAndWhat(String json, String place, String words) {
        MalformedException refusal = refused(ErrorCode.MANIFEST_INVALID, () -> parse(json));

        assertThat(refusal).hasMessageContaining(words);
        assertThat(refusal.detail()).isEqualTo(place);
    }

    /// descriptor, place within it, words of the message
    static Stream<Arguments> malformedDescriptors() {
        return Stream.of(
                Arguments.of("{}", "/mediaType", "every descriptor needs it"),
                Arguments.of("{\"mediaType\":\"a/b\"}", "/digest", "every descriptor needs it"),
                Arguments.of(
                        "{\"mediaType\":\"a/b\",\"digest\":\"" + DIGEST + "\"}", "/size", "every descriptor needs it"),
                Arguments.of("{\"mediaType\":null}", "/mediaType", "every descriptor needs it"),
                Arguments.of("{\"mediaType\":[]}", "/mediaType", "expected a string"),
                Arguments.of("{\"digest\":\"md5:00\"}", "/digest", "expected sha256 or sha512"),
                Arguments.of("{\"digest\":\"" + DIGEST.toUpperCase(Locale.ROOT) + "\"}", "/digest", "SHA256"),
                Arguments.of("{\"size\":-1}", "/size", "found the number -1, expected a whole number from 0"),
                Arguments.of("{\"size\":1.5}", "/size", "found the number 1.5"),
                Arguments.of("{\"size\":1e3}", "/size", "found the number 1e3"),
                Arguments.of("{\"size\":\"1\"}", "/size", "found the string \"1\""),
                Arguments.of("{\"size\":true}", "/size", "found true"),
                Arguments.of("{\"size\":9223372036854775808}", "/size", "found the number 9223372036854775808"),
                Arguments.of("{\"size\":18446744073709551617}", "/size", "found the number 18446744073709551617"),
                Arguments.of("{\"urls\":\"a\"}", "/urls", "expected an array"),
                Arguments.of("{\"urls\":[1]}", "/urls/0", "expected a string"),
                Arguments.of("{\"platform\":\"linux\"}", "/platform", "expected an object"),
                Arguments.of("{\"Digest\":\"" + DIGEST + "\"}", "/Digest", "some clients take for digest"),
                Arguments.of("{\"\u017fize\":1}", "/\\u017fize", "some clients take for size"),
                Arguments.of(withData("*"), "/data", "not base64"),
                Arguments.of(withData("e30K"), "/data", "found 3 bytes in base64, expected the 2 bytes"),
                Arguments.of(withData("e34="), "/data", "found content with the digest"));
    }

    @ParameterizedTest
    @MethodSource("malformedDescriptors")
    void refusalSaysWhichDescriptor(String descriptor, String place, String words) {
        String json = "{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[" + CONFIG + "," + descriptor + "]}";

        MalformedException refusal = refused(ErrorCode.MANIFEST_INVALID, () -> parse(json));

        assertThat(refusal).hasMessageContaining(words).hasMessageStartingWith("at /layers/1" + place + ": ");
        assertThat(refusal.detail()).isEqualTo("/layers/1" + place);
    }

    @Test
    void dataThatIsTheContentIsFine() {
        assertThat(parse("{\"schemaVersion\":2,\"config\":" + withData("e30=") + ",\"layers\":[]}"))
                .isInstanceOf(ImageManifest.class);
    }

    @Test
    void typeSentMustBeTheTypeWritten() {
        String json = index("\"mediaType\":\"" + MediaType.OCI_INDEX + "\"");

        assertThat(parse(json, MediaType.OCI_INDEX)).isInstanceOf(Index.class);
        assertThat(refused(ErrorCode.MANIFEST_INVALID, () -> parse(json, MediaType.DOCKER_LIST)))
                .hasMessageContaining(MediaType.OCI_INDEX.text())
                .hasMessageContaining(MediaType.DOCKER_LIST.text());
    }

    @Test
    void typeSentMustFitTheContent() {
        assertThat(refused(ErrorCode.MANIFEST_INVALID, () -> parse(index(""), MediaType.OCI_MANIFEST))
                        .detail())
                .isEqualTo("/manifests");
        assertThat(refused(
                                ErrorCode.MANIFEST_INVALID,
                                () -> parse("{\"schemaVersion\":2,\"layers\":[]}", MediaType.OCI_MANIFEST))
                        .detail())
                .isEqualTo("/config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/vnd.oci.image.config.v1+json", "application/*", "*/*"})
    void otherContentTypeIsToldWhatIsAccepted(String type) {
        assertThat(refused(ErrorCode.MANIFEST_INVALID, () -> parse(index(""), new MediaType(type))))
                .hasMessageContaining(MediaType.OCI_INDEX.text())
                .hasMessageContaining(MediaType.DOCKER_MANIFEST.text());
    }

    @Test
    void schema1IsRefusedByItsContentType() {
        for (MediaType type : new MediaType[] {MediaType.DOCKER_SCHEMA1, MediaType.DOCKER_SCHEMA1_SIGNED}) {
            assertThat(refused(ErrorCode.MANIFEST_INVALID, () -> parse("{}", type)))
                    .hasMessageContaining("schema 1");
        }
    }

    @Test
    void tenThousandMembersAreTheMost() {
        assertThat(parse(index("\"annotations\":{" + members(StrictJson.MAX_MEMBERS) + "}")))
                .isNotNull();
        for (String object : new String[] {"annotations", "own"}) {
            String json = index("\"" + object + "\":{" + members(StrictJson.MAX_MEMBERS + 1) + "}");
            assertThat(refused(ErrorCode.MANIFEST_INVALID, () -> parse(json))).hasMessageContaining("10000 members");
        }
    }

    private static String members(int count) {
        StringBuilder members = new StringBuilder("\"0\":\"\"");
        for (int i = 1; i < count; i++) {
            members.append(",\"").append(i).append("\":\"\"");
        }
        return members.toString();
    }

    private static String index(String member) {
        return "{\"schemaVersion\":2,\"manifests\":[]" + (member.isEmpty() ? "" : "," + member) + "}";
    }

    private static String withData(String data) {
        return CONFIG.substring(0, CONFIG.length() - 1) + ",\"data\":\"" + data + "\"}";
    }

    private static Manifest parse(String json) {
        return Manifest.parse(json.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static Manifest parse(String json, MediaType type) {
        return Manifest.parse(json.getBytes(StandardCharsets.UTF_8), Optional.of(type));
    }
}
