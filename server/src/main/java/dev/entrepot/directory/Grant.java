package dev.entrepot.directory;

import java.time.Instant;

/// A role that somebody was given somewhere.
///
/// @param condition CEL that must hold at every use; empty text: none
/// @param version raised by every change of the row
public record Grant(
        String id,
        Subject subject,
        Role role,
        Place place,
        String condition,
        long version,
        Instant createdAt,
        String createdBy) {
    /// Where a page that ends with this grant is continued: what {@link Grants#page} goes by.
    public String cursor() {
        return String.join(
                " ", place.namespace(), place.repository(), subject.kind().id(), subject.id(), role.id());
    }
}
