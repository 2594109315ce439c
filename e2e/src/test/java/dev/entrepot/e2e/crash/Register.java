package dev.entrepot.e2e.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// What one name (a tag, a manifest, a blob of a repository) may hold, by what its writers were told.
///
/// A write that was acknowledged ends all that were acknowledged before it began. A write without an answer may
/// have happened or not.
final class Register {
    private static final long NEVER = Long.MAX_VALUE;
    private final AtomicLong clock;
    private final List<Write> writes = new ArrayList<>();

    Register(AtomicLong clock, String initially) {
        this.clock = clock;
        settle(initially);
    }

    /// A write that is about to be sent.
    synchronized Write begin(String value) {
        Write write = new Write(value, clock.incrementAndGet());
        writes.add(write);
        return write;
    }

    /// The server said that the write is done.
    synchronized void acknowledge(Write write) {
        write.ended = clock.incrementAndGet();
        writes.removeIf(earlier -> earlier.ended < write.began);
    }

    /// The server carried the request out, and nobody knows whether this is part of it.
    synchronized void concede(Write write) {
        write.ended = clock.incrementAndGet();
    }

    /// The server said that the write was refused.
    synchronized void withdraw(Write write) {
        writes.remove(write);
    }

    /// The values that a reader may see now.
    synchronized Set<String> admissible() {
        return writes.stream().map(write -> write.value).collect(Collectors.toUnmodifiableSet());
    }

    synchronized boolean certainly(String value) {
        return writes.stream().allMatch(write -> write.value.equals(value));
    }

    synchronized boolean possibly(String value) {
        return writes.stream().anyMatch(write -> write.value.equals(value));
    }

    /// What was seen while nobody wrote is what holds from now on.
    synchronized void settle(String seen) {
        writes.clear();
        Write write = new Write(seen, clock.incrementAndGet());
        write.ended = write.began;
        writes.add(write);
    }

    /// One write and the time between its request and its answer.
    static final class Write {
        private final String value;
        private final long began;
        private long ended = NEVER;

        private Write(String value, long began) {
            this.value = value;
            this.began = began;
        }
    }
}
