package dev.entrepot.http;

import java.util.List;
import java.util.Optional;

/// Request headers; names are matched without regard to case.
public interface Headers {
    Optional<String> first(String name);

    /// All header lines of that name, in order.
    List<String> all(String name);
}
