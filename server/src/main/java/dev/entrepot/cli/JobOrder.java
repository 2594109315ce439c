package dev.entrepot.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A job that a verb asks for.
///
/// @param namespace empty for work on the whole registry
/// @param parameters those that are said
record JobOrder(String kind, String namespace, Map<String, String> parameters) {
    JobOrder {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static JobOrder of(String kind) {
        return new JobOrder(kind, "", Map.of());
    }

    JobOrder on(String place) {
        return new JobOrder(kind, place, parameters);
    }

    /// One parameter more, unless the value is empty.
    JobOrder with(String name, String value) {
        if (value.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new JobOrder(kind, namespace, more);
    }

    /// A parameter that is `true`, or left out.
    JobOrder with(String name, boolean value) {
        return with(name, value ? "true" : "");
    }
}
