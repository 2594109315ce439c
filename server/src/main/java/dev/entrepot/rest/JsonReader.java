package dev.entrepot.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// Reads a body: UTF-8, one object and nothing behind it, every name once per object.
///
/// What it refuses it names by its place and never by its value, which may be a password.
final class JsonReader {
    /// No body of the API nests deeper than three.
    static final int MAX_DEPTH = 8;

    static final int MAX_MEMBERS = 1_000;
    static final int MAX_ITEMS = 1_000;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_NUMBER = 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    /// A value of a document.
    sealed interface Value {
        /// What it is, for people.
        String kind();
    }

    record Text(String text) implements Value {
        @Override
        public String kind() {
            return "a string";
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /// A whole number; others are refused unread.
    record Whole(long number) implements Value {
        @Override
        public String kind() {
            return "a number";
        }
    }

    record Flag(boolean flag) implements Value {
        @Override
        public String kind() {
            return Boolean.toString(flag);
        }
    }

    record Null() implements Value {
        @Override
        public String kind() {
            return "null";
        }
    }

    record Items(List<Value> items) implements Value {
        @Override
        public String kind() {
            return "an array";
        }
    }

    record Members(Map<String, Value> members) implements Value {
        @Override
        public String kind() {
            return "an object";
        }
    }

    private final JsonParser parser;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /// Throws {@link RefusedException} for what is no such document.
    static JsonObject read(byte[] bytes) {
        if (bytes.length == 0) {
            throw RefusedException.invalid("the body is empty: expected a JSON object");
        }
        String text = decode(bytes);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Value value = new JsonReader(parser).value("");
            if (parser.nextToken() != null) {
                throw RefusedException.invalid("found more after the end of the document, expected one JSON object");
            }
            if (value instanceof Members members) {
                return new JsonObject("", members.members);
            }
            throw RefusedException.invalid("the body is " + value.kind() + ": expected a JSON object");
        } catch (JacksonException _) {
            throw RefusedException.invalid("the body is not JSON, or nested deeper than " + MAX_DEPTH
                    + " levels, or a name or number in it is too long");
        }
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw RefusedException.invalid("the body is not UTF-8: expected a JSON object in UTF-8");
        }
    }

    /// `place` names the value in messages; empty for the document itself.
    private Value value(String place) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw RefusedException.invalid("the body is empty: expected a JSON object");
        }
        return switch (token) {
            case START_OBJECT -> members(place);
            case START_ARRAY -> items(place);
            case VALUE_STRING -> new Text(parser.getString());
            case VALUE_NUMBER_INT -> number(place);
            case VALUE_TRUE -> new Flag(true);
            case VALUE_FALSE -> new Flag(false);
            case VALUE_NULL -> new Null();
            default -> throw RefusedException.invalid(name(place) + ": expected a whole number");
        };
    }

    private Value number(String place) {
        JsonParser.NumberType type = parser.getNumberType();
        if (type != JsonParser.NumberType.INT && type != JsonParser.NumberType.LONG) {
            throw RefusedException.invalid(name(place) + ": expected a whole number of at most 63 bits");
        }
        return new Whole(parser.getLongValue());
    }

    private Value members(String place) {
        Map<String, Value> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (members.size() == MAX_MEMBERS) {
                throw RefusedException.invalid(name(place) + ": expected at most " + MAX_MEMBERS + " members");
            }
            String inner = place.isEmpty() ? Plain.shown(name) : place + "." + Plain.shown(name);
            if (members.containsKey(name)) {
                throw RefusedException.invalid(inner + " stands in the body twice: expected it once");
            }
            parser.nextToken();
            members.put(name, value(inner));
        }
        return new Members(members);
    }

    private Value items(String place) {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (items.size() == MAX_ITEMS) {
                throw RefusedException.invalid(name(place) + ": expected at most " + MAX_ITEMS + " elements");
            }
            items.add(value(place + "[" + items.size() + "]"));
        }
        return new Items(items);
    }

    private static String name(String place) {
        return place.isEmpty() ? "the body" : place;
    }
}
