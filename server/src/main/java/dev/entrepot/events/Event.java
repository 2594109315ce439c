package dev.entrepot.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something that happened.
///
/// @param kind as it is written and filtered by: `vulnerability.found`
/// @param namespace that it concerns; empty text for the registry as a whole
/// @param repository the whole name; empty text when it concerns no single one
/// @param digest of the image; empty text when it concerns none
/// @param body what else is to be known: texts, numbers, booleans, lists and maps of these
public record Event(String kind, String namespace, String repository, String digest, Map<String, Object> body) {
    public Event {
        if (kind.isEmpty()) {
            throw new IllegalArgumentException("an event without a kind");
        }
        body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
    }
}
