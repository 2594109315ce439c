package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Walks over a JSON file without ever holding it: only what is asked for is kept.
final class Json {
    private static final int MAX_DEPTH = 64;

    /// Descriptions and readmes stand in these files too.
    private static final int MAX_TEXT = 16 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .build();

    /// Looks at one value.
    interface Value {
        /// Called with the parser on the first token of the value; must leave it there or on its last one.
        void read(JsonParser parser) throws LimitException;
    }

    /// Looks at one member of an object.
    interface Member {
        /// As {@link Value#read}.
        void read(String name, JsonParser parser) throws LimitException;
    }

    private Json() {}

    /// Reads a file.
    ///
    /// @throws UnreadableException when it is no JSON or longer than such files may be
    static void read(InputStream bytes, long size, Budget budget, Value root) throws IOException, UnreadableException {
        if (size > budget.limits().maxFileBytes()) {
            throw new UnreadableException("it is longer than " + budget.limits().maxFileBytes() + " bytes");
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != null) {
                root.read(parser);
            }
        } catch (JacksonException broken) {
            if (broken.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new UnreadableException("it is no JSON: " + broken.getOriginalMessage());
        }
    }

    /// The members of the object on which the parser stands; nothing when it is none.
    static void members(JsonParser parser, Member member) throws LimitException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member.read(name, parser);
            parser.skipChildren();
        }
    }

    /// The elements of the array on which the parser stands; nothing when it is none.
    static void elements(JsonParser parser, Value element) throws LimitException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read(parser);
            parser.skipChildren();
        }
    }

    /// The text on which the parser stands; empty when it is none.
    static String text(JsonParser parser) {
        return parser.currentToken() == JsonToken.VALUE_STRING
                ? parser.getString().strip()
                : "";
    }

    /// Licences as packages write them: a text, an object with a type, or an array of these.
    static List<String> licences(JsonParser parser) throws LimitException {
        List<String> licences = new ArrayList<>();
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            elements(parser, element -> licences.addAll(licence(element)));
        } else {
            licences.addAll(licence(parser));
        }
        return licences.stream()
                .filter(Predicate.not(String::isEmpty))
                .distinct()
                .toList();
    }

    private static Set<String> licence(JsonParser parser) throws LimitException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return Set.of(text(parser));
        }
        String[] type = {""};
        members(parser, (name, value) -> {
            if (name.equals("type") || name.equals("name")) {
                type[0] = text(value);
            }
        });
        return Set.of(type[0]);
    }
}
