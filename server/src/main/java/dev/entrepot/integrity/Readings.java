package dev.entrepot.integrity;

import dev.entrepot.content.Pace;
import dev.entrepot.content.Soundness;
import dev.entrepot.content.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Reads blobs whole, each reader on a platform thread of its own, and notes what it finds.
///
/// Sound blobs are noted many at a time, as each note is a commit; a damaged one is noted at once.
final class Readings implements AutoCloseable {
    /// Sound blobs of one commit. A crash forgets that they were read, and nothing else.
    private static final int NOTED_AT_ONCE = 256;

    private final Soundness soundness;
    private final ExecutorService hashing = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("scrub-", 0).daemon().factory());
    private volatile boolean closed;

    Readings(Soundness soundness) {
        this.soundness = soundness;
    }

    boolean closed() {
        return closed;
    }

    /// What a round of reading found.
    ///
    /// @param recovered blobs that were damaged and are sound again
    /// @param damaged blobs that are damaged, known before or not
    record Found(long blobs, long bytes, long recovered, long damaged) {
        static final Found NOTHING = new Found(0, 0, 0, 0);

        Found plus(Found more) {
            return new Found(
                    blobs + more.blobs, bytes + more.bytes, recovered + more.recovered, damaged + more.damaged);
        }
    }

    /// Reads all of these and notes each verdict before it returns.
    Found read(List<Soundness.Entry> entries, Pace pace) throws IOException {
        List<Soundness.Entry> sound = new ArrayList<>();
        long bytes = 0;
        long recovered = 0;
        long damaged = 0;
        try {
            for (Soundness.Entry entry : entries) {
                Verdict verdict = read(entry, pace);
                bytes += entry.size();
                if (verdict instanceof Verdict.Sound) {
                    sound.add(entry);
                    recovered += entry.sound() ? 0 : 1;
                } else {
                    soundness.noteDamaged(entry, verdict);
                    damaged++;
                }
                if (sound.size() == NOTED_AT_ONCE) {
                    soundness.noteSound(sound);
                    sound.clear();
                }
            }
        } finally {
            soundness.noteSound(sound);
        }
        return new Found(entries.size(), bytes, recovered, damaged);
    }

    private Verdict read(Soundness.Entry entry, Pace pace) throws IOException {
        Future<Verdict> reading = hashing.submit(() -> soundness.read(entry, pace));
        try {
            return reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            if (e.getCause() instanceof RuntimeException other) {
                throw other;
            }
            throw new IllegalStateException("reading " + entry.key() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Rate.StoppedException();
        }
    }

    /// Readings under way end at their next buffer.
    @Override
    public void close() {
        closed = true;
        hashing.shutdown();
    }
}
