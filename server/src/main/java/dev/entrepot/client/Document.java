package dev.entrepot.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON object as it was sent, its members in their order. What is absent reads as empty text, zero, false or an
/// empty list, since the API leaves absent values out.
///
/// @param members texts, numbers, booleans, lists and maps of these
public record Document(Map<String, Object> members) {
    public Document {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public static Document empty() {
        return new Document(Map.of());
    }

    /// This one and one member more.
    public Document with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value instanceof Document document ? document.members() : value);
        return new Document(more);
    }

    /// As {@link #with}, unless the text is empty.
    public Document withText(String name, String text) {
        return text.isEmpty() ? this : with(name, text);
    }

    /// As {@link #with}, unless the list is empty.
    public Document withTexts(String name, List<String> texts) {
        return texts.isEmpty() ? this : with(name, texts);
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    /// The member as text; lists are joined by commas.
    public String text(String name) {
        return spelled(members.getOrDefault(name, ""));
    }

    public long number(String name) {
        return members.get(name) instanceof Number number ? number.longValue() : 0;
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (members.get(name) instanceof List<?> list) {
            list.forEach(each -> texts.add(spelled(each)));
        }
        return texts;
    }

    public Document object(String name) {
        return members.get(name) instanceof Map<?, ?> map ? of(map) : empty();
    }

    public List<Document> objects(String name) {
        List<Document> objects = new ArrayList<>();
        if (members.get(name) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> map) {
                    objects.add(of(map));
                }
            }
        }
        return objects;
    }

    static Document of(Map<?, ?> map) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(String.valueOf(name), value));
        return new Document(members);
    }

    private static String spelled(Object value) {
        return switch (value) {
            case List<?> list ->
                String.join(", ", list.stream().map(Document::spelled).toList());
            case Map<?, ?> map ->
                String.join(
                        ", ",
                        map.entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + spelled(entry.getValue()))
                                .toList());
            default -> value.toString();
        };
    }
}
