package dev.entrepot.scanning;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Table `layer_reading`.
final class LayerTable {
    /// What is known of a layer.
    ///
    /// @param report null when it could not be read; `problem` says why
    @SuppressWarnings("ArrayRecordComponent")
    record Reading(String problem, byte @Nullable [] report) {}

    /// Which readings count.
    ///
    /// @param reader at least this version
    /// @param from at least since then
    record Wanted(long reader, long from) {}

    Optional<Reading> find(Sql sql, String namespace, Digest digest, Wanted wanted) {
        return sql.first(
                """
                SELECT problem, report FROM layer_reading
                WHERE namespace = ? AND digest = ? AND reader >= ? AND read_at >= ?
                """,
                row -> new Reading(row.text(1), row.optionalBytes(2).orElse(null)),
                namespace,
                digest.toString(),
                wanted.reader,
                wanted.from);
    }

    void put(Sql sql, String namespace, Digest digest, long reader, Reading reading, long now) {
        sql.update("""
                INSERT INTO layer_reading (namespace, digest, reader, problem, report, read_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (namespace, digest) DO UPDATE SET reader = excluded.reader, problem = excluded.problem,
                  report = excluded.report, read_at = excluded.read_at
                """, namespace, digest.toString(), reader, reading.problem, reading.report, now);
    }
}
