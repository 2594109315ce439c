package dev.entrepot.e2e.hostile;

import dev.entrepot.oci.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Sound manifests in which one value is of a wrong type, out of its bounds, absent, or there twice.
final class ManifestCases {
    private static final JsonMapper MAPPER = new JsonMapper();

    /// A value of each type of JSON.
    private static final Map<String, String> VALUES = Map.of(
            "true", "true", "number", "7", "fraction", "2.5", "string", "\"text\"", "array", "[]", "object", "{}");

    /// Values of the right type that no member of that name may have.
    private static final Map<String, List<String>> WRONG = Map.of(
            "schemaVersion", List.of("0", "1", "3", "-2", "2.0", "2e0", "20000000000000000000", "\"2\""),
            "size", List.of("-1", "0.5", "1e1", "9223372036854775808", "\"16\"", "-9223372036854775809"),
            "digest", List.of("\"\"", "\"sha256:\"", "\"md5:d41d8cd98f00b204e9800998ecf8427e\"", "\"sha256:..\""),
            "mediaType", List.of("\"\"", "\" \"", "\"a\\u0000b\"", "\"a/b\\r\\nX: y\""));

    private ManifestCases() {}

    static List<HostileCase> all() {
        List<HostileCase> cases = new ArrayList<>();
        for (MediaType type : List.of(MediaType.OCI_MANIFEST, MediaType.OCI_INDEX)) {
            JsonNode sound = MAPPER.readTree(sound(type));
            walk(cases, type, sound, sound, "");
        }
        contents(cases);
        return cases;
    }

    /// A sound manifest with every member that the image-spec names.
    private static String sound(MediaType type) {
        String layer = full("application/vnd.oci.image.layer.v1.tar", Target.BLOB);
        String config = full("application/vnd.oci.empty.v1+json", Target.CONFIG);
        String child = full(MediaType.OCI_MANIFEST.text(), Target.image("v1").getBytes(StandardCharsets.UTF_8));
        String content = type.isIndex()
                ? "\"manifests\":[" + child + "]"
                : "\"config\":" + config + ",\"layers\":[" + layer + "]";
        return "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"artifactType\":\"a/b\"," + content
                + ",\"subject\":" + child + ",\"annotations\":{\"a\":\"b\"}}";
    }

    private static String full(String type, byte[] content) {
        String descriptor = Target.descriptor(type, content);
        return descriptor.substring(0, descriptor.length() - 1)
                + ",\"annotations\":{\"a\":\"b\"},\"artifactType\":\"a/b\",\"platform\":{\"os\":\"linux\"}}";
    }

    private static void walk(List<HostileCase> cases, MediaType type, JsonNode root, JsonNode node, String pointer) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                // What a platform says is no concern of a registry, as long as it is an object.
                if (!pointer.endsWith("/platform")) {
                    member(cases, type, root, object, pointer, name);
                }
            }
        } else if (node instanceof ArrayNode array) {
            JsonNode element = array.get(0);
            for (String value : List.of("null", "7", "[]", "\"text\"", "{}")) {
                array.set(0, MAPPER.readTree(value));
                cases.add(manifest(type, pointer + "/0 is " + value, root.toString()));
            }
            array.set(0, element);
            walk(cases, type, root, element, pointer + "/0");
        }
    }

    private static void member(
            List<HostileCase> cases, MediaType type, JsonNode root, ObjectNode object, String pointer, String name) {
        JsonNode value = object.get(name);
        String place = pointer + '/' + name;
        VALUES.forEach((what, other) -> {
            JsonNode wrong = MAPPER.readTree(other);
            if (wrong.getNodeType() != value.getNodeType()) {
                object.set(name, wrong);
                cases.add(manifest(type, place + " is " + what, root.toString()));
            }
        });
        for (String other : WRONG.getOrDefault(name, List.of())) {
            object.set(name, MAPPER.readTree("\"#\""));
            cases.add(manifest(type, place + " is " + other, root.toString().replace("\"#\"", other)));
        }
        if (List.of("digest", "size", "config", "layers", "manifests").contains(name)) {
            object.remove(name);
            cases.add(manifest(type, place + " is absent", root.toString()));
        }
        object.set(name, MAPPER.readTree("\"#\""));
        cases.add(manifest(
                type, place + " twice", root.toString().replace("\"#\"", value + ",\"" + name + "\":" + value)));
        object.set(name, value);
        walk(cases, type, root, value, place);
    }

    // Right in form, but not about what the repository holds.
    private static void contents(List<HostileCase> cases) {
        String absent = "{\"mediaType\":\"a/b\",\"size\":3,\"digest\":\"" + Target.digest(new byte[] {1, 2, 3}) + "\"}";
        String layer = Target.descriptor("application/vnd.oci.image.layer.v1.tar", Target.BLOB);
        String config = Target.descriptor("application/vnd.oci.empty.v1+json", Target.CONFIG);
        for (String sound : List.of(layer, config)) {
            String image = Target.image("content");
            String name = sound.equals(layer) ? "layer" : "config";
            content(cases, name + " that is absent", image.replace(sound, absent));
            content(cases, name + " that is a byte longer", image.replace(sound, sound.replace("}", "1}")));
            content(
                    cases,
                    name + " of no bytes",
                    image.replace(sound, sound.replaceAll("\"size\":\\d+", "\"size\":0")));
            content(
                    cases,
                    name + " of the greatest size",
                    image.replace(sound, sound.replaceAll("\"size\":\\d+", "\"size\":" + Long.MAX_VALUE)));
            content(
                    cases,
                    name + " under sha512",
                    image.replace(sound, sound.replaceAll("sha256:[0-9a-f]{64}", "sha512:" + "0".repeat(128))));
            content(
                    cases,
                    name + " that embeds other bytes",
                    image.replace(sound, sound.replace("}", ",\"data\":\"YWFh\"}")));
            content(
                    cases,
                    name + " that embeds no base64",
                    image.replace(sound, sound.replace("}", ",\"data\":\"*\"}")));
        }
        content(
                cases,
                "10,000 layers that are absent",
                Target.image("content").replace(layer, absent + ("," + absent).repeat(9_999)));
        String child = Target.descriptor(MediaType.OCI_MANIFEST.text(), new byte[] {1, 2, 3});
        cases.add(HostileCase.of(
                "manifest with a child that is absent",
                Expectation.MANIFEST_CONTENT,
                target -> put(target, MediaType.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[" + child + "]}")));
        cases.add(HostileCase.of(
                "manifest under the digest of another",
                Expectation.DIGEST,
                target -> target.request("PUT", Target.BASE + "/manifests/" + Target.digest(Target.BLOB))
                        .header("Content-Type", MediaType.OCI_MANIFEST.text())
                        .body(Target.image("other"))));
        cases.add(HostileCase.of(
                "manifest with two spaces behind it, by digest",
                Expectation.DIGEST,
                target -> target.request(
                                "PUT",
                                Target.BASE + "/manifests/"
                                        + Target.digest(Target.image("other").getBytes(StandardCharsets.UTF_8)))
                        .header("Content-Type", MediaType.OCI_MANIFEST.text())
                        .body(Target.image("other") + "  ")));
    }

    private static void content(List<HostileCase> cases, String what, String document) {
        cases.add(HostileCase.of(
                "manifest with a " + what,
                Expectation.MANIFEST_CONTENT,
                target -> put(target, MediaType.OCI_MANIFEST, document)));
    }

    private static HostileCase manifest(MediaType type, String what, String document) {
        return HostileCase.of(
                "manifest, " + (type.isIndex() ? "index" : "image") + " whose " + what,
                Expectation.MANIFEST,
                target -> put(target, type, document));
    }

    private static HttpText put(Target target, MediaType type, String document) {
        return target.request("PUT", Target.BASE + "/manifests/hostile")
                .header("Content-Type", type.text())
                .body(document);
    }
}
