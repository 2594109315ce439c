package dev.entrepot.integrity;

import dev.entrepot.content.Pace;
import dev.entrepot.content.Soundness;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Reads every stored blob once and compares it with its digest: all at once when somebody asks for it, and
/// slowly all the time.
public final class Scrub implements AutoCloseable {
    /// Blobs between two looks at the clock, the database and whether to go on.
    private static final int BATCH = 64;

    /// Damaged blobs that a report names, and images that it names for each.
    private static final int MOST_SHOWN = 1_000;

    private static final int MOST_IMAGES = 10;
    private static final String RATE = "rate";
    private static final String NO_RATE = "parameters.rate: expected a number of bytes a second";

    private final Soundness soundness;
    private final Readings readings;
    private final SlowScrub slow;

    public Scrub(Soundness soundness, ScrubConfig config) {
        this.soundness = soundness;
        this.readings = new Readings(soundness);
        this.slow = new SlowScrub(soundness, readings, config.within());
    }

    /// The kind of job that reads everything once: parameter `rate`, bytes a second at most; without it, as
    /// fast as it goes. Its position is the storage key up to which all is read.
    public JobKind kind() {
        return JobKind.ofRegistry("scrub", "read all stored bytes and compare them with their digests", this::run)
                .taking(RATE)
                .checked(parameters -> complaint(parameters.getOrDefault(RATE, "0")));
    }

    private static String complaint(String rate) {
        try {
            return Long.parseLong(rate) >= 0 ? "" : NO_RATE;
        } catch (NumberFormatException _) {
            return NO_RATE;
        }
    }

    private JobResult run(JobRun run) throws IOException {
        long bytesPerSecond = run.parameter(RATE).isEmpty() ? 0 : Long.parseLong(run.parameter(RATE));
        Rate rate = new Rate(bytesPerSecond, () -> readings.closed() || run.cancelled());
        long total = soundness.bytesAfter("", 0);
        AtomicLong done = new AtomicLong(total - soundness.bytesAfter(run.position(), 0));
        Pace pace = bytes -> {
            run.progress(done.addAndGet(bytes), total, "bytes", "reading stored bytes");
            rate.took(bytes);
        };
        Readings.Found found = Readings.Found.NOTHING;
        String last = run.position();
        try (SlowScrub.Rest _ = slow.rest()) {
            for (List<Soundness.Entry> batch = soundness.after(last, BATCH);
                    !batch.isEmpty();
                    batch = soundness.after(last, BATCH)) {
                run.requireNotCancelled();
                found = found.plus(readings.read(batch, pace));
                last = batch.getLast().key().text();
                run.save(last);
            }
        } catch (Rate.StoppedException _) {
            run.requireNotCancelled();
            return JobResult.empty();
        }
        return report(found);
    }

    /// What was found, and how all blobs stand now: this run may be the second half of a scrub.
    private JobResult report(Readings.Found found) {
        Soundness.Coverage coverage = soundness.coverage();
        List<Map<String, Object>> damaged = new ArrayList<>();
        for (Soundness.Entry entry : soundness.damaged("", MOST_SHOWN)) {
            damaged.add(Map.of(
                    "digest",
                    entry.digest().toString(),
                    "size",
                    entry.size(),
                    "images",
                    soundness.uses(entry, MOST_IMAGES).stream()
                            .map(Soundness.Use::image)
                            .distinct()
                            .toList()));
        }
        return JobResult.empty()
                .with("blobs", coverage.blobs())
                .with("bytes", coverage.bytes())
                .with("readBlobs", found.blobs())
                .with("readBytes", found.bytes())
                .with("recovered", found.recovered())
                .with("oldestRead", coverage.oldest().map(Scrub::time).orElse(""))
                .with("damagedBlobs", coverage.damaged())
                .with("damaged", damaged)
                .sound(coverage.damaged() == 0);
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    /// One step of the slow scrub; for a recurring job.
    public void step() throws IOException {
        slow.step();
    }

    @Override
    public void close() {
        readings.close();
    }
}
