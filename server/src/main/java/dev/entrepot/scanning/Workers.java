package dev.entrepot.scanning;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what is in the queue, on threads of its own: some of them, so that no more layers are read at once.
///
/// An image is claimed for a lease that is renewed while it is read; one whose node died is taken over when that is
/// over.
final class Workers implements AutoCloseable {
    /// How long a node may be silent before others take over what it had.
    static final Duration LEASE = Duration.ofMinutes(2);

    /// Candidates that are looked at before a thread rests; others may be faster with some of them.
    private static final int CANDIDATES = 8;

    /// The queue is looked at this often by itself; what comes on this node is told at once.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final Duration LEAST_DELAY = Duration.ofSeconds(5);
    private static final Duration MOST_DELAY = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Database database;
    private final DatabaseClock clock;
    private final ImageReading reading;
    private final Storing storing;
    private final News news;
    private final QueueTable queue = new QueueTable();
    private final SweepTable sweep = new SweepTable();
    private final ConcurrentMap<String, QueueTable.Claimed> claimed = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closing;

    /// What it works with.
    record Parts(Database database, DatabaseClock clock, ImageReading reading, Storing storing, News news) {}

    Workers(Parts parts) {
        this.database = parts.database();
        this.clock = parts.clock();
        this.reading = parts.reading();
        this.storing = parts.storing();
        this.news = parts.news();
    }

    /// Begins; where no other process shares the database, what one before this one had is due at once.
    void start(int count, boolean alone) {
        if (alone) {
            database.write(sql -> {
                queue.releaseAll(sql, clock.now(sql));
                return true;
            });
        }
        for (int i = 1; i <= count; i++) {
            threads.add(Thread.ofPlatform().daemon().name("scan-" + i).start(this::run));
        }
    }

    private void run() {
        while (!closing) {
            try {
                long seen = news.changes();
                if (!step()) {
                    news.pause(seen, LOOK_EVERY.toNanos());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("event=scan_failed effect=\"it is tried again\"", e);
                rest();
            }
        }
    }

    /// After a failure of the database: it would fail at once again.
    private void rest() {
        try {
            news.pause(news.changes(), LOOK_EVERY.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads one image, if one is due; false when none is.
    boolean step() throws InterruptedException {
        Optional<QueueTable.Claimed> next = claim();
        if (next.isEmpty()) {
            return false;
        }
        QueueTable.Claimed image = next.get();
        claimed.put(image.claim(), image);
        try {
            settle(image, reading.read(image));
        } catch (InterruptedException e) {
            release(image);
            throw e;
        } catch (RuntimeException e) {
            if (closing) {
                // The interrupt met a transaction.
                boolean _ = Thread.interrupted();
                release(image);
                return false;
            }
            LOG.error("event=image_not_read namespace={} digest={}", image.namespace(), image.digest(), e);
            retry(image, new ReadImage.Later("reading failed for a reason that the server's log tells", LEAST_DELAY));
        } finally {
            claimed.remove(image.claim());
            news.come();
        }
        return true;
    }

    private Optional<QueueTable.Claimed> claim() {
        List<Long> due = database.read(sql -> queue.due(sql, clock.now(sql), CANDIDATES));
        for (long id : due) {
            String claim = UUID.randomUUID().toString();
            Optional<QueueTable.Claimed> image = database.write(sql -> {
                long now = clock.now(sql);
                return queue.claim(sql, id, claim, now, now + micros(LEASE));
            });
            if (image.isPresent()) {
                return image;
            }
        }
        return Optional.empty();
    }

    private void settle(QueueTable.Claimed image, ReadImage outcome) {
        switch (outcome) {
            case ReadImage.Done done -> {
                if (!storing.store(image, done)) {
                    LOG.warn(
                            "event=claim_lost namespace={} digest={} effect=\"another worker reads it\"",
                            image.namespace(),
                            image.digest());
                }
            }
            case ReadImage.Later later -> {
                if (closing) {
                    release(image);
                } else {
                    retry(image, later);
                }
            }
            case ReadImage.Nothing nothing ->
                database.write(sql -> {
                    if (queue.holds(sql, image)) {
                        sweep.dropImage(sql, image.id());
                    }
                    return true;
                });
        }
    }

    private void retry(QueueTable.Claimed image, ReadImage.Later later) {
        int doublings = (int) Math.min(image.attempts(), MOST_DOUBLINGS);
        Duration delay = LEAST_DELAY.multipliedBy(1L << doublings);
        Duration capped = delay.compareTo(MOST_DELAY) > 0 ? MOST_DELAY : delay;
        Duration wait = capped.compareTo(later.atLeast()) < 0 ? later.atLeast() : capped;
        database.write(sql -> queue.retry(
                sql, image, Clean.problem(later.why(), ImageReading.MAX_PROBLEM), clock.now(sql) + micros(wait)));
    }

    private void release(QueueTable.Claimed image) {
        database.write(sql -> queue.release(sql, image, clock.now(sql)));
    }

    /// Holds on to what is being read. To be called several times per lease.
    void renew() {
        List<String> held = List.copyOf(claimed.keySet());
        if (!held.isEmpty()) {
            database.write(sql -> {
                queue.renew(sql, held, clock.now(sql) + micros(LEASE));
                return true;
            });
        }
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /// Begins nothing more; what fails from now on is left for the next start.
    void stop() {
        closing = true;
        news.come();
    }

    /// Interrupts what is being read, which goes on with the next start, and waits for the threads for a moment.
    @Override
    public void close() {
        stop();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
