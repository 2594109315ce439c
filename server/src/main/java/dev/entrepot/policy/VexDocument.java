package dev.entrepot.policy;

import dev.entrepot.directory.Place;
import java.time.Instant;

/// A VEX document whose statements count in a namespace or repository.
///
/// @param document the id that it gives itself
/// @param statedBy whose statements they are, by its own word
/// @param statedAt its own time
/// @param manifest digest of the manifest that it was attached by; empty when it was uploaded
/// @param author the name that who uploaded or accepted it had then
public record VexDocument(
        String id,
        Place place,
        String document,
        VexFormat format,
        String statedBy,
        Instant statedAt,
        long statements,
        String manifest,
        String author,
        Instant addedAt) {
    private static final String BETWEEN = " ";

    /// Where a page that ends with this one is continued.
    public String cursor() {
        return place.repository() + BETWEEN + id;
    }
}
