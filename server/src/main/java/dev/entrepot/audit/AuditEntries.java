package dev.entrepot.audit;

import dev.entrepot.database.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/// Reads what is on record. Decides nothing about who may.
public final class AuditEntries {
    public static final int MAX_PAGE = 1_000;

    /// Bounds what an export holds in memory.
    private static final int EXPORT_BATCH = 500;

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final Database database;
    private final InstantSource clock;
    private final EntryTable entries = new EntryTable();

    AuditEntries(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// The newest first.
    ///
    /// @param after the cursor of the page before; empty for the first page
    /// @param limit from 1 to {@link #MAX_PAGE}
    public AuditPage page(AuditFilter filter, String after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " entries, not " + limit);
        }
        String until = first(filter.until());
        String to = !after.isEmpty() && after.compareTo(until) < 0 ? after : until;
        EntryTable.Range range = new EntryTable.Range(first(filter.since()), to);
        List<StoredEntry> found = database.read(sql -> entries.before(sql, range, filter, limit + 1));
        return new AuditPage(found.stream().limit(limit).map(StoredEntry::entry).toList(), found.size() > limit);
    }

    /// Gives all to `sink`, the oldest first, in batches between which no transaction is open. Ends at what was
    /// recorded until now.
    @SuppressWarnings("ThreadPriorityCheck") // hands the carrier on; nothing relies on it
    public void export(AuditFilter filter, Consumer<AuditEntry> sink) {
        Instant now = clock.instant();
        String to = first(filter.until().isBefore(now) ? filter.until() : now.plus(1, ChronoUnit.MILLIS));
        String from = first(filter.since());
        while (true) {
            EntryTable.Range range = new EntryTable.Range(from, to);
            List<StoredEntry> found = database.read(sql -> entries.from(sql, range, filter, EXPORT_BATCH));
            found.forEach(entry -> sink.accept(entry.entry()));
            if (found.size() < EXPORT_BATCH) {
                return;
            }
            from = behind(found.getLast().id());
            Thread.yield();
        }
    }

    /// The smallest text that sorts behind the id.
    private static String behind(String id) {
        return id + "\u0001";
    }

    private static String first(Instant moment) {
        Instant known = moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment.isAfter(LAST) ? LAST : moment;
        return EntryId.first(ChronoUnit.MICROS.between(Instant.EPOCH, known));
    }
}
