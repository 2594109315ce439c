package dev.entrepot.telemetry;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/// The meters of this process.
public final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /// The registry in which the parts make their meters.
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /// All meters in the Prometheus text format.
    public String scrape() {
        return registry.scrape();
    }
}
