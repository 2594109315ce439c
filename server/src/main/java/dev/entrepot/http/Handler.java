package dev.entrepot.http;

import java.util.Optional;

/// Answers requests of one route. Blocking code; runs on a virtual thread of its own.
public interface Handler {
    /// The answer. What it throws is mapped once, in this package, to a 4xx or 5xx.
    Response handle(Request request) throws Exception;

    /// The answer when it is at hand without blocking, else empty and {@link #handle} is called. Runs on the event
    /// loop: must not touch disk, network, database or locks, nor read the body.
    default Optional<Response> handleAtOnce(Request request) {
        return Optional.empty();
    }
}
