package dev.entrepot.backup;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// JSON documents of a backup: objects, lists, texts, whole numbers and booleans.
final class Json {
    /// A line for each row.
    static final JsonFactory ROWS =
            JsonFactory.builder().rootValueSeparator("\n").build();

    private Json() {}

    static String text(Map<String, ?> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = ROWS.createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, members);
        }
        return text + "\n";
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
            case String text -> json.writeString(text);
            default -> throw new IllegalStateException("no JSON: " + value.getClass());
        }
    }

    /// Throws {@link DamagedBackupException} for anything else.
    static Members object(byte[] document, String where) {
        try (JsonParser json = ROWS.createParser(ObjectReadContext.empty(), document)) {
            json.nextToken();
            if (value(json, where) instanceof Map<?, ?> members && json.nextToken() == null) {
                return new Members(where, members);
            }
        } catch (JacksonException e) {
            throw new DamagedBackupException(where + " is no JSON: " + e.getOriginalMessage());
        }
        throw new DamagedBackupException(where + " is no JSON object");
    }

    private static Object value(JsonParser json, String where) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    members.put(name, value(json, where));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json, where));
                }
                yield list;
            }
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> throw new DamagedBackupException(where + " holds what does not belong there");
        };
    }

    /// An object that was read; what is missing in it is damage.
    record Members(String where, Map<?, ?> all) {
        String text(String name) {
            return member(name, String.class);
        }

        long number(String name) {
            return member(name, Long.class);
        }

        boolean flag(String name) {
            return member(name, Boolean.class);
        }

        Members object(String name) {
            return new Members(where, member(name, Map.class));
        }

        List<Members> objects(String name) {
            List<Members> objects = new ArrayList<>();
            for (Object each : member(name, List.class)) {
                if (!(each instanceof Map<?, ?> members)) {
                    throw new DamagedBackupException(where + ": " + name + " holds what does not belong there");
                }
                objects.add(new Members(where, members));
            }
            return objects;
        }

        private <T> T member(String name, Class<T> type) {
            Object value = all.get(name);
            if (!type.isInstance(value)) {
                throw new DamagedBackupException(where + ": " + name + " is missing or not what it must be");
            }
            return type.cast(value);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
