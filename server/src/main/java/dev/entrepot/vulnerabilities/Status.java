package dev.entrepot.vulnerabilities;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the database holds.
///
/// @param generation counts up with every import that changed something
/// @param damage what is wrong with its files and what to do, a line each; empty when all is well
public record Status(long generation, List<SetStatus> sets, List<String> damage) {
    public Status {
        sets = List.copyOf(sets);
        damage = List.copyOf(damage);
    }

    /// What is told of a set.
    ///
    /// @param newest time of its newest record, of a catalogue its date; {@link Instant#EPOCH} when its
    ///         records do not say
    public record SetStatus(String name, SetKind kind, long records, Instant newest, Instant importedAt, long bytes) {
        static SetStatus of(SetInfo info) {
            return new SetStatus(
                    info.name(),
                    info.kind(),
                    info.records(),
                    Instant.ofEpochSecond(info.newest()),
                    Instant.ofEpochSecond(info.importedAt()),
                    info.bytes());
        }
    }

    /// When the newest set was imported: the age of the database.
    public Optional<Instant> importedAt() {
        return sets.stream().map(SetStatus::importedAt).max(Instant::compareTo);
    }

    public long records() {
        return sets.stream().mapToLong(SetStatus::records).sum();
    }

    public long bytes() {
        return sets.stream().mapToLong(SetStatus::bytes).sum();
    }
}
