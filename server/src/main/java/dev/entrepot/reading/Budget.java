package dev.entrepot.reading;

/// What one layer may cost, counted over all its files, and what they say about each other. One per layer; not
/// thread-safe.
///
/// Beyond a limit {@link LimitException} ends the reading of the layer.
final class Budget {
    private final ReadingLimits limits;
    private final Ownership ownership = new Ownership();
    private long packages;
    private long unpacked;

    Budget(ReadingLimits limits) {
        this.limits = limits;
    }

    ReadingLimits limits() {
        return limits;
    }

    /// Where package databases say whose the files of the layer are.
    Ownership ownership() {
        return ownership;
    }

    /// Counts bytes that came out of an archive within the layer (jars in jars included).
    void unpacked(long bytes) throws LimitException {
        unpacked += bytes;
        if (unpacked > limits.maxBytes()) {
            throw new LimitException("archives in it unpack to more than " + limits.maxBytes() + " bytes");
        }
    }

    /// Counts packages found.
    void found(int count) throws LimitException {
        packages += count;
        if (packages > limits.maxPackages()) {
            throw new LimitException("it holds more than " + limits.maxPackages() + " packages");
        }
    }
}
