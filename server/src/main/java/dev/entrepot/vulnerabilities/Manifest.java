package dev.entrepot.vulnerabilities;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Which sets count: one line of JSON and one with its SHA-256.
///
/// @param generation counts up with every change
record Manifest(long generation, List<SetInfo> sets) {
    static final Manifest EMPTY = new Manifest(0, List.of());

    /// Another number means files that this version cannot read.
    private static final int FORMAT = 1;

    private static final JsonFactory JSON = JsonFactory.builder().build();

    Manifest {
        sets = List.copyOf(sets);
    }

    Optional<SetInfo> set(String name) {
        return sets.stream().filter(set -> set.name().equals(name)).findFirst();
    }

    String text() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("format", FORMAT);
            json.writeNumberProperty("generation", generation);
            json.writeArrayPropertyStart("sets");
            sets.forEach(set -> write(json, set));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n" + sha256(text.toString()) + "\n";
    }

    private static void write(JsonGenerator json, SetInfo set) {
        json.writeStartObject();
        json.writeStringProperty("name", set.name());
        json.writeStringProperty("kind", set.kind().id());
        json.writeStringProperty("file", set.file());
        json.writeStringProperty("sha256", set.sha256());
        json.writeArrayPropertyStart("families");
        set.families().forEach(json::writeString);
        json.writeEndArray();
        json.writeNumberProperty("records", set.records());
        json.writeNumberProperty("newest", set.newest());
        json.writeNumberProperty("importedAt", set.importedAt());
        json.writeNumberProperty("bytes", set.bytes());
        json.writeEndObject();
    }

    /// Throws {@link DamagedSetException} for what {@link #text} did not write.
    static Manifest parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != 2 || !sha256(lines.getFirst()).equals(lines.getLast())) {
            throw new DamagedSetException(
                    "the manifest of the vulnerability database is damaged: import all sets again");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), lines.getFirst())) {
            return read(json);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new DamagedSetException("the manifest of the vulnerability database is not of this version", e);
        }
    }

    private static Manifest read(JsonParser json) {
        long generation = 0;
        List<SetInfo> sets = new ArrayList<>();
        json.nextToken();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "format" -> {
                    if (json.getLongValue() != FORMAT) {
                        throw new DamagedSetException("the vulnerability database is of format " + json.getLongValue()
                                + ", this version reads " + FORMAT + ": import all sets again");
                    }
                }
                case "generation" -> generation = json.getLongValue();
                case "sets" -> {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        sets.add(set(json));
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new Manifest(generation, sets);
    }

    private static SetInfo set(JsonParser json) {
        List<String> families = new ArrayList<>();
        String[] texts = {"", "", "", ""};
        long[] numbers = new long[4];
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "name" -> texts[0] = json.getString();
                case "kind" -> texts[1] = json.getString();
                case "file" -> texts[2] = json.getString();
                case "sha256" -> texts[3] = json.getString();
                case "families" -> {
                    while (json.nextToken() == JsonToken.VALUE_STRING) {
                        families.add(json.getString());
                    }
                }
                case "records" -> numbers[0] = json.getLongValue();
                case "newest" -> numbers[1] = json.getLongValue();
                case "importedAt" -> numbers[2] = json.getLongValue();
                case "bytes" -> numbers[3] = json.getLongValue();
                default -> json.skipChildren();
            }
        }
        SetKind kind = SetKind.valueOf(texts[1].toUpperCase(Locale.ROOT));
        return new SetInfo(
                texts[0], kind, texts[2], texts[3], families, numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
