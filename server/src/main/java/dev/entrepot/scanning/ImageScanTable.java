package dev.entrepot.scanning;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Tables `image_scan` and `image_contents`, as far as they say what is known; {@link QueueTable} has the rest.
final class ImageScanTable {
    /// A row.
    ///
    /// @param waited whether somebody asked for it and it is not done yet
    record Stored(
            long id,
            String namespace,
            Digest digest,
            ImageScan.State state,
            String problem,
            long reader,
            long revision,
            @Nullable Long scannedAt,
            boolean queued,
            boolean waited) {}

    private static final String COLUMNS = """
            SELECT id, namespace, digest, state, problem, reader, revision, scanned_at,
              CASE WHEN due_at IS NULL THEN 0 ELSE 1 END,
              CASE WHEN due_at IS NOT NULL AND priority = 2 THEN 1 ELSE 0 END
            FROM image_scan
            """;

    Optional<Stored> find(Sql sql, String namespace, Digest digest) {
        return sql.first(
                COLUMNS + " WHERE namespace = ? AND digest = ?", ImageScanTable::stored, namespace, digest.toString());
    }

    Optional<Stored> find(Sql sql, long id) {
        return sql.first(COLUMNS + " WHERE id = ?", ImageScanTable::stored, id);
    }

    private static Stored stored(Row row) {
        return new Stored(
                row.number(1),
                row.text(2),
                Digest.parse(row.text(3)),
                ImageScan.State.valueOf(row.text(4).toUpperCase(Locale.ROOT)),
                row.text(5),
                row.number(6),
                row.number(7),
                row.optionalNumber(8).orElse(null),
                row.number(9) == 1,
                row.number(10) == 1);
    }

    /// What a row begins with.
    ///
    /// @param dueAt null: nothing is to be done
    record Begin(
            String namespace,
            Digest digest,
            ImageScan.State state,
            String problem,
            long reader,
            @Nullable Long dueAt,
            int priority) {}

    /// Makes a row. One that is there stays as it is, but that it is put into the queue when it never was.
    void insert(Sql sql, Begin begin, long now) {
        sql.update(
                """
                INSERT INTO image_scan (id, namespace, digest, state, problem, reader, revision, scanned_at, changed_at,
                  due_at, priority, attempts, claim, fresh_from, waits_for)
                VALUES (?, ?, ?, ?, ?, ?, 1, NULL, ?, ?, ?, 0, '', 0, NULL)
                ON CONFLICT (namespace, digest) DO UPDATE SET due_at = excluded.due_at, priority = excluded.priority
                WHERE image_scan.state = 'pending' AND image_scan.due_at IS NULL AND excluded.due_at IS NOT NULL
                """,
                ThreadLocalRandom.current().nextLong() >>> 1,
                begin.namespace,
                begin.digest.toString(),
                word(begin.state),
                begin.problem,
                begin.reader,
                now,
                begin.dueAt,
                begin.priority);
    }

    static String word(ImageScan.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    Optional<byte[]> contents(Sql sql, long id) {
        return sql.first("SELECT bytes FROM image_contents WHERE image_id = ?", row -> row.bytes(1), id);
    }

    void putContents(Sql sql, long id, byte[] bytes) {
        sql.update("""
                INSERT INTO image_contents (image_id, bytes) VALUES (?, ?)
                ON CONFLICT (image_id) DO UPDATE SET bytes = excluded.bytes
                """, id, bytes);
    }

    /// Notes that findings of an image changed; false when it is gone, or nothing is known of it yet.
    boolean revise(Sql sql, long id, long now) {
        return sql.update("""
                UPDATE image_scan SET revision = revision + 1, changed_at = ?
                WHERE id = ? AND scanned_at IS NOT NULL
                """, now, id) == 1;
    }

    /// How many findings of each severity there are, by its number.
    List<Count> counts(Sql sql, long id) {
        return sql.list("""
                SELECT package_finding.severity, CAST(SUM(image_package.places) AS BIGINT)
                FROM image_package JOIN package_finding ON package_finding.package_id = image_package.package_id
                WHERE image_package.image_id = ? GROUP BY package_finding.severity
                """, row -> new Count((int) row.number(1), row.number(2)), id);
    }

    record Count(int severity, long findings) {}

    /// When something was known last that is news; 0 at the beginning.
    long changedAt(Sql sql) {
        return sql.first(
                        "SELECT MAX(changed_at) FROM image_scan",
                        row -> row.optionalNumber(1).orElse(0L))
                .orElse(0L);
    }

    /// How many are in the queue.
    long queued(Sql sql) {
        return sql.first("SELECT COUNT(*) FROM image_scan WHERE due_at IS NOT NULL", row -> row.number(1))
                .orElse(0L);
    }
}
