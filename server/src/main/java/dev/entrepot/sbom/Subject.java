package dev.entrepot.sbom;

import dev.entrepot.oci.Digest;
import java.time.Instant;

/// The image that a bill is about.
///
/// @param repository as those who pull write it, with the name of the registry: `registry.example/team/app`
/// @param digest of its manifest
/// @param tag under which it was asked for; may be empty
/// @param os such as `linux`; may be empty
/// @param architecture such as `arm64`; may be empty
/// @param scannedAt when its layers were read, which is when the bill was true
/// @param problem why only part of it could be read, for people; empty when all was
public record Subject(
        String repository,
        Digest digest,
        String tag,
        String os,
        String architecture,
        Instant scannedAt,
        String problem) {
    public Subject {
        if (repository.isEmpty()) {
            throw new IllegalArgumentException("an image of no repository");
        }
    }

    boolean inPart() {
        return !problem.isEmpty();
    }
}
