package dev.entrepot.content;

import dev.entrepot.database.Database;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The meters of collection. The queues are counted now and then by the collection itself, never by who reads the
/// meters.
final class GarbageMeters {
    private static final long COUNT_EVERY = Duration.ofSeconds(30).toNanos() / 1000;
    private static final double MICROS_PER_SECOND = 1_000_000;

    private final Database database;
    private final DatabaseClock clock;
    private final SteadyClock steady;
    private final Counter blobs;
    private final Counter blobBytes;
    private final Counter uploads;
    private final Counter uploadBytes;
    private final AtomicInteger paused = new AtomicInteger();
    private final Map<QueueTable.Queue, Length> lengths = new EnumMap<>(QueueTable.Queue.class);
    private final QueueTable table = new QueueTable();
    private long countedAt;

    private record Length(AtomicLong due, AtomicLong waiting, AtomicLong oldestMicros) {}

    GarbageMeters(Garbage.Parts parts, MeterRegistry meters) {
        this.database = parts.database();
        this.clock = parts.clock();
        this.steady = parts.steady();
        this.countedAt = steady.micros() - COUNT_EVERY;
        blobs = freed("entrepot.garbage.freed.files", "blob", "Files that were removed", meters);
        uploads = freed("entrepot.garbage.freed.files", "upload", "Files that were removed", meters);
        blobBytes = freed("entrepot.garbage.freed.bytes", "blob", "Bytes that were given back", meters);
        uploadBytes = freed("entrepot.garbage.freed.bytes", "upload", "Bytes that were given back", meters);
        Gauge.builder("entrepot.garbage.paused", paused, AtomicInteger::get)
                .description("1 while nothing is collected because the clock was set")
                .register(meters);
        for (QueueTable.Queue queue : QueueTable.Queue.values()) {
            Length length = new Length(new AtomicLong(), new AtomicLong(), new AtomicLong());
            lengths.put(queue, length);
            queue(queue, "due", length.due, meters);
            queue(queue, "waiting", length.waiting, meters);
            Gauge.builder("entrepot.garbage.oldest", length.oldestMicros, age -> age.get() / MICROS_PER_SECOND)
                    .description("How long the first of a queue is due")
                    .baseUnit("seconds")
                    .tag("queue", queue.id())
                    .register(meters);
        }
    }

    private static Counter freed(String name, String kind, String description, MeterRegistry meters) {
        return Counter.builder(name).description(description).tag("kind", kind).register(meters);
    }

    private static void queue(QueueTable.Queue queue, String state, AtomicLong length, MeterRegistry meters) {
        Gauge.builder("entrepot.garbage.queue", length, AtomicLong::get)
                .description("What the collector is to look at: now, or when its time has come")
                .tag("queue", queue.id())
                .tag("state", state)
                .register(meters);
    }

    /// Called in turn, at the end of a collection.
    void note(Freed freed, boolean isPaused) {
        blobs.increment((double) freed.blobs());
        blobBytes.increment((double) freed.blobBytes());
        uploads.increment((double) freed.uploads());
        uploadBytes.increment((double) freed.uploadBytes());
        paused.set(isPaused ? 1 : 0);
        long now = steady.micros();
        if (now - countedAt >= COUNT_EVERY) {
            countedAt = now;
            count();
        }
    }

    private void count() {
        lengths.forEach((queue, length) -> {
            QueueTable.Count count = database.read(sql -> table.count(sql, queue, clock.now(sql)));
            length.due.set(count.due());
            length.waiting.set(count.waiting());
            length.oldestMicros.set(count.oldest());
        });
    }
}
