package dev.entrepot.scanning;

import dev.entrepot.oci.Digest;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of one image (a manifest with layers; never an index) in a namespace.
///
/// @param state how far its reading came
/// @param problem why it could not be read, or was read in part, for people; else empty
/// @param scannedAt when its layers were read last; empty while they were not
/// @param databaseAt when the vulnerability database that it was matched against was imported; empty without one
/// @param revision grows whenever packages or findings change
/// @param labels of its config
public record ImageScan(
        String namespace,
        Digest digest,
        State state,
        String problem,
        Optional<Instant> scannedAt,
        Optional<Instant> databaseAt,
        long revision,
        Optional<Distribution> distribution,
        List<FoundPackage> packages,
        List<Finding> findings,
        Map<String, String> labels) {
    public ImageScan {
        packages = List.copyOf(packages);
        findings = List.copyOf(findings);
        labels = Map.copyOf(labels);
    }

    /// How far the reading of an image came.
    public enum State {
        /// Waits, or is being read.
        PENDING,
        /// Read whole.
        READ,
        /// Some of it could not be read.
        PART,
        /// It cannot be read: no image at all, broken, or beyond the limits.
        UNREADABLE
    }
}
