package dev.entrepot.distribution;

import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.MediaType;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The documents that the API answers with.
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static byte[] tags(String name, List<String> tags) {
        return document(json -> {
            json.writeStringProperty("name", name);
            array(json, "tags", tags);
        });
    }

    static byte[] catalog(List<String> repositories) {
        return document(json -> array(json, "repositories", repositories));
    }

    /// distribution-spec, "Listing Referrers": an image index.
    static byte[] referrers(List<Descriptor> descriptors) {
        return document(json -> {
            json.writeNumberProperty("schemaVersion", 2);
            json.writeStringProperty("mediaType", MediaType.OCI_INDEX.text());
            json.writeArrayPropertyStart("manifests");
            descriptors.forEach(descriptor -> write(json, descriptor));
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Descriptor descriptor) {
        json.writeStartObject();
        json.writeStringProperty("mediaType", descriptor.mediaType().text());
        json.writeStringProperty("digest", descriptor.digest().toString());
        json.writeNumberProperty("size", descriptor.size());
        descriptor.artifactType().ifPresent(type -> json.writeStringProperty("artifactType", type));
        if (!descriptor.annotations().isEmpty()) {
            json.writeObjectPropertyStart("annotations");
            for (Map.Entry<String, String> annotation : descriptor.annotations().entrySet()) {
                json.writeStringProperty(annotation.getKey(), annotation.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /// distribution-spec, "extensions": what this registry offers beyond the specification.
    static byte[] extensions() {
        return document(json -> {
            json.writeArrayPropertyStart("extensions");
            json.writeStartObject();
            json.writeStringProperty("name", "_oci");
            json.writeStringProperty("description", "lists the extensions of this registry");
            json.writeStringProperty(
                    "url", "https://github.com/opencontainers/distribution-spec/blob/main/extensions/_oci.md");
            array(json, "endpoints", List.of("_oci/ext/discover"));
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    private static void array(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    private static byte[] document(Consumer<JsonGenerator> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
