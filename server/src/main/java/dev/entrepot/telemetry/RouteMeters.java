package dev.entrepot.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The meters of one route.
public final class RouteMeters {
    private static final int STATUSES = 600;

    private final MeterRegistry registry;
    private final String label;
    private final AtomicReferenceArray<Counter> answers = new AtomicReferenceArray<>(STATUSES);
    private final Counter received;
    private final Counter sent;
    private final Timer duration;

    RouteMeters(MeterRegistry registry, String label) {
        this.registry = registry;
        this.label = label;
        this.received = Counter.builder("entrepot.http.received.bytes")
                .description("Bytes of request bodies that were received")
                .tag("route", label)
                .register(registry);
        this.sent = Counter.builder("entrepot.http.sent.bytes")
                .description("Bytes of response bodies that were sent")
                .tag("route", label)
                .register(registry);
        this.duration = Timer.builder("entrepot.http.request.duration")
                .description("From the head of a request to the end of its answer")
                .tag("route", label)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60))
                .register(registry);
    }

    /// The route's label.
    public String label() {
        return label;
    }

    /// Counts bytes of a body as they come.
    public void received(long bytes) {
        received.increment((double) bytes);
    }

    /// Counts one answer with what was sent.
    public void answered(int status, long sentBytes, long nanos) {
        answers(status).increment();
        if (sentBytes > 0) {
            sent.increment((double) sentBytes);
        }
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter answers(int status) {
        int index = Math.clamp(status, 0, STATUSES - 1);
        Counter known = answers.get(index);
        if (known == null) {
            known = Counter.builder("entrepot.http.requests")
                    .description("Requests by route and status")
                    .tag("route", label)
                    .tag("status", Integer.toString(index))
                    .register(registry);
            answers.set(index, known);
        }
        return known;
    }
}
