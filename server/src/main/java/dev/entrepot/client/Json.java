package dev.entrepot.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// JSON read token by token into plain lists and maps, and written: no data binding, which is slow to start.
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String INDENT = "  ";

    /// What is written as `null`: a value taken away.
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "";
        }
    };

    private Json() {}

    /// The object that these bytes are; empty when they are something else.
    public static Optional<Document> object(byte[] bytes) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            return json.nextToken() == JsonToken.START_OBJECT
                    ? Optional.of(new Document(members(json)))
                    : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /// Nulls are left out, as if the member were absent. The parser bounds the depth.
    private static Map<String, Object> members(JsonParser json) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token != JsonToken.VALUE_NULL) {
                members.put(name, value(json, token));
            }
        }
        return members;
    }

    private static List<Object> elements(JsonParser json) {
        List<Object> elements = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            elements.add(value(json, token));
        }
        return elements;
    }

    private static Object value(JsonParser json, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> members(json);
            case START_ARRAY -> elements(json);
            case VALUE_NUMBER_INT -> json.getNumberValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> "";
            default -> json.getString();
        };
    }

    /// In one line.
    public static String line(Document document) {
        StringBuilder text = new StringBuilder();
        write(text, document.members(), "", "", " ");
        return text.toString();
    }

    /// Indented by two, every further line by `indent` more.
    public static String indented(Document document, String indent) {
        StringBuilder text = new StringBuilder();
        write(text, document.members(), "\n" + indent, INDENT, " ");
        return text.toString();
    }

    private static void write(StringBuilder text, Object value, String line, String indent, String space) {
        switch (value) {
            case Map<?, ?> map -> {
                String before = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(before).append(line).append(indent);
                    quote(text, String.valueOf(entry.getKey()));
                    text.append(':').append(space);
                    write(text, entry.getValue(), line + indent, indent, space);
                    before = ",";
                }
                text.append(map.isEmpty() ? "{" : line).append('}');
            }
            case List<?> list -> {
                String before = "[";
                for (Object each : list) {
                    text.append(before).append(line).append(indent);
                    write(text, each, line + indent, indent, space);
                    before = ",";
                }
                text.append(list.isEmpty() ? "[" : line).append(']');
            }
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            case Object none when none == NULL -> text.append("null");
            default -> quote(text, value.toString());
        }
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    // Escaping what a terminal would obey: C0, DEL and C1.
                    if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
                        text.append("\\u").append(String.format("%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
