package dev.entrepot.database;

import dev.entrepot.telemetry.Metrics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/// What the SQLite writer tells about itself.
final class WriterMeters {
    private final Metrics metrics;
    private final Timer commits;
    private final DistributionSummary groups;

    WriterMeters(Metrics metrics) {
        this.metrics = metrics;
        this.commits = Timer.builder("entrepot.database.commit")
                .description("Time of one shared commit, its fsync included")
                .register(metrics.registry());
        this.groups = DistributionSummary.builder("entrepot.database.group")
                .description("Transactions that share one commit")
                .register(metrics.registry());
    }

    void watchQueue(Collection<?> waiting) {
        Gauge.builder("entrepot.database.waiting", waiting, Collection::size)
                .description("Write transactions that wait for the writer")
                .register(metrics.registry());
    }

    void committed(int members, long nanoseconds) {
        commits.record(nanoseconds, TimeUnit.NANOSECONDS);
        groups.record(members);
    }
}
