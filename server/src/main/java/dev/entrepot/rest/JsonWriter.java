package dev.entrepot.rest;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes the members of a JSON object. What is empty is left out, times are RFC 3339 in UTC.
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private JsonWriter(JsonGenerator json) {
        this.json = json;
    }

    /// A document of one object.
    public static byte[] document(Consumer<JsonWriter> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            members.accept(new JsonWriter(json));
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    public JsonWriter put(String name, String value) {
        json.writeStringProperty(name, value);
        return this;
    }

    public JsonWriter put(String name, long value) {
        json.writeNumberProperty(name, value);
        return this;
    }

    public JsonWriter put(String name, boolean value) {
        json.writeBooleanProperty(name, value);
        return this;
    }

    public JsonWriter putDecimal(String name, double value) {
        json.writeNumberProperty(name, value);
        return this;
    }

    /// To the millisecond.
    public JsonWriter put(String name, Instant value) {
        return put(name, value.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /// As exact as it is.
    public JsonWriter putExact(String name, Instant value) {
        return put(name, value.toString());
    }

    public JsonWriter putText(String name, Optional<String> value) {
        value.ifPresent(text -> put(name, text));
        return this;
    }

    /// Left out when it is empty text.
    public JsonWriter putUnlessEmpty(String name, String value) {
        return value.isEmpty() ? this : put(name, value);
    }

    public JsonWriter putTime(String name, Optional<Instant> value) {
        value.ifPresent(time -> put(name, time));
        return this;
    }

    public JsonWriter putNumber(String name, Optional<Long> value) {
        value.ifPresent(number -> put(name, (long) number));
        return this;
    }

    /// What is JSON already.
    public JsonWriter putJson(String name, String document) {
        json.writeName(name);
        json.writeRawValue(document);
        return this;
    }

    public JsonWriter texts(String name, Collection<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
        return this;
    }

    public JsonWriter texts(String name, Map<String, String> values) {
        return object(name, members -> values.forEach(members::put));
    }

    public JsonWriter object(String name, Consumer<JsonWriter> members) {
        json.writeObjectPropertyStart(name);
        members.accept(this);
        json.writeEndObject();
        return this;
    }

    /// A document of others as it is; see {@link #isObject}.
    public JsonWriter putDocument(String name, byte[] document) {
        json.writeName(name);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            parser.nextToken();
            json.copyCurrentStructure(parser);
        }
        return this;
    }

    /// Whether these bytes are one JSON object that can be written into another.
    public static boolean isObject(byte[] document) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException notJson) {
            return false;
        }
    }

    /// An array of objects.
    public <T> JsonWriter array(String name, Collection<T> values, BiConsumer<JsonWriter, T> item) {
        json.writeArrayPropertyStart(name);
        for (T value : values) {
            json.writeStartObject();
            item.accept(this, value);
            json.writeEndObject();
        }
        json.writeEndArray();
        return this;
    }
}
