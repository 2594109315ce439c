package dev.entrepot.audit;

import java.util.List;
import java.util.Optional;

/// Some entries of a listing, the newest first.
///
/// @param more whether older ones follow
public record AuditPage(List<AuditEntry> entries, boolean more) {
    public AuditPage {
        entries = List.copyOf(entries);
    }

    /// The cursor to ask for what follows.
    public Optional<String> next() {
        return more ? Optional.of(entries.getLast().id()) : Optional.empty();
    }
}
