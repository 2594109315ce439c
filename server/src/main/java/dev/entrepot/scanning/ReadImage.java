package dev.entrepot.scanning;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What came of reading an image.
sealed interface ReadImage {
    /// It was read, as far as it can be.
    ///
    /// @param problem empty when it was read whole
    /// @param waitsFor a blob without which it is not whole, and which may still come
    record Done(
            ImageScan.State state,
            String problem,
            Optional<String> waitsFor,
            Optional<Distribution> distribution,
            ImageConfig config,
            List<FoundPackage> packages)
            implements ReadImage {
        public Done {
            packages = List.copyOf(packages);
        }

        /// Nothing can be said of what is in it.
        static Done unreadable(String why) {
            return new Done(
                    ImageScan.State.UNREADABLE,
                    why,
                    Optional.empty(),
                    Optional.empty(),
                    ImageConfig.UNKNOWN,
                    List.of());
        }
    }

    /// It could not be read for a reason that is not its own, and is to be tried again.
    ///
    /// @param atLeast after how long
    record Later(String why, Duration atLeast) implements ReadImage {}

    /// The namespace does not have it any more, or it lists others: nothing is to be read.
    record Nothing() implements ReadImage {}
}
