package dev.entrepot.oci;

import static dev.entrepot.oci.Malformed.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Whatever is done to a valid manifest, it is read or refused in the one way, and what two readers may understand
/// differently is always refused.
class ManifestPropertyTest {
    private static final String CHILD = """
            {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","size":1,"annotations":{"a":"b","c":"d"},
            "digest":"sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a","data":"AQ==",
            "urls":["https://example.com/"],"platform":{"os":"linux","architecture":"amd64"},"artifactType":"a/b"}""";

    private static final List<String> VALID = List.of(
            """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/b",
            "config":%1$s,"layers":[%1$s,%1$s],"subject":%1$s,"annotations":{"x":"y"},"own":{"n":[1,{"m":null}]}}""".formatted(CHILD), """
            {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",
            "config":%1$s,"layers":[%1$s]}""".formatted(CHILD), """
            {"schemaVersion":2,"manifests":[%1$s,%1$s],"subject":%1$s,"annotations":{"x":"y"}}""".formatted(CHILD), """
            {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json",
            "manifests":[%1$s]}""".formatted(CHILD), """
            {"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"a/b","blobs":[%1$s],
            "subject":%1$s}""".formatted(
                            CHILD));

    @Property
    void bytesChangedAtRandomAreReadOrRefused(
            @ForAll("valid") String valid, @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int changes) {
        Random random = new Random(seed);
        byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }

        readOrRefused(bytes);
    }

    @Property
    void piecesChangedAtRandomAreReadOrRefused(
            @ForAll("valid") String valid, @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) {
        List<String> tokens = tokens(valid);
        Random random = new Random(seed);
        for (int i = 0; i < changes && tokens.size() > 1; i++) {
            change(tokens, random);
        }

        readOrRefused(String.join("", tokens).getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        readOrRefused(bytes);
    }

    @Property
    void cutManifestIsRefused(@ForAll("valid") String valid, @ForAll @IntRange(max = 10_000) int at) {
        byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);

        refused(
                ErrorCode.MANIFEST_INVALID,
                () -> Manifest.parse(Arrays.copyOf(bytes, at % bytes.length), Optional.empty()));
    }

    @Property
    void whatFollowsTheManifestIsRefused(@ForAll("valid") String valid, @ForAll("garbage") String garbage) {
        refused(ErrorCode.MANIFEST_INVALID, () -> parse(valid + " " + garbage));
    }

    @Property
    void repeatedNameIsRefusedAtEveryDepth(
            @ForAll("valid") String valid,
            @ForAll @IntRange(max = 10_000) int member,
            @ForAll("spellings") Spelling spelling) {
        List<String> tokens = tokens(valid);
        List<Integer> names = names(tokens);
        int name = names.get(member % names.size());
        String value = tokens.get(name + 2);
        tokens.add(name, spelling.of(tokens.get(name)) + ":" + (value.startsWith("\"") ? value : "null") + ",");

        assertThat(refused(ErrorCode.MANIFEST_INVALID, () -> parse(String.join("", tokens))))
                .hasMessageContaining("more than once");
    }

    @Property
    void repeatedNameIsRefusedBelowUnknownMembers(@ForAll @IntRange(max = 60) int depth) {
        String nested = "{\"a\":".repeat(depth) + "{\"b\":1,\"c\":2,\"b\":3}" + "}".repeat(depth);

        MalformedException refusal = refused(
                ErrorCode.MANIFEST_INVALID,
                () -> parse("{\"schemaVersion\":2,\"manifests\":[],\"own\":[" + nested + "]}"));

        assertThat(refusal).hasMessageContaining("the name \"b\" more than once");
        assertThat(refusal.detail()).isEqualTo(shortened("/own/0" + "/a".repeat(depth) + "/b"));
    }

    @Property
    void bytesThatAreNoUtf8AreRefusedInEveryText(@ForAll @IntRange(max = 4) int place, @ForAll("noUtf8") byte[] bad) {
        String document = """
                {"schemaVersion":2,"manifests":[],"o#wn":{"n#ame":["t#ext"]},"annotations":{"k#ey":"v#alue"}}""";
        String[] parts = document.split("#", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < parts.length; i++) {
            bytes.writeBytes(parts[i].getBytes(StandardCharsets.UTF_8));
            if (i == place) {
                bytes.writeBytes(bad);
            }
        }

        assertThat(refused(ErrorCode.MANIFEST_INVALID, () -> Manifest.parse(bytes.toByteArray(), Optional.empty())))
                .hasMessageContaining("UTF-8");
        assertThat(parse(String.join("", parts))).isNotNull();
    }

    @Provide
    Arbitrary<String> valid() {
        return Arbitraries.of(VALID);
    }

    @Provide
    Arbitrary<String> garbage() {
        return Arbitraries.of("{}", "[]", "1", "null", "}", "]", ",", "x", "\"\"", "//", "/**/", "\u0000", "\ufeff");
    }

    @Provide
    Arbitrary<Spelling> spellings() {
        return Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.integers().between(0, 20))
                .as(Spelling::new);
    }

    @Provide
    Arbitrary<byte[]> noUtf8() {
        return Arbitraries.of(List.of(
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xC3},
                new byte[] {(byte) 0xC0, (byte) 0xA2},
                new byte[] {(byte) 0xE0, (byte) 0x80, (byte) 0xA2},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xFE, (byte) 0xFF},
                new byte[] {0}));
    }

    /// A name of the same letters: as it is, or with one of them written as an escape.
    record Spelling(boolean escaped, int letter) {
        String of(String quoted) {
            if (!escaped) {
                return quoted;
            }
            int at = 1 + letter % (quoted.length() - 2);
            return quoted.substring(0, at)
                    + String.format("\\u%04x", (int) quoted.charAt(at))
                    + quoted.substring(at + 1);
        }
    }

    private static void readOrRefused(byte[] bytes) {
        try {
            Manifest manifest = Manifest.parse(bytes, Optional.empty());
            assertThat(manifest.mediaType().isManifest()).isTrue();
            assertThat(manifest.references()).allMatch(reference -> reference.size() >= 0);
        } catch (MalformedException e) {
            refused(ErrorCode.MANIFEST_INVALID, () -> {
                throw e;
            });
        }
    }

    private static void change(List<String> tokens, Random random) {
        List<String> others = List.of(
                "null",
                "true",
                "0",
                "-1",
                "1e5",
                "1.0",
                "9223372036854775808",
                "{}",
                "[]",
                "\"\"",
                "\"layers\"",
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"manifests\":[]",
                "\"\\ud800\"",
                "\"\\u0000\"",
                "99999999999999999999999999");
        int at = random.nextInt(tokens.size());
        switch (random.nextInt(4)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.set(at, others.get(random.nextInt(others.size())));
            case 2 -> tokens.add(at, others.get(random.nextInt(others.size())));
            default -> tokens.set(at, tokens.get(random.nextInt(tokens.size())));
        }
    }

    private static Manifest parse(String json) {
        return Manifest.parse(json.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static String shortened(String pointer) {
        return pointer.length() <= 100
                ? pointer
                : pointer.substring(0, 100) + "… (" + pointer.length() + " characters)";
    }

    /// Splits JSON without escapes into strings, numbers, words and signs.
    private static List<String> tokens(String json) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < json.length()) {
            int end = at + 1;
            if (json.charAt(at) == '"') {
                end = json.indexOf('"', end) + 1;
            } else if (Character.isLetterOrDigit(json.charAt(at))) {
                while (Character.isLetterOrDigit(json.charAt(end))) {
                    end++;
                }
            }
            tokens.add(json.substring(at, end));
            at = end;
        }
        return tokens;
    }

    private static List<Integer> names(List<String> tokens) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < tokens.size() - 1; i++) {
            if (tokens.get(i).startsWith("\"") && tokens.get(i + 1).equals(":")) {
                found.add(i);
            }
        }
        return found;
    }
}
