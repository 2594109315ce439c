package dev.entrepot.scanning;

import dev.entrepot.packages.Severity;
import dev.entrepot.vulnerabilities.Match;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A {@link Match} as it is stored: members that are empty are left out.
final class MatchJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private MatchJson() {}

    static String text(Match match) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            put(json, "id", match.id());
            if (!match.aliases().isEmpty()) {
                json.writeName("aliases");
                json.writeStartArray();
                match.aliases().forEach(json::writeString);
                json.writeEndArray();
            }
            put(json, "fixed", match.fixedVersion());
            put(json, "severity", match.severity().name());
            if (match.score() >= 0) {
                json.writeName("score");
                json.writeNumber(match.score());
            }
            put(json, "vector", match.vector());
            put(json, "title", match.title());
            put(json, "url", match.url());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void put(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeName(name);
            json.writeString(value);
        }
    }

    static Match read(String text) {
        String id = "";
        List<String> aliases = new ArrayList<>();
        String fixed = "";
        Severity severity = Severity.UNKNOWN;
        double score = -1;
        String vector = "";
        String title = "";
        String url = "";
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                switch (name) {
                    case "id" -> id = json.getString();
                    case "aliases" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            aliases.add(json.getString());
                        }
                    }
                    case "fixed" -> fixed = json.getString();
                    case "severity" ->
                        severity = Severity.parse(json.getString()).orElse(Severity.UNKNOWN);
                    case "score" -> score = json.getDoubleValue();
                    case "vector" -> vector = json.getString();
                    case "title" -> title = json.getString();
                    case "url" -> url = json.getString();
                    default -> json.skipChildren();
                }
            }
        }
        return new Match(id, aliases, fixed, severity, score, vector, title, url);
    }
}
