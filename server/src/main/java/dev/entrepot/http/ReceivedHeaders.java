package dev.entrepot.http;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;

/// The headers as Vert.x parsed them; not changed after the request was handed over.
record ReceivedHeaders(MultiMap lines) implements Headers {
    @Override
    public Optional<String> first(String name) {
        return Optional.ofNullable(lines.get(name));
    }

    @Override
    public List<String> all(String name) {
        return lines.getAll(name);
    }
}
