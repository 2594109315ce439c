package dev.entrepot.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decoded query parameters, in the order in which they came.
public record Query(Map<String, List<String>> parameters) {
    public static final Query EMPTY = new Query(Map.of());

    public Query {
        parameters = Map.copyOf(parameters);
    }

    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return parameters.containsKey(name);
    }
}
