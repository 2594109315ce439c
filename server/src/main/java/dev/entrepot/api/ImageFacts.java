package dev.entrepot.api;

import dev.entrepot.api.ImageDiff.LayerFacts;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a manifest and its config say of an image, in the words of image-spec ("OCI Image Configuration").
///
/// @param settings by name: `user`, `env PATH`, `label version`, …
record ImageFacts(Map<String, String> settings, List<LayerFacts> layers) {
    /// Steps of a build are shell scripts now and then.
    private static final int LONGEST_STEP = 500;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    ImageFacts {
        settings = Map.copyOf(settings);
        layers = List.copyOf(layers);
    }

    /// @param config as far as it can be read
    static ImageFacts of(Manifest manifest, Optional<byte[]> config) {
        JsonNode document = config.map(ImageFacts::read).orElseGet(JSON::createObjectNode);
        return new ImageFacts(settings(document), layers(manifest, steps(document)));
    }

    /// What others wrote: a document that cannot be read says nothing.
    private static JsonNode read(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException unreadable) {
            return JSON.createObjectNode();
        }
    }

    private static Map<String, String> settings(JsonNode document) {
        Map<String, String> settings = new TreeMap<>();
        JsonNode run = document.path("config");
        put(settings, "os", document.path("os"));
        put(settings, "architecture", document.path("architecture"));
        put(settings, "variant", document.path("variant"));
        put(settings, "created", document.path("created"));
        put(settings, "user", run.path("User"));
        put(settings, "working directory", run.path("WorkingDir"));
        put(settings, "entrypoint", run.path("Entrypoint"));
        put(settings, "command", run.path("Cmd"));
        put(settings, "stop signal", run.path("StopSignal"));
        for (JsonNode variable : run.path("Env")) {
            String text = variable.asString("");
            int equals = text.indexOf('=');
            settings.put("env " + (equals < 0 ? text : text.substring(0, equals)), text.substring(equals + 1));
        }
        run.path("Labels").forEachEntry((name, value) -> put(settings, "label " + name, value));
        run.path("ExposedPorts").forEachEntry((name, value) -> settings.put("port " + name, "exposed"));
        run.path("Volumes").forEachEntry((name, value) -> settings.put("volume " + name, "declared"));
        return settings;
    }

    private static void put(Map<String, String> settings, String name, JsonNode value) {
        String text = value.isString() ? value.stringValue() : value.isMissingNode() || value.isNull() ? "" : value.toString();
        if (!text.isEmpty()) {
            settings.put(name, text);
        }
    }

    /// Of the layers, the lowest first: what made nothing has none.
    private static List<String> steps(JsonNode document) {
        List<String> steps = new ArrayList<>();
        for (JsonNode step : document.path("history")) {
            if (!step.path("empty_layer").asBoolean(false)) {
                String text = step.path("created_by").asString("");
                steps.add(text.substring(0, text.offsetByCodePoints(0, Math.min(LONGEST_STEP, text.codePointCount(0, text.length())))));
            }
        }
        return steps;
    }

    private static List<LayerFacts> layers(Manifest manifest, List<String> steps) {
        List<Descriptor> layers = manifest instanceof ImageManifest image ? image.layers() : List.of();
        List<LayerFacts> facts = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            // A history of another length belongs to other layers.
            String step = steps.size() == layers.size() ? steps.get(i) : "";
            facts.add(new LayerFacts(layers.get(i).digest().toString(), layers.get(i).size(), step));
        }
        return facts;
    }

    long sizeBytes() {
        return layers.stream().mapToLong(LayerFacts::sizeBytes).sum();
    }
}
