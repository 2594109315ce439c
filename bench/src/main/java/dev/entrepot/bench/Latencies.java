package dev.entrepot.bench;

import java.time.Duration;

/// Counts durations in buckets whose width is at most 1/64 of their value, so that recording costs no allocation
/// and a percentile is right to within two per cent.
final class Latencies {

    private static final int BITS = 6;
    private static final int BUCKETS_PER_DOUBLING = 1 << BITS;

    private final long[] counts = new long[(64 - BITS) * BUCKETS_PER_DOUBLING];
    private long count;

    void record(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        count++;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
        count += others.count;
    }

    long count() {
        return count;
    }

    /// The smallest recorded value that at least `share` of all values do not exceed.
    Duration percentile(double share) {
        if (share <= 0 || share > 1) {
            throw new IllegalArgumentException("a share lies above 0 and at most at 1: " + share);
        }
        long wanted = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return Duration.ofNanos(lowerBound(i));
            }
        }
        return Duration.ZERO;
    }

    private static int bucket(long nanos) {
        if (nanos < BUCKETS_PER_DOUBLING) {
            return (int) nanos;
        }
        int doubling = 63 - Long.numberOfLeadingZeros(nanos) - BITS;
        int within = (int) (nanos >>> doubling) - BUCKETS_PER_DOUBLING;
        return (doubling + 1) * BUCKETS_PER_DOUBLING + within;
    }

    private static long lowerBound(int bucket) {
        int doubling = bucket / BUCKETS_PER_DOUBLING - 1;
        if (doubling < 0) {
            return bucket;
        }
        return (long) (BUCKETS_PER_DOUBLING + bucket % BUCKETS_PER_DOUBLING) << doubling;
    }
}
