package dev.entrepot.e2e.hostile;

import dev.entrepot.oci.MediaType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Documents that are no JSON, or JSON that two readers understand differently, or too deep, or too large; and
/// manifests
/// sent under another type than their own.
final class DocumentCases {
    /// DESIGN: manifests of up to 4 MiB are accepted.
    private static final int MAX_MANIFEST = 4 << 20;

    private static final List<MediaType> MANIFEST_TYPES = List.of(
            MediaType.OCI_MANIFEST,
            MediaType.OCI_INDEX,
            MediaType.DOCKER_MANIFEST,
            MediaType.DOCKER_LIST,
            MediaType.ARTIFACT_MANIFEST);

    private DocumentCases() {}

    static List<HostileCase> all() {
        List<HostileCase> cases = new ArrayList<>();
        texts(cases);
        depths(cases);
        encodings(cases);
        confusion(cases);
        sizes(cases);
        return cases;
    }

    private static void texts(List<HostileCase> cases) {
        String sound = Target.image("document");
        for (String text : List.of(
                "",
                " ",
                "{",
                "}",
                "{}",
                "[]",
                "null",
                "true",
                "0",
                "\"\"",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{,}",
                "{'a':1}",
                "{a:1}",
                "//",
                "/**/{}",
                "NaN",
                "<html>",
                "{\"schemaVersion\":2}",
                "\u0000",
                "{\u0000}")) {
            add(cases, "document " + text.replace("\u0000", "\\0"), text);
        }
        for (String end : List.of("{}", "[]", "0", "}", ",", "x", "\u0000", "/**/", "\u001a", "\u00a0")) {
            add(cases, "document followed by " + end.replace("\u0000", "\\0").replace("\u001a", "SUB"), sound + end);
        }
        for (int cut : List.of(1, 2, 10, 100, 200, sound.length() - 1)) {
            add(cases, "document cut after " + cut + " characters", sound.substring(0, cut));
        }
        for (String own : List.of(
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "Infinity",
                "0x1",
                "tru",
                "'a'",
                "\"\\x\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "[1,]",
                "{\"a\":1,}",
                "[1 2]",
                "{\"a\" 1}",
                "1" + "0".repeat(5_000),
                "{\"a\":1,\"\\u0061\":1}",
                "[{\"a\":{\"b\":1,\"b\":1}}]")) {
            add(
                    cases,
                    "document with the value "
                            + own.substring(0, Math.min(30, own.length())).replace('\n', ' '),
                    with("own", own));
        }
        for (String name : List.of("Config", "LAYERS", "mediatype", "Manifests", "MediaType", "layer\u017f")) {
            add(cases, "document with the name " + name, with(name, "[]"));
        }
        for (String text : List.of("\\u0000", "\\ud800", "\\udc00\\ud800", "a\\udfff")) {
            add(cases, "document with the annotation " + text, sound.replace("\"document\"", '"' + text + '"'));
        }
    }

    private static void depths(List<HostileCase> cases) {
        for (int depth : List.of(65, 200, 1_000, 10_000, 100_000, 1_000_000)) {
            add(cases, "document " + depth + " arrays deep", with("own", "[".repeat(depth) + "]".repeat(depth)));
            add(cases, "document " + depth + " open arrays deep", "[".repeat(depth));
        }
        for (int depth : List.of(65, 1_000, 100_000)) {
            add(
                    cases,
                    "document " + depth + " objects deep",
                    with("own", "{\"a\":".repeat(depth) + "1" + "}".repeat(depth)));
        }
        add(cases, "document with 300,000 names", with("own", "{" + "\"a\":1,".repeat(300_000) + "\"b\":1}"));
        add(cases, "document with a name of a million letters", with("a".repeat(1_000_000), "1"));
        add(
                cases,
                "document with 20,000 annotations",
                "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{" + annotations() + "}}");
    }

    private static String annotations() {
        StringBuilder annotations = new StringBuilder("\"0\":\"\"");
        for (int i = 1; i < 20_000; i++) {
            annotations.append(",\"").append(i).append("\":\"\"");
        }
        return annotations.toString();
    }

    private static void encodings(List<HostileCase> cases) {
        String sound = Target.image("#");
        int mark = sound.indexOf('#');
        for (byte[] bad : List.of(
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xC3},
                new byte[] {(byte) 0xC0, (byte) 0xAF},
                new byte[] {(byte) 0xE0, (byte) 0x80, (byte) 0xAF},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                new byte[] {0})) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(sound.substring(0, mark).getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(bad);
            bytes.writeBytes(sound.substring(mark + 1).getBytes(StandardCharsets.UTF_8));
            String hex = HexFormat.of().formatHex(bad);
            cases.add(document("document with the bytes " + hex, bytes.toByteArray()));
        }
        cases.add(document("document in UTF-16", sound.getBytes(StandardCharsets.UTF_16)));
        cases.add(document("document in UTF-16LE", sound.getBytes(StandardCharsets.UTF_16LE)));
        cases.add(document("document in UTF-16BE", sound.getBytes(StandardCharsets.UTF_16BE)));
        cases.add(document("document in UTF-32", sound.getBytes(Charset.forName("UTF-32"))));
        cases.add(document("document with a byte order mark", ("\ufeff" + sound).getBytes(StandardCharsets.UTF_8)));
        cases.add(document("document in Latin-1", Target.image("ä").getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void confusion(List<HostileCase> cases) {
        for (MediaType sent : MANIFEST_TYPES) {
            for (MediaType written : MANIFEST_TYPES) {
                if (!sent.equals(written)) {
                    cases.add(typed(sent.text(), "written " + written.text(), document(written, written)));
                }
            }
        }
        String image = document(MediaType.OCI_MANIFEST, MediaType.OCI_MANIFEST);
        for (MediaType type : MANIFEST_TYPES) {
            MediaType other = type.isIndex() ? MediaType.OCI_MANIFEST : MediaType.OCI_INDEX;
            cases.add(typed(type.text(), "with the content of " + other.text(), document(type, other)));
            String all = document(type, type)
                    .replace("{\"schemaVersion\"", "{\"layers\":[],\"manifests\":[],\"schemaVersion\"");
            cases.add(typed(type.text(), "with layers and manifests", all));
        }
        for (String sent : List.of(
                "text/plain",
                "text/html",
                "application/xml",
                "application/vnd.oci.image.config.v1+json",
                "application/vnd.docker.distribution.manifest.v1+json",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "*/*",
                "application",
                ";",
                "application/json5",
                MediaType.OCI_MANIFEST.text().toUpperCase(Locale.ROOT),
                "a".repeat(5_000),
                "application/vnd.oci\u00e4")) {
            cases.add(typed(sent, "written as an image", image));
        }
        for (String written : List.of(
                "text/plain", "application/json", MediaType.DOCKER_SCHEMA1.text(), "application/octet-stream")) {
            cases.add(typed(
                    "application/json", "written " + written, image.replace(MediaType.OCI_MANIFEST.text(), written)));
        }
        cases.add(typed(
                MediaType.DOCKER_MANIFEST.text(),
                "of schema 1",
                "{\"schemaVersion\":1,\"name\":\"a\",\"tag\":\"b\",\"fsLayers\":[],\"history\":[],\"signatures\":[]}"));
    }

    private static void sizes(List<HostileCase> cases) {
        for (int size : List.of(MAX_MANIFEST + 1, 5 << 20, 16 << 20)) {
            String sound = Target.image("large");
            String spaces = " ".repeat(size - sound.length());
            cases.add(HostileCase.of(
                    "document of " + size + " bytes",
                    Expectation.MANIFEST_TOO_LARGE,
                    target -> put(target, (sound + spaces).getBytes(StandardCharsets.UTF_8))));
        }
        for (long length : List.of(MAX_MANIFEST + 1L, 5_000_000_000L, Long.MAX_VALUE)) {
            cases.add(HostileCase.waiting(
                    "document announced with " + length + " bytes",
                    Expectation.MANIFEST_TOO_LARGE,
                    target -> put(target, new byte[0]).framed(List.of("Content-Length: " + length), new byte[0])));
        }
        byte[] chunk = ("100000\r\n" + " ".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.UTF_8);
        cases.add(HostileCase.raw("document in chunks without end", Expectation.MANIFEST_TOO_LARGE, target -> {
            ByteArrayOutputStream chunks = new ByteArrayOutputStream();
            for (int i = 0; i < 6; i++) {
                chunks.writeBytes(chunk);
            }
            return put(target, new byte[0]).framed(List.of("Transfer-Encoding: chunked"), chunks.toByteArray());
        }));
    }

    /// A document that names a type and has the content of the same type or of another.
    private static String document(MediaType named, MediaType content) {
        String inside = content.isIndex()
                ? "\"manifests\":[]"
                : content.equals(MediaType.ARTIFACT_MANIFEST)
                        ? "\"blobs\":[]"
                        : "\"config\":" + Target.descriptor("application/vnd.oci.empty.v1+json", Target.CONFIG)
                                + ",\"layers\":[]";
        return "{\"schemaVersion\":2,\"mediaType\":\"" + named + "\"," + inside + "}";
    }

    private static String with(String name, String value) {
        String sound = Target.image("document");
        return sound.substring(0, sound.length() - 1) + ",\"" + name + "\":" + value + "}";
    }

    private static HostileCase typed(String sent, String what, String document) {
        return HostileCase.of(
                "document sent as " + sent.substring(0, Math.min(80, sent.length())) + " " + what,
                Expectation.MANIFEST,
                target -> target.request("PUT", Target.BASE + "/manifests/hostile")
                        .header("Content-Type", sent)
                        .body(document));
    }

    private static void add(List<HostileCase> cases, String name, String text) {
        cases.add(document(name, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static HostileCase document(String name, byte[] bytes) {
        return HostileCase.of(name, Expectation.MANIFEST, target -> put(target, bytes));
    }

    private static HttpText put(Target target, byte[] bytes) {
        return target.request("PUT", Target.BASE + "/manifests/hostile")
                .header("Content-Type", MediaType.OCI_MANIFEST.text())
                .body(bytes);
    }
}
