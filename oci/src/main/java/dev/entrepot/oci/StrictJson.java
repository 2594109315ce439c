package dev.entrepot.oci;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// A walk over a JSON document that no two readers can understand differently: UTF-8 without a byte order mark, every
/// name once per object, one value and nothing behind it. Keeps nothing but the values that are asked for.
final class StrictJson {
    /// Deeper documents exist only to break readers.
    static final int MAX_DEPTH = 64;

    /// Bounds what the check for repeated names may hold; the largest manifests seen have some hundred names in an
    /// object.
    static final int MAX_MEMBERS = 10_000;

    /// Longer names and numbers are refused unread; no manifest seen comes near.
    static final int MAX_NAME = 50_000;

    static final int MAX_NUMBER = 1_000;

    // One level more than allowed, so that the refusal of it is ours. Interning and symbol tables would keep what
    // strangers send.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 1)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private final JsonParser parser;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /// Reads a document whose one value is an object.
    ///
    /// @param object reads the object; the walk stands at its start
    /// @throws MalformedException with `MANIFEST_INVALID`
    static <T> T read(byte[] bytes, Function<StrictJson, T> object) {
        requireUtf8(bytes);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            return new StrictJson(parser).document(object);
        } catch (StreamReadException e) {
            throw malformedAt(
                    e.getLocation(), "the document is not strict JSON: " + Excerpt.bare(e.getOriginalMessage()));
        }
    }

    private <T> T document(Function<StrictJson, T> object) {
        try {
            if (parser.nextToken() == null) {
                throw malformed("found an empty document, expected a JSON object");
            }
            T value = object.apply(this);
            if (parser.nextToken() != null) {
                throw malformedAt(
                        parser.currentTokenLocation(),
                        "found " + found() + " after the end of the document, expected nothing");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw malformed("found a name of more than " + MAX_NAME + " characters or a number of more than "
                    + MAX_NUMBER + " digits, expected shorter ones");
        }
    }

    /// Walks over the members of an object. Members that are `null` count as absent, unknown ones are passed over.
    ///
    /// @param known the names to tell about
    /// @param member is told each known name while the walk stands at its value, which it must read
    void members(Set<String> known, Consumer<String> member) {
        require(JsonToken.START_OBJECT, "an object");
        requireDepth();
        Set<String> seen = new HashSet<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            requireFirst(name, seen);
            JsonToken value = parser.nextToken();
            if (known.contains(name) && value != JsonToken.VALUE_NULL) {
                member.accept(name);
            } else {
                requireNoVariant(name, known);
                skip();
            }
        }
    }

    /// The elements of an array, each read by `element`.
    <T> List<T> array(Supplier<T> element) {
        require(JsonToken.START_ARRAY, "an array");
        List<T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(element.get());
        }
        return elements;
    }

    /// An object whose values are strings.
    Map<String, String> texts() {
        require(JsonToken.START_OBJECT, "an object of strings");
        requireDepth();
        Set<String> seen = new HashSet<>();
        Map<String, String> texts = new HashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            requireFirst(name, seen);
            parser.nextToken();
            texts.put(storable(name), text());
        }
        return texts;
    }

    /// A string.
    String text() {
        require(JsonToken.VALUE_STRING, "a string");
        return storable(parser.getString());
    }

    /// A whole number from 0 to 2^63-1, written without fraction and exponent.
    long wholeNumber() {
        String expected = "a whole number from 0 to " + Long.MAX_VALUE;
        require(JsonToken.VALUE_NUMBER_INT, expected);
        boolean fits = switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue() >= 0;
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> false;
        };
        if (!fits) {
            throw malformed("found " + found() + ", expected " + expected);
        }
        return parser.getLongValue();
    }

    /// Passes over a value of any kind, as strictly as over any other.
    void skip() {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            members(Set.of(), name -> {});
        } else if (token == JsonToken.START_ARRAY) {
            requireDepth();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                skip();
            }
        }
    }

    /// Refuses an array or a scalar.
    void requireObject() {
        require(JsonToken.START_OBJECT, "an object");
    }

    /// A refusal that tells where the walk stands.
    MalformedException malformed(String message) {
        return malformedAt("", message);
    }

    /// As {@link #malformed(String)}, for a member of the object that the walk stands at or has just left.
    MalformedException malformedAt(String member, String message) {
        String pointer = parser.streamReadContext().pathAsPointer().toString() + (member.isEmpty() ? "" : '/' + member);
        String place = pointer.isEmpty() ? "the top level" : Excerpt.bare(pointer);
        return new MalformedException(
                ErrorCode.MANIFEST_INVALID, "at " + place + ": " + message, Excerpt.bare(pointer));
    }

    private static MalformedException malformedAt(TokenStreamLocation location, String message) {
        String place = "line " + location.getLineNr() + ", column " + location.getColumnNr();
        return new MalformedException(ErrorCode.MANIFEST_INVALID, "at " + place + ": " + message, place);
    }

    private void require(JsonToken token, String expected) {
        if (parser.currentToken() != token) {
            throw malformed("found " + found() + ", expected " + expected);
        }
    }

    private void requireDepth() {
        if (parser.streamReadContext().getNestingDepth() > MAX_DEPTH) {
            throw malformed(
                    "found more than " + MAX_DEPTH + " objects and arrays within each other; nest them less deeply");
        }
    }

    private void requireFirst(String name, Set<String> seen) {
        if (seen.size() == MAX_MEMBERS) {
            throw malformed("found more than " + MAX_MEMBERS + " members in one object; leave some out");
        }
        if (seen.contains(name)) {
            throw malformed("found the name " + Excerpt.quoted(name)
                    + " more than once in one object, expected it once; leave all but one out");
        }
        seen.add(name);
    }

    // Go's JSON decoder takes "Layers" for "layers": clients would see content that the registry never looked at.
    private void requireNoVariant(String name, Set<String> known) {
        for (String other : known) {
            if (other.equalsIgnoreCase(name) && !other.equals(name)) {
                throw malformed("found the name " + Excerpt.quoted(name) + ", which some clients take for " + other
                        + "; write " + other + " or choose another name");
            }
        }
    }

    // Neither PostgreSQL nor a UTF-8 answer can hold these: better refused now than lost later.
    private String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                throw malformed("found the escape " + Excerpt.bare(String.valueOf(c))
                        + ", which stands for no character, expected text; leave it out");
            }
            i += pair ? 1 : 0;
        }
        return text;
    }

    private String found() {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> "the string " + Excerpt.quoted(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + Excerpt.bare(parser.getString());
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case null, default -> "nothing";
        };
    }

    // The parser itself passes over-long forms and encoded surrogates, which other readers refuse or read differently.
    private static void requireUtf8(byte[] bytes) {
        if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            throw new MalformedException(
                    ErrorCode.MANIFEST_INVALID,
                    "found a byte order mark at the start, expected UTF-8 without one; leave it out",
                    "byte 0");
        }
        for (int i = 0; i < bytes.length; i++) {
            // Without them the parser has nothing to take for UTF-16 or UTF-32.
            if (bytes[i] == 0) {
                throw notUtf8(i);
            }
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CharBuffer scratch = CharBuffer.allocate(8 * 1024);
        CoderResult result;
        do {
            scratch.clear();
            result = decoder.decode(input, scratch, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw notUtf8(input.position());
        }
    }

    private static MalformedException notUtf8(int position) {
        String place = "byte " + position;
        return new MalformedException(
                ErrorCode.MANIFEST_INVALID,
                "at " + place + ": found bytes that are no text in UTF-8, expected a JSON document in UTF-8",
                place);
    }
}
