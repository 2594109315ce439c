package dev.entrepot.integrity;

import dev.entrepot.content.Pace;
import dev.entrepot.content.Soundness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Reads all blobs within a set time, the longest unread first, at the steady rate that this takes.
///
/// Each step earns the bytes of the time that passed, and reads blobs until they are spent; one that is larger
/// leaves a debt that the next steps pay. A registry of 100 MB reads a blob now and then; one of 10 TB, 5 MB a
/// second.
final class SlowScrub {
    /// How often all blobs are counted anew, to know the rate.
    private static final Duration MEASURE_EVERY = Duration.ofHours(1);

    /// Damaged blobs are read again this often: a disk that was away may be back.
    private static final Duration DAMAGED_AGAIN_AFTER = Duration.ofDays(1);

    private static final int DAMAGED_AT_ONCE = 16;

    /// Opening a file costs as much as reading so many bytes.
    private static final long BYTES_PER_BLOB = 16 * 1024;

    /// Within a blob it goes this fast at least, so that one is done before the next restart.
    private static final long LEAST_BYTES_PER_SECOND = 4 << 20;

    /// All is read in this part of the time, so that a registry that rests at night keeps its word.
    private static final double PART_OF_TIME = 0.8;

    /// What is not read in time goes at so many times the rate.
    private static final int LATE = 4;

    private static final int BATCH = 16;

    private final Soundness soundness;
    private final Readings readings;
    private final Duration within;
    private final LongSupplier nanos;
    private final AtomicInteger resting = new AtomicInteger();
    private double bytesPerSecond;
    private double earned;
    private long steppedAt;
    private long measuredAt;
    private long damagedAt;

    SlowScrub(Soundness soundness, Readings readings, Duration within) {
        this(soundness, readings, within, System::nanoTime);
    }

    SlowScrub(Soundness soundness, Readings readings, Duration within, LongSupplier nanos) {
        this.soundness = soundness;
        this.readings = readings;
        this.within = within;
        this.nanos = nanos;
        steppedAt = nanos.getAsLong();
        measuredAt = steppedAt - MEASURE_EVERY.toNanos();
        damagedAt = steppedAt;
    }

    /// Until it is closed, nothing is read slowly: somebody reads everything anyway.
    interface Rest extends AutoCloseable {
        @Override
        void close();
    }

    Rest rest() {
        resting.incrementAndGet();
        return resting::decrementAndGet;
    }

    /// Reads what the time since the last step is worth. One thread at a time.
    void step() throws IOException {
        long now = nanos.getAsLong();
        double seconds = (now - steppedAt) / (double) TimeUnit.SECONDS.toNanos(1);
        steppedAt = now;
        if (within.isZero() || resting.get() > 0) {
            return;
        }
        if (now - measuredAt >= MEASURE_EVERY.toNanos()) {
            measuredAt = now;
            bytesPerSecond = soundness.bytesAfter("", BYTES_PER_BLOB) / (within.toSeconds() * PART_OF_TIME);
        }
        if (now - damagedAt >= DAMAGED_AGAIN_AFTER.toNanos()) {
            damagedAt = now;
            readDamaged();
        }
        // No more is saved up than a few steps are worth: a node that slept does not storm.
        earned = Math.min(earned + bytesPerSecond * seconds, bytesPerSecond * 60);
        while (earned > 0 && goesOn() && readLongestUnread()) {}
    }

    private boolean goesOn() {
        return resting.get() == 0 && !readings.closed();
    }

    /// False when nothing is due: what was read in the first half of the time rests.
    private boolean readLongestUnread() throws IOException {
        long now = soundness.now();
        long whole = within.toNanos() / 1000;
        List<Soundness.Entry> entries = soundness.longestUnread(now - whole / 2, BATCH);
        if (entries.isEmpty()) {
            earned = 0;
            return false;
        }
        List<Soundness.Entry> affordable = new ArrayList<>();
        for (Soundness.Entry entry : entries) {
            if (earned > 0) {
                affordable.add(entry);
                int times = entry.readAt() < now - whole ? LATE : 1;
                earned -= (double) (entry.size() + BYTES_PER_BLOB) / times;
            }
        }
        return read(affordable);
    }

    private void readDamaged() throws IOException {
        String last = "";
        for (List<Soundness.Entry> some = soundness.damaged(last, DAMAGED_AT_ONCE);
                !some.isEmpty() && goesOn();
                some = soundness.damaged(last, DAMAGED_AT_ONCE)) {
            read(some);
            last = some.getLast().key().text();
        }
    }

    /// False when reading was to stop.
    private boolean read(List<Soundness.Entry> entries) throws IOException {
        Pace pace = new Rate((long) Math.max(LEAST_BYTES_PER_SECOND, bytesPerSecond * LATE), () -> !goesOn());
        try {
            readings.read(entries, pace);
            return true;
        } catch (Rate.StoppedException _) {
            return false;
        }
    }
}
