package dev.entrepot.policy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A JSON object of a VEX document, with its place in it for messages. Every reader throws
/// {@link IllegalArgumentException} with a text that names the place and what was expected there.
record VexJson(JsonNode node, String place) {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME = 1_000;

    /// Texts beyond it are impact statements that nobody reads to their end.
    static final int MAX_TEXT = 16_384;

    private static final int SHOWN = 40;

    /// Controls, unpaired surrogates, and what turns a line around.
    private static final Pattern STEERING = Pattern.compile("[\\p{Cntrl}\\p{Cs}\\p{Cf}]");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNameLength(MAX_NAME)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// Reads UTF-8, one object, every name once.
    static VexJson read(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            if (!node.isObject()) {
                throw new IllegalArgumentException("the document: expected a JSON object");
            }
            return new VexJson(node, "");
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("the document is not UTF-8", notUtf8);
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException(
                    "the document is not JSON, has a name twice, or is nested deeper than " + MAX_DEPTH, notJson);
        }
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    Optional<String> optionalText(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString() || value.asString().length() > MAX_TEXT) {
            throw wrong(name, "a string of at most " + MAX_TEXT + " characters");
        }
        return Optional.of(plain(value.asString()));
    }

    /// It reaches a table or a terminal later: PostgreSQL takes no U+0000, and nobody needs text that steers.
    private static String plain(String text) {
        return STEERING.matcher(text).replaceAll(" ").strip();
    }

    String text(String name) {
        return optionalText(name).filter(text -> !text.isEmpty()).orElseThrow(() -> wrong(name, "a string"));
    }

    Optional<Instant> optionalTime(String name) {
        return optionalText(name).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException notTime) {
                throw wrong(name, "a time such as 2026-01-31T12:00:00Z");
            }
        });
    }

    Instant time(String name) {
        return optionalTime(name).orElseThrow(() -> wrong(name, "a time such as 2026-01-31T12:00:00Z"));
    }

    Optional<VexJson> optionalObject(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw wrong(name, "an object");
        }
        return Optional.of(new VexJson(value, inner(name)));
    }

    VexJson object(String name) {
        return optionalObject(name).orElseThrow(() -> wrong(name, "an object"));
    }

    /// The objects of an array; none when it is absent.
    List<VexJson> objects(String name) {
        return elements(name).stream()
                .map(element -> {
                    if (!element.node.isObject()) {
                        throw new IllegalArgumentException(element.place + ": expected an object");
                    }
                    return element;
                })
                .toList();
    }

    /// The elements of an array, whatever they are; none when it is absent.
    List<VexJson> elements(String name) {
        JsonNode array = node.path(name);
        if (array.isMissingNode() || array.isNull()) {
            return List.of();
        }
        if (!array.isArray()) {
            throw wrong(name, "an array");
        }
        List<VexJson> elements = new ArrayList<>();
        for (JsonNode element : array) {
            elements.add(new VexJson(element, inner(name) + "[" + elements.size() + "]"));
        }
        return elements;
    }

    /// The strings of an array; none when it is absent.
    List<String> texts(String name) {
        return elements(name).stream().map(VexJson::string).toList();
    }

    /// This value, which is a string.
    String string() {
        if (!node.isString() || node.asString().length() > MAX_TEXT) {
            throw new IllegalArgumentException(place + ": expected a string of at most " + MAX_TEXT + " characters");
        }
        return plain(node.asString());
    }

    /// The members whose values are strings.
    List<Map.Entry<String, String>> words() {
        List<Map.Entry<String, String>> words = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (member.getValue().isString()) {
                words.add(Map.entry(member.getKey(), member.getValue().asString()));
            }
        }
        return words;
    }

    IllegalArgumentException wrong(String name, String expected) {
        JsonNode found = node.path(name);
        String what = found.isMissingNode() || found.isNull() ? " is missing" : found(found);
        return new IllegalArgumentException(inner(name) + what + ": expected " + expected);
    }

    private static String found(JsonNode value) {
        if (!value.isString()) {
            return " is no such thing";
        }
        String text = plain(value.asString());
        return " is \"" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "\"";
    }

    private String inner(String name) {
        return place.isEmpty() ? name : place + "." + name;
    }
}
