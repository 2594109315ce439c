package dev.entrepot.http;

/// Finds the route of a request. Runs on the event loop: must not block.
public interface Router {
    /// The route; a path that is no route at all gets one that answers 404 (or 405 with `Allow`).
    Routed route(String method, String rawPath);

    /// `label` is the route's bounded name in metrics and log lines, e.g. `blob.get`.
    record Routed(String label, Handler handler) {}
}
