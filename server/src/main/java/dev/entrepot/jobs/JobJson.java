package dev.entrepot.jobs;

import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Parameters and results as they are stored.
final class JobJson {
    /// A result is shown whole; handlers bound their lists.
    static final int MAX_LENGTH = 4 * 1024 * 1024;

    private static final JsonFactory FACTORY = new JsonFactory();

    private JobJson() {}

    /// Throws `IllegalStateException` for what is no JSON, or too much of it.
    static String text(Map<String, ?> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, members);
        }
        if (text.getBuffer().length() > MAX_LENGTH) {
            throw new IllegalStateException(
                    "a job's result is too long: " + text.getBuffer().length());
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                map.forEach((name, member) -> {
                    json.writeName(String.valueOf(name));
                    write(json, member);
                });
                json.writeEndObject();
            }
            case Iterable<?> list -> {
                json.writeStartArray();
                list.forEach(each -> write(json, each));
                json.writeEndArray();
            }
            case JobResult result -> write(json, result.members());
            case Boolean truth -> json.writeBoolean(truth);
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case String text -> json.writeString(text);
            default -> throw new IllegalStateException("no JSON: " + value.getClass());
        }
    }

    /// Members that are texts.
    static Map<String, String> texts(String document) {
        Map<String, String> members = new TreeMap<>();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                members.put(name, json.getString());
            }
        }
        return members;
    }
}
