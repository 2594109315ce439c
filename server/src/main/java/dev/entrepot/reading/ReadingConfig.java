package dev.entrepot.reading;

import java.time.Duration;

/// How layers are read.
///
/// @param workers processes at the same time; each takes up to {@link ReadingLimits#heapBytes} and one core
///        while it reads
/// @param idle how long a worker that has nothing to do is kept, because starting one costs more than most
///        layers
/// @param isolation what the workers are kept from
public record ReadingConfig(int workers, Duration idle, Isolation isolation, ReadingLimits limits) {
    public static final int MAX_WORKERS = 64;

    public static final ReadingConfig DEFAULT =
            new ReadingConfig(1, Duration.ofSeconds(30), Isolation.REQUIRED, ReadingLimits.DEFAULT);

    /// What workers are kept from.
    public enum Isolation {
        /// Own namespaces of Linux: no network, no file but those of the JDK and this program, no other
        /// process. Where that cannot be had no layer is read.
        REQUIRED,

        /// A process of its own with its own heap and limits, but with the rights of the server's user: for
        /// systems that allow no namespaces, where only trusted people push.
        NONE
    }

    public ReadingConfig {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("between 1 and " + MAX_WORKERS + " workers, not " + workers);
        }
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("workers are kept for a while, not for " + idle);
        }
    }
}
