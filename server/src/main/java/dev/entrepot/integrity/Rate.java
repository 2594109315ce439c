package dev.entrepot.integrity;

import dev.entrepot.content.Pace;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Lets bytes be read no faster than so many a second, and ends the reading when it is to stop. For one reader
/// at a time.
final class Rate implements Pace {
    /// How long a reader may rest before it is asked again whether to go on.
    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long bytesPerSecond;
    private final BooleanSupplier stop;
    private final LongSupplier nanos;
    private final LongConsumer rest;
    private long freeAt;

    /// @param bytesPerSecond 0: as fast as it goes
    Rate(long bytesPerSecond, BooleanSupplier stop) {
        this(bytesPerSecond, stop, System::nanoTime, LockSupport::parkNanos);
    }

    Rate(long bytesPerSecond, BooleanSupplier stop, LongSupplier nanos, LongConsumer rest) {
        this.bytesPerSecond = bytesPerSecond;
        this.stop = stop;
        this.nanos = nanos;
        this.rest = rest;
        this.freeAt = nanos.getAsLong();
    }

    /// Reading ended because it was to stop.
    static final class StoppedException extends RuntimeException {
        StoppedException() {
            super("reading was stopped", null, false, false);
        }
    }

    @Override
    public void took(long bytes) {
        if (stop.getAsBoolean()) {
            throw new StoppedException();
        }
        if (bytesPerSecond == 0) {
            return;
        }
        long cost = (long) ((double) bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
        freeAt = Math.max(freeAt, nanos.getAsLong()) + cost;
        for (long left = freeAt - nanos.getAsLong(); left > 0; left = freeAt - nanos.getAsLong()) {
            rest.accept(Math.min(left, LONGEST_REST_NANOS));
            if (stop.getAsBoolean()) {
                throw new StoppedException();
            }
        }
    }
}
