package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.Route;
import dev.entrepot.telemetry.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `/metrics` in the Prometheus text format, for callers who may observe the server.
public final class MetricsRoute {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;

    public MetricsRoute(Metrics metrics) {
        this.metrics = metrics;
    }

    public Endpoint endpoint(Guard guard) {
        return guard.registry(Route.of("metrics", "GET", "/metrics").needs(Action.OBSERVE), call -> scrape());
    }

    private Response scrape() {
        return new Response(
                200,
                List.of(new Response.Header("Content-Type", PROMETHEUS)),
                new Response.Body.Bytes(metrics.scrape().getBytes(StandardCharsets.UTF_8)));
    }
}
