package dev.entrepot.retention;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// Notes when images were pulled: in memory at once, in the rows some seconds later.
///
/// A crash loses the pulls of the last seconds, and rows are written once a minute at most: rules about pulls take both
/// into account. When more different images are pulled between two writings than there is room for, nothing counts as
/// unpulled for that time.
public final class Pulls implements AutoCloseable {
    /// How often {@link #flush} is to be called.
    public static final Duration FLUSH_EVERY = Duration.ofSeconds(30);

    /// Of some 200 bytes each.
    private static final int ROOM = 100_000;

    private static final int BATCH = 500;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// @param tag by which it was pulled; empty text for its digest
    record Pull(RepositoryName repository, String tag, String digest) {
        private static final Comparator<Pull> ORDER = Comparator.<Pull, String>comparing(pull -> pull.repository.text())
                .thenComparing(Pull::digest)
                .thenComparing(Pull::tag);
    }

    private final Database database;
    private final DatabaseClock clock;
    private final PullTable table = new PullTable();
    private final Set<Pull> noted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger room = new AtomicInteger(ROOM);
    private final AtomicBoolean overflowed = new AtomicBoolean();

    Pulls(Database database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
        database.write(sql -> {
            table.begin(sql, clock.now(sql));
            return true;
        });
    }

    /// Notes a pull. Never blocks, and takes no time to speak of.
    ///
    /// @param tag by which it was pulled; empty text for its digest
    public void note(RepositoryName repository, String tag, String digest) {
        Pull pull = new Pull(repository, tag, digest);
        if (noted.contains(pull)) {
            return;
        }
        if (room.getAndDecrement() <= 0) {
            room.incrementAndGet();
            overflowed.set(true);
        } else if (!noted.add(pull)) {
            room.incrementAndGet();
        }
    }

    /// Writes what was noted. In one order, so that nodes that write the same images do not wait for each other.
    public void flush() {
        List<Pull> pulls = new ArrayList<>(noted);
        pulls.sort(Pull.ORDER);
        for (int from = 0; from < pulls.size(); from += BATCH) {
            List<Pull> batch = pulls.subList(from, Math.min(from + BATCH, pulls.size()));
            database.write(sql -> {
                table.note(sql, batch, clock.now(sql), Age.micros(MINUTE));
                return true;
            });
            // Whoever pulls meanwhile finds it noted, and it was written as pulled now.
            for (Pull pull : batch) {
                if (noted.remove(pull)) {
                    room.incrementAndGet();
                }
            }
        }
        if (overflowed.getAndSet(false)) {
            database.write(sql -> {
                table.beginAnew(sql, clock.now(sql));
                return true;
            });
        }
    }

    /// Tells of the pulls that are noted and not written yet.
    public void unwritten(BiConsumer<RepositoryName, String> each) {
        noted.forEach(pull -> each.accept(pull.repository(), pull.digest()));
    }

    @Override
    public void close() {
        flush();
    }
}
