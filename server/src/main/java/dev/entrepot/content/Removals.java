package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes bytes that no row names any more.
///
/// ```
///   removal --(measured)--(bytes gone, folder synced)--> forgotten, and counted by whoever forgets it
///      ^                        | failed
///      +--- due again later ----+
/// ```
///
/// A crash between two steps repeats the second. Keys are never used again, so that two nodes, or a late one, can only
/// remove what is gone.
final class Removals {
    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

    /// Files per transaction that forgets them.
    private static final int BATCH = 128;

    /// A backup that was not heard of for so long has died.
    private static final long BACKUP_SEEN = micros(Duration.ofMinutes(10));

    /// A removal that was queued by a transaction under way when the backup began counts as queued after it: the
    /// backup saw the blob.
    private static final long LONGEST_TRANSACTION = micros(Duration.ofMinutes(10));

    private static final long SHORTEST_BACKOFF = micros(Duration.ofMinutes(1));
    private static final long LONGEST_BACKOFF = micros(Duration.ofHours(6));

    /// Failures that are remembered, so that each is logged once.
    private static final int REMEMBERED = 1_000;

    private final Database database;
    private final BlobStore store;
    private final DatabaseClock clock;
    private final ClockWatch watch;
    private final SteadyClock steady;
    private final RemovalPace pace;
    private final Counter failures;
    private final GarbageTable table = new GarbageTable();
    private final FreedTable freedTable = new FreedTable();
    private final Set<StorageKey> failing = ConcurrentHashMap.newKeySet();

    /// What came of a run.
    record Outcome(Freed freed, long deferred, long failed) {}

    Removals(Garbage.Parts parts, int rate, MeterRegistry meters) {
        this.database = parts.database();
        this.store = parts.store();
        this.clock = parts.clock();
        this.watch = parts.watch();
        this.steady = parts.steady();
        this.pace = new RemovalPace(steady, rate);
        this.failures = Counter.builder("entrepot.garbage.failures")
                .description("Removals of a file that failed and are tried again")
                .register(meters);
    }

    /// Removes what is due. At most as many files as may go now, or, where `patient`, all of them, at their pace.
    Outcome run(Round round, boolean patient) {
        Freed freed = Freed.NOTHING;
        long failed = 0;
        long until = database.read(clock::now);
        while (freed.files() + failed < round.limit() && round.goOn().getAsBoolean()) {
            int turn = pace.take(BATCH);
            if (turn == 0 && !patient) {
                break;
            }
            if (turn == 0) {
                steady.rest(pace.pause());
                continue;
            }
            List<GarbageTable.Removal> due = database.read(sql -> table.removalsDue(sql, until, heldFrom(sql), turn));
            pace.giveBack(turn - due.size());
            if (due.isEmpty()) {
                break;
            }
            Removed removed = remove(due);
            freed = freed.plus(forget(removed));
            failed += removed.failed.size();
            round.removed().accept(freed.files());
        }
        return new Outcome(freed, database.read(sql -> table.held(sql, heldFrom(sql))), failed);
    }

    /// From when on what was queued waits for a backup.
    private long heldFrom(Sql sql) {
        long first = table.backupSince(sql, watch.over(sql) - BACKUP_SEEN);
        return first == Long.MAX_VALUE ? first : first - LONGEST_TRANSACTION;
    }

    private record Removed(List<GarbageTable.Removal> gone, List<GarbageTable.Removal> failed) {}

    private Removed remove(List<GarbageTable.Removal> due) {
        measure(due);
        Removed removed = new Removed(new ArrayList<>(), new ArrayList<>());
        for (GarbageTable.Removal each : due) {
            try {
                store.delete(each.key());
                failing.remove(each.key());
                removed.gone.add(each);
            } catch (IOException e) {
                failed(each.key(), e);
                removed.failed.add(each);
            }
        }
        return removed;
    }

    private void failed(StorageKey key, IOException why) {
        failures.increment();
        if (failing.size() < REMEMBERED && failing.add(key)) {
            LOG.error("event=removal_failed key={} tried_again=true", key, why);
        }
    }

    /// The size of a blob stood in its row; that of other bytes is noted while they are there.
    private void measure(List<GarbageTable.Removal> due) {
        record Measured(StorageKey key, long size) {}
        List<Measured> found = new ArrayList<>();
        for (GarbageTable.Removal each : due) {
            if (!each.blob()) {
                sizeOf(each.key())
                        .filter(size -> size != each.size())
                        .ifPresent(size -> found.add(new Measured(each.key(), size)));
            }
        }
        if (!found.isEmpty()) {
            database.write(sql -> {
                found.forEach(each -> table.measured(sql, each.key, each.size));
                return found.size();
            });
        }
    }

    /// A file that cannot be looked at will say why when it is removed.
    private Optional<Long> sizeOf(StorageKey key) {
        try {
            return store.find(key).map(Blobs::sizeOf);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Freed forget(Removed removed) {
        return database.write(sql -> {
            long now = clock.now(sql);
            Freed freed = Freed.NOTHING;
            for (GarbageTable.Removal each : removed.gone) {
                freed = freed.plus(table.forgetRemoval(sql, each.key()).orElse(Freed.NOTHING));
            }
            for (GarbageTable.Removal each : removed.failed) {
                table.postponeRemoval(sql, each.key(), now + backoff(now - each.queuedAt()));
            }
            if (freed.files() > 0) {
                freedTable.add(sql, freed);
            }
            return freed;
        });
    }

    /// As long again as it was tried already.
    private static long backoff(long age) {
        return Math.clamp(age, SHORTEST_BACKOFF, LONGEST_BACKOFF);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
