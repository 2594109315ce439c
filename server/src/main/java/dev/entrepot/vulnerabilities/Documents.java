package dev.entrepot.vulnerabilities;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// JSON of sources, read as a stream of tokens: none of it is in memory as a whole.
final class Documents {
    /// The deepest public record nests eight deep.
    private static final int MAX_DEPTH = 64;

    /// Details of advisories are articles at times, with programs in them.
    private static final int MAX_TEXT = 8 * 1024 * 1024;

    private static final int MAX_NAME = 10_000;
    private static final int MAX_NUMBER = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private Documents() {}

    /// Reads one member, whose name and first token are at hand.
    @FunctionalInterface
    interface Member<E extends Exception> {
        void read(String name, JsonToken value) throws E;
    }

    /// Reads one object of a list, whose beginning was just read.
    @FunctionalInterface
    interface Item {
        void read() throws InvalidRecordException;
    }

    static JsonParser parser(InputStream in) {
        return JSON.createParser(ObjectReadContext.empty(), in);
    }

    /// The members of the object whose beginning was just read; what the receiver leaves unread is passed over.
    static <E extends Exception> void members(JsonParser json, Member<E> receiver) throws E {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                continue;
            }
            int depth = json.streamReadContext().getNestingDepth();
            receiver.read(name, value);
            boolean unread =
                    json.currentToken() == value && json.streamReadContext().getNestingDepth() == depth;
            if (unread) {
                json.skipChildren();
            }
        }
    }

    /// The objects of the list that was just begun; anything else in its place is refused.
    static void objects(JsonParser json, String what, int limit, Item item) throws InvalidRecordException {
        JsonToken token = json.currentToken();
        if (token != JsonToken.START_ARRAY) {
            throw new InvalidRecordException(what + " is no list");
        }
        int count = 0;
        for (token = json.nextToken(); token == JsonToken.START_OBJECT; token = json.nextToken()) {
            check(count++, limit, what);
            item.read();
        }
        if (token != JsonToken.END_ARRAY) {
            throw new InvalidRecordException(what + " holds what is no object");
        }
    }

    /// Passes over the rest of an object in which reading stopped; `depth` is that of what it stands in.
    static void leave(JsonParser json, int depth) {
        while (json.streamReadContext().getNestingDepth() > depth && json.nextToken() != null) {
            // each token that is read brings the end nearer
        }
    }

    /// The texts of the list that was just begun, others passed over; no list gives none.
    static List<String> texts(JsonParser json, int limit, String what) throws InvalidRecordException {
        List<String> texts = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return texts;
        }
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY && token != null;
                token = json.nextToken()) {
            if (token == JsonToken.VALUE_STRING) {
                check(texts.size(), limit, what);
                texts.add(json.getString());
            } else {
                json.skipChildren();
            }
        }
        return texts;
    }

    static void check(int count, int limit, String what) throws InvalidRecordException {
        if (count >= limit) {
            throw new InvalidRecordException("more than " + limit + " " + what);
        }
    }

    /// The text of a value, empty for what is no text.
    static String text(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        json.skipChildren();
        return "";
    }
}
