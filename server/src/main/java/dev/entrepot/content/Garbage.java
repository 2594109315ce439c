package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.database.Database;
import dev.entrepot.storage.BlobStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/// Gives space back while the registry runs.
///
/// ```
///   trash that is over ──→ manifests that hung on it ──→ links that nobody names or leases
///        ──(delay)──→ blobs that no link holds ──→ their bytes
/// ```
///
/// Every step is a small transaction that checks again what it relies on, so it may run at any time, on any number of
/// nodes, and be cut off anywhere. What rests on a time that has come waits while the clock is not trusted: see {@link
/// ClockWatch}.
public final class Garbage {
    /// Rows that other sweeps of this package take per round.
    static final int BATCH = 256;

    /// What one turn of the recurring job takes of each kind, so that the server can stop in time.
    private static final long TURN = 2_048;

    private final Purges purges;
    private final Database database;
    private final ClockWatch watch;
    private final Orphans orphans;
    private final DueLinks links;
    private final UnlinkedBlobs blobs;
    private final Removals removals;
    private final GarbageMeters meters;
    private final DatabaseClock clock;
    private final QueueTable queues = new QueueTable();
    private final FreedTable freedTable = new FreedTable();
    private final ReentrantLock collectionLock = new ReentrantLock();

    /// What collection works with.
    record Parts(
            Database database,
            BlobStore store,
            AuditLog audit,
            ContentCache cache,
            DatabaseClock clock,
            ClockWatch watch,
            SteadyClock steady,
            Purges purges) {}

    Garbage(ContentConfig config, Parts parts, MeterRegistry meters) {
        this.purges = parts.purges();
        this.database = parts.database();
        this.clock = parts.clock();
        this.watch = parts.watch();
        this.orphans = new Orphans(parts.database(), parts.watch(), parts.cache(), parts.audit());
        this.links = new DueLinks(config, parts.database(), parts.watch(), parts.cache());
        this.blobs = new UnlinkedBlobs(parts.database(), parts.watch());
        this.removals = new Removals(parts, config.garbageRate(), meters);
        this.meters = new GarbageMeters(parts, meters);
    }

    /// A turn of the recurring job: some of what is due.
    public void turn() {
        collectionLock.lock();
        try {
            watch.look();
            boolean due = database.read(sql -> queues.anyDue(sql, watch.over(sql), clock.now(sql)));
            Freed freed = due
                    ? run(new Round(TURN, () -> true, files -> {}), false)
                            .removed
                            .freed()
                    : Freed.NOTHING;
            meters.note(freed, watch.paused().isPresent());
        } finally {
            collectionLock.unlock();
        }
    }

    /// Collects all that is due by now, and returns when it is done. Waits for a collection under way on this node.
    public Collected collect() {
        return collect(() -> true, files -> {});
    }

    /// The same, as long as `goOn` says so.
    ///
    /// @param removed is told how many files are gone
    Collected collect(BooleanSupplier goOn, LongConsumer removed) {
        collectionLock.lock();
        try {
            watch.look();
            Found found = run(new Round(Long.MAX_VALUE, goOn, removed), true);
            meters.note(found.removed.freed(), watch.paused().isPresent());
            Freed sinceLast = database.write(freedTable::tell);
            return new Collected(
                    found.links,
                    found.manifests,
                    found.blobs,
                    found.removed.freed(),
                    sinceLast,
                    found.removed.deferred(),
                    found.removed.failed(),
                    watch.paused());
        } finally {
            collectionLock.unlock();
        }
    }

    private record Found(long links, long manifests, long blobs, Removals.Outcome removed) {}

    private Found run(Round round, boolean all) {
        if (all) {
            purges.run(round.goOn());
        }
        long manifests = orphans.delete(round);
        long dropped = links.check(round);
        return new Found(dropped, manifests, blobs.drop(round), removals.run(round, all));
    }
}
