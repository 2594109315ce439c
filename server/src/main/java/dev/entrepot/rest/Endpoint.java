package dev.entrepot.rest;

import dev.entrepot.http.Handler;
import java.util.Map;

/// A route and what answers it.
///
/// @param handler makes the handler of one request from the values of the path's parameters; runs on the event loop
public record Endpoint(Route route, Binding handler) {
    /// See {@link Endpoint}.
    @FunctionalInterface
    public interface Binding {
        Handler of(Map<String, String> path);
    }

    /// Of a path without parameters, whose handler guards itself or needs no guard.
    public static Endpoint of(Route route, Handler handler) {
        return new Endpoint(route, path -> handler);
    }
}
