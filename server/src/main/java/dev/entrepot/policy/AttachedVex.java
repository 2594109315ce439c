package dev.entrepot.policy;

import java.util.List;

/// VEX documents that a pusher attached to an image.
///
/// @param manifest digest of the manifest that holds them
/// @param pushedBy the name that its pusher had, as far as it is known
/// @param accepted whether somebody who may exempt accepted it in this repository, so that it counts
/// @param documents ids that they give themselves
/// @param problem why it cannot be read; else empty
public record AttachedVex(
        String manifest, String pushedBy, boolean accepted, List<String> documents, long statements, String problem) {
    public AttachedVex {
        documents = List.copyOf(documents);
    }
}
