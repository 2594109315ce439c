package dev.entrepot.scanning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// Reads the config of an image. It comes from a pusher: members of other types than expected count as absent, what is
/// no JSON object is refused.
final class ConfigReader {
    /// More is no config that a runtime would take; containerd and Docker stop at about as much.
    static final int MAX_BYTES = 4 << 20;

    private static final int MAX_DEPTH = 64;
    /// Of each list and map.
    private static final int MAX_ITEMS = 10_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private final JsonParser json;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, List<String>> lists = new LinkedHashMap<>();
    private Map<String, String> labels = Map.of();

    private ConfigReader(JsonParser json) {
        this.json = json;
    }

    /// Empty when it is no JSON object.
    static Optional<ImageConfig> read(byte[] bytes) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            ConfigReader reader = new ConfigReader(json);
            reader.top();
            return Optional.of(reader.config());
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /// Clients decode with Go, which takes members in any case and the last of several.
    private void top() {
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name.toLowerCase(java.util.Locale.ROOT)) {
                case "os", "architecture", "variant", "created" -> text(name);
                case "config" -> object(this::run);
                case "rootfs" ->
                    object(member -> {
                        if (member.equals("diff_ids")) {
                            list("diff_ids");
                        } else {
                            json.skipChildren();
                        }
                    });
                default -> json.skipChildren();
            }
        }
    }

    private interface Member {
        void read(String lowerName);
    }

    private void object(Member member) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            member.read(name.toLowerCase(java.util.Locale.ROOT));
        }
    }

    private void run(String name) {
        switch (name) {
            case "user", "workingdir" -> text(name);
            case "entrypoint", "cmd", "env" -> list(name);
            case "exposedports", "volumes" -> names(name);
            case "labels" -> labels = pairs();
            default -> json.skipChildren();
        }
    }

    private void text(String name) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            texts.put(name.toLowerCase(java.util.Locale.ROOT), json.getString());
        } else {
            json.skipChildren();
        }
    }

    private void list(String name) {
        List<String> items = new ArrayList<>();
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() == JsonToken.VALUE_STRING && items.size() < MAX_ITEMS) {
                    items.add(json.getString());
                } else {
                    json.skipChildren();
                }
            }
        } else {
            json.skipChildren();
        }
        lists.put(name, items);
    }

    /// The names of the members of an object: how sets are written.
    private void names(String name) {
        TreeSet<String> items = new TreeSet<>();
        if (json.currentToken() == JsonToken.START_OBJECT) {
            for (String item = json.nextName(); item != null; item = json.nextName()) {
                json.nextToken();
                json.skipChildren();
                if (items.size() < MAX_ITEMS) {
                    items.add(item);
                }
            }
        } else {
            json.skipChildren();
        }
        lists.put(name, List.copyOf(items));
    }

    private Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return pairs;
        }
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (json.nextToken() == JsonToken.VALUE_STRING && pairs.size() < MAX_ITEMS) {
                pairs.put(name, json.getString());
            } else {
                json.skipChildren();
            }
        }
        return pairs;
    }

    private ImageConfig config() {
        return new ImageConfig(
                said("os"),
                said("architecture"),
                said("variant"),
                said("created"),
                said("user"),
                items("entrypoint"),
                items("cmd"),
                said("workingdir"),
                items("env"),
                items("exposedports"),
                items("volumes"),
                labels,
                items("diff_ids"));
    }

    private String said(String name) {
        return texts.getOrDefault(name, "");
    }

    private List<String> items(String name) {
        return lists.getOrDefault(name, List.of());
    }
}
