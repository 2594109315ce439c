package dev.entrepot.audit;

import dev.entrepot.authority.Author;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What is on record.
///
/// @param id sorts by time
/// @param number its place in the chain, from 1; 0 until it has one, about a second
/// @param author who did it, or was refused
/// @param namespace whose owners may read the entry; empty where it concerns none
public record AuditEntry(
        String id,
        long number,
        Instant at,
        Author author,
        String action,
        Outcome outcome,
        String namespace,
        String resource,
        SequencedMap<String, String> detail) {
    /// What became of what was asked.
    public enum Outcome {
        DONE("done"),
        REFUSED("refused");

        private final String id;

        Outcome(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    public AuditEntry {
        detail = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(detail));
    }
}
