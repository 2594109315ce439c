package dev.entrepot.scanning;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the scanners beside the built-in one about every image that was read, one after the other, and again when their
/// answer is old. What they say stands among the findings of the image, with their name.
public final class ExternalScans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalScans.class);

    /// Of one scanner at a turn: the next turn comes in seconds.
    private static final int AT_ONCE = 20;

    private static final int OFFERED_AT_ONCE = 500;
    private static final int SWEPT_AT_ONCE = 1_000;

    /// Longer than any request takes.
    private static final Duration CLAIM = Duration.ofMinutes(2);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final int MOST_ATTEMPTS = 8;
    private static final long MICROS = 1_000;

    private final Database database;
    private final DatabaseClock clock;
    private final ScanChanges changes;
    private final List<ScannerAdapter> adapters;
    private final ExternalScanTable table = new ExternalScanTable();

    /// Is told of an image of which something new is known.
    interface ScanChanges {
        /// In the transaction that changes it.
        void changed(Sql sql, String namespace, Digest digest);

        /// Once that is committed.
        void committed();
    }

    ExternalScans(Database database, DatabaseClock clock, ScanChanges changes, List<ExternalScannerConfig> scanners) {
        this.database = database;
        this.clock = clock;
        this.changes = changes;
        this.adapters = scanners.stream().map(ScannerAdapter::new).toList();
    }

    /// What all scanners beside the built-in one say of an image.
    List<Finding> findings(Sql sql, String namespace, String digest) {
        return adapters.isEmpty()
                ? List.of()
                : table.findings(sql, namespace, digest).stream()
                        .flatMap(bytes -> FindingsCodec.decode(bytes).stream())
                        .filter(finding -> adapters.stream()
                                .anyMatch(adapter -> adapter.config().name().equals(finding.scanner())))
                        .toList();
    }

    /// The work of every few seconds.
    void turn() {
        for (ScannerAdapter adapter : adapters) {
            String scanner = adapter.config().name();
            database.write(sql -> table.offer(sql, scanner, clock.now(sql), OFFERED_AT_ONCE));
            List<ExternalScanTable.Due> due = database.read(sql -> table.due(sql, scanner, clock.now(sql), AT_ONCE));
            if (!due.isEmpty()) {
                turn(adapter, due);
            }
        }
    }

    /// The work of every hour.
    void sweep() {
        while (database.write(sql -> table.sweep(sql, SWEPT_AT_ONCE)) == SWEPT_AT_ONCE) {}
    }

    private void turn(ScannerAdapter adapter, List<ExternalScanTable.Due> due) {
        ScannerAdapter.Metadata metadata;
        try {
            metadata = adapter.metadata();
        } catch (AdapterException unusable) {
            // One image stands for all: nothing is asked of an adapter that does not answer.
            fail(adapter, due.getFirst(), unusable);
            return;
        }
        for (ExternalScanTable.Due each : due) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            boolean ours = database.write(
                    sql -> table.claim(sql, adapter.config().name(), each, clock.now(sql) + micros(CLAIM)));
            if (ours) {
                step(adapter, metadata, each);
            }
        }
    }

    private void step(ScannerAdapter adapter, ScannerAdapter.Metadata metadata, ExternalScanTable.Due due) {
        try {
            if (!due.asked()) {
                String request = adapter.scan(metadata, due.image());
                note(adapter, due, request, due.attempts(), Duration.ofSeconds(1), "");
                return;
            }
            switch (adapter.report(metadata, due.request())) {
                case ScannerAdapter.Report.NotYet(Duration refreshAfter) ->
                    note(adapter, due, due.request(), due.attempts(), refreshAfter, "");
                case ScannerAdapter.Report.Forgotten _ -> again(adapter, due, "it has forgotten what it was asked");
                case ScannerAdapter.Report.Done(List<Finding> findings) -> keep(adapter, due, findings);
            }
        } catch (AdapterException failed) {
            fail(adapter, due, failed);
        }
    }

    private void keep(ScannerAdapter adapter, ExternalScanTable.Due due, List<Finding> findings) {
        byte[] encoded = FindingsCodec.encode(findings);
        ExternalScannerConfig config = adapter.config();
        database.write(sql -> {
            long now = clock.now(sql);
            table.answer(sql, config.name(), due.image(), now, now + micros(config.rescanEvery()), encoded);
            changes.changed(
                    sql, due.image().namespace(), Digest.parse(due.image().digest()));
            return true;
        });
        changes.committed();
    }

    private void fail(ScannerAdapter adapter, ExternalScanTable.Due due, AdapterException failed) {
        String why = String.valueOf(failed.getMessage());
        LOG.warn(
                "event=external_scan_failed scanner={} image={} because=\"{}\"",
                adapter.config().name(),
                due.image().digest(),
                why);
        again(adapter, due, why);
    }

    /// Asks anew, later and later; after many times with the next scan that would be due anyway.
    private void again(ScannerAdapter adapter, ExternalScanTable.Due due, String why) {
        long attempts = due.attempts() + 1;
        if (attempts >= MOST_ATTEMPTS) {
            note(adapter, due, "", 0, adapter.config().rescanEvery(), why);
        } else {
            note(adapter, due, "", attempts, FIRST_RETRY.multipliedBy(1L << attempts), why);
        }
    }

    private void note(
            ScannerAdapter adapter,
            ExternalScanTable.Due due,
            String request,
            long attempts,
            Duration pause,
            String why) {
        database.write(sql -> {
            table.note(
                    sql,
                    adapter.config().name(),
                    due.image(),
                    new ExternalScanTable.Step(request, attempts, clock.now(sql) + micros(pause), why));
            return true;
        });
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / MICROS;
    }

    @Override
    public void close() {
        adapters.forEach(ScannerAdapter::close);
    }
}
