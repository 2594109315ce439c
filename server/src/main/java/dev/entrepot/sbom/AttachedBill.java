package dev.entrepot.sbom;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A software bill of materials that somebody else made, as {@link BillReader} understands it.
///
/// @param version of the format, such as `2.3`
/// @param envelope what it came in; signatures are not checked
/// @param tool that made it, with its version, as it says; may be empty
/// @param created empty where it does not say
/// @param subjects digests, `sha256:…`, of what a statement around it is about; empty without one
/// @param distribution that it names, by a component or by the package URLs
/// @param packages each once, in the order of the document
/// @param passedOver how many more it lists of which nothing can be said: without package URL, or with one of a type
/// that
///        Entrepot does not know
public record AttachedBill(
        Format format,
        String version,
        Envelope envelope,
        String tool,
        Optional<Instant> created,
        List<String> subjects,
        Optional<Distribution> distribution,
        List<Entry> packages,
        int passedOver) {
    public AttachedBill {
        subjects = List.copyOf(subjects);
        packages = List.copyOf(packages);
    }

    /// A package that it lists.
    ///
    /// @param purl as the document has it, in canonical form
    public record Entry(Package what, PackageUrl purl) {}

    /// What it is written in, always as JSON.
    public enum Format {
        SPDX,
        CYCLONEDX,
        SYFT
    }

    /// What it is wrapped in.
    public enum Envelope {
        NONE,
        /// An in-toto statement without signature, as BuildKit attaches.
        STATEMENT,
        /// A statement in a DSSE envelope, as cosign attaches.
        SIGNED
    }
}
