package dev.entrepot.events;

import java.io.StringWriter;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Bodies of events as they are stored.
final class EventJson {
    /// Whoever writes events bounds their lists; this is far beyond.
    static final int MAX_LENGTH = 4 * 1024 * 1024;

    private static final JsonFactory FACTORY = new JsonFactory();

    private EventJson() {}

    /// Throws `IllegalStateException` for what is no JSON, or too much of it.
    static String text(Map<String, Object> body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, body);
        }
        if (text.getBuffer().length() > MAX_LENGTH) {
            throw new IllegalStateException(
                    "the body of an event is too long: " + text.getBuffer().length());
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
            case Boolean truth -> json.writeBoolean(truth);
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case String text -> json.writeString(text);
            default -> throw new IllegalStateException("no JSON: " + value.getClass());
        }
    }
}
