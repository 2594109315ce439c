package dev.entrepot.rest;

import dev.entrepot.access.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The members of a JSON object from outside. Every reader throws {@link RefusedException}, which names the member and
/// what was expected.
public final class JsonObject {
    private final String place;
    private final Map<String, JsonReader.Value> members;

    JsonObject(String place, Map<String, JsonReader.Value> members) {
        this.place = place;
        this.members = members;
    }

    /// Reads a document of one object.
    public static JsonObject read(byte[] document) {
        return JsonReader.read(document);
    }

    /// Refuses any member but these.
    public JsonObject only(String... names) {
        Set<String> known = new TreeSet<>(List.of(names));
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                throw RefusedException.invalid(inner(Plain.shown(name)) + " is not known here: expected "
                        + (known.isEmpty() ? "no members" : "some of " + String.join(", ", known)));
            }
        }
        return this;
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /// One line of text.
    public String text(String name, int longest) {
        return optionalText(name, longest).orElseThrow(() -> missing(name, "a string"));
    }

    public Optional<String> optionalText(String name, int longest) {
        return raw(name).map(text -> Plain.line(inner(name), text, longest));
    }

    /// Text of several lines.
    public Optional<String> optionalLines(String name, int longest) {
        return raw(name).map(text -> Plain.lines(inner(name), text, longest));
    }

    /// Text of several lines.
    public String lines(String name, int longest) {
        return optionalLines(name, longest).orElseThrow(() -> missing(name, "a string"));
    }

    public boolean isNull(String name) {
        return members.get(name) instanceof JsonReader.Null;
    }

    public Secret secret(String name) {
        return optionalSecret(name).orElseThrow(() -> missing(name, "a string"));
    }

    /// A text that must not be printed; its bounds are its reader's.
    public Optional<Secret> optionalSecret(String name) {
        return raw(name).map(Secret::new);
    }

    public Optional<Boolean> optionalFlag(String name) {
        return value(name).map(value -> switch (value) {
            case JsonReader.Flag(boolean flag) -> flag;
            default -> throw wrong(name, value, "true or false");
        });
    }

    /// `30d`, `24h`, `15m`, `90s`.
    public Optional<Duration> optionalDuration(String name) {
        return raw(name)
                .map(text -> Durations.parse(text)
                        .orElseThrow(() -> RefusedException.invalid(
                                inner(name) + ": expected a duration such as 30d, 24h, 15m or 90s")));
    }

    /// An inner empty means that the member is null.
    @SuppressWarnings("OptionalMapToOptional") // absent, null and a number are three things
    public Optional<Optional<Long>> optionalNumberOrNull(String name, long least) {
        return value(name).map(value -> switch (value) {
            case JsonReader.Null _ -> Optional.<Long>empty();
            case JsonReader.Whole(long number) when number >= least -> Optional.of(number);
            default -> throw wrong(name, value, "a whole number from " + least + " on, or null");
        });
    }

    /// An array of one-line texts.
    public Optional<List<String>> optionalTexts(String name, int longest) {
        return value(name).map(value -> {
            if (!(value instanceof JsonReader.Items(List<JsonReader.Value> items))) {
                throw wrong(name, value, "an array of strings");
            }
            List<String> texts = new ArrayList<>();
            for (JsonReader.Value item : items) {
                if (!(item instanceof JsonReader.Text(String text))) {
                    throw wrong(name, item, "an array of strings");
                }
                texts.add(Plain.line(inner(name), text, longest));
            }
            return texts;
        });
    }

    public Optional<JsonObject> optionalObject(String name) {
        return value(name).map(value -> switch (value) {
            case JsonReader.Members inside -> new JsonObject(inner(name), inside.members());
            default -> throw wrong(name, value, "an object");
        });
    }

    /// An array of objects.
    public Optional<List<JsonObject>> optionalObjects(String name) {
        return value(name).map(value -> {
            if (!(value instanceof JsonReader.Items(List<JsonReader.Value> items))) {
                throw wrong(name, value, "an array of objects");
            }
            List<JsonObject> objects = new ArrayList<>();
            for (JsonReader.Value item : items) {
                if (!(item instanceof JsonReader.Members inside)) {
                    throw wrong(name, item, "an array of objects");
                }
                objects.add(new JsonObject(inner(name) + "[" + objects.size() + "]", inside.members()));
            }
            return objects;
        });
    }

    /// An object whose values are one-line texts.
    public Optional<Map<String, String>> optionalTextsByName(String name, int longest) {
        return optionalObject(name).map(object -> {
            Map<String, String> texts = new LinkedHashMap<>();
            object.members.keySet().forEach(key -> texts.put(key, object.text(key, longest)));
            return texts;
        });
    }

    /// An object whose values are one-line texts, whole numbers, true or false; all of them as text.
    public Optional<Map<String, String>> optionalWordsByName(String name, int longest) {
        return optionalObject(name).map(object -> {
            Map<String, String> words = new LinkedHashMap<>();
            object.members.forEach((key, value) -> words.put(
                    Plain.line(object.place, key, longest),
                    switch (value) {
                        case JsonReader.Flag(boolean flag) -> String.valueOf(flag);
                        case JsonReader.Whole(long number) -> String.valueOf(number);
                        default -> object.text(key, longest);
                    }));
            return words;
        });
    }

    private Optional<String> raw(String name) {
        return value(name).map(value -> switch (value) {
            case JsonReader.Text(String text) -> text;
            default -> throw wrong(name, value, "a string");
        });
    }

    private Optional<JsonReader.Value> value(String name) {
        return Optional.ofNullable(members.get(name));
    }

    private String inner(String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    private RefusedException missing(String name, String expected) {
        return RefusedException.invalid(inner(name) + " is missing: expected " + expected);
    }

    private RefusedException wrong(String name, JsonReader.Value value, String expected) {
        return RefusedException.invalid(inner(name) + ": found " + value.kind() + ", expected " + expected);
    }
}
