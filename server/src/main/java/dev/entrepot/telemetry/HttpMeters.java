package dev.entrepot.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/// The meters of the HTTP side, resolved once per route.
public final class HttpMeters {
    private final MeterRegistry registry;
    private final ConcurrentMap<String, RouteMeters> routes = new ConcurrentHashMap<>();

    public HttpMeters(Metrics metrics) {
        this.registry = metrics.registry();
    }

    /// The meters of the route of that label; labels are few and never made of what clients send.
    public RouteMeters route(String label) {
        RouteMeters known = routes.get(label);
        return known != null ? known : routes.computeIfAbsent(label, name -> new RouteMeters(registry, name));
    }

    /// Shows how many connections are open.
    public void connections(Supplier<Number> open) {
        Gauge.builder("entrepot.http.connections", open)
                .description("Open connections")
                .register(registry);
    }

    /// Shows how much the pool that takes the bytes of bodies has to do.
    public void bodyPool(Supplier<Number> waiting, Supplier<Number> active) {
        Gauge.builder("entrepot.http.body.pool.queue", waiting)
                .description("Bodies with received bytes that wait for a thread")
                .register(registry);
        Gauge.builder("entrepot.http.body.pool.active", active)
                .description("Threads that hash and write received bytes")
                .register(registry);
    }
}
