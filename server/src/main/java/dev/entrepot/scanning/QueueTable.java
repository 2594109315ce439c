package dev.entrepot.scanning;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Table `image_scan` as a queue.
///
/// ```
///   due_at passed --claim--> claimed, due_at is the end of the lease --finish--> due_at null
///        ^                        |     ^                        \--retry--> due_at later
///        +------- lease over -----+     +-- renew
/// ```
///
/// What a worker writes names its claim, so that one whose lease was taken over writes nothing.
final class QueueTable {
    /// @param freshFrom layers that were read before are read once more
    record Claimed(
            long id, String namespace, Digest digest, String claim, long attempts, long freshFrom, long reader) {}

    /// What came of reading an image.
    ///
    /// @param waitsFor a blob without which it is not whole
    record Result(
            ImageScan.State state,
            String problem,
            long reader,
            @Nullable String waitsFor) {}

    private static final int ASKED = 2;
    static final int ARRIVED = 1;
    static final int AGAIN = 0;

    /// What is due, what somebody waits for first.
    List<Long> due(Sql sql, long now, int limit) {
        return sql.list("""
                SELECT id FROM image_scan WHERE due_at <= ? ORDER BY priority DESC, due_at LIMIT ?
                """, row -> row.number(1), now, limit);
    }

    /// Empty when another has it by now.
    java.util.Optional<Claimed> claim(Sql sql, long id, String claim, long now, long until) {
        return sql.first(
                """
                UPDATE image_scan SET claim = ?, due_at = ? WHERE id = ? AND due_at <= ?
                RETURNING namespace, digest, attempts, fresh_from, reader
                """,
                row -> new Claimed(
                        id, row.text(1), Digest.parse(row.text(2)), claim, row.number(3), row.number(4), row.number(5)),
                claim,
                until,
                id,
                now);
    }

    void renew(Sql sql, List<String> claims, long until) {
        sql.updateAll(
                "UPDATE image_scan SET due_at = ? WHERE claim = ?",
                claims.stream().map(claim -> new Object[] {until, claim}).toList());
    }

    /// Gives back what a process before this one had; for databases of one process.
    void releaseAll(Sql sql, long now) {
        sql.update("UPDATE image_scan SET claim = '', due_at = ? WHERE claim <> ''", now);
    }

    /// False when another has it by now.
    boolean release(Sql sql, Claimed image, long now) {
        return sql.update(
                        "UPDATE image_scan SET claim = '', due_at = ? WHERE id = ? AND claim = ?",
                        now,
                        image.id,
                        image.claim)
                == 1;
    }

    /// Keeps it in the queue, for reasons that are not its own.
    ///
    /// @param problem why, for people; shown while nothing else is known of it
    boolean retry(Sql sql, Claimed image, String problem, long dueAt) {
        return sql.update("""
                UPDATE image_scan SET claim = '', due_at = ?, attempts = attempts + 1,
                  problem = CASE WHEN state = 'pending' THEN ? ELSE problem END
                WHERE id = ? AND claim = ?
                """, dueAt, problem, image.id, image.claim) == 1;
    }

    /// Writes down what came of it. Asked for meanwhile with `again`, it stays in the queue.
    boolean finish(Sql sql, Claimed image, Result result, long now) {
        return sql.update(
                        """
                UPDATE image_scan SET state = ?, problem = ?, reader = ?, waits_for = ?, scanned_at = ?, changed_at = ?,
                  revision = revision + 1, attempts = 0, claim = '',
                  due_at = CASE WHEN fresh_from > ? THEN CAST(? AS BIGINT) ELSE NULL END
                WHERE id = ? AND claim = ?
                """,
                        ImageScanTable.word(result.state),
                        result.problem,
                        result.reader,
                        result.waitsFor,
                        now,
                        now,
                        image.freshFrom,
                        now,
                        image.id,
                        image.claim)
                == 1;
    }

    /// Whether the claim still holds.
    boolean holds(Sql sql, Claimed image) {
        return sql.first(
                        "SELECT 1 FROM image_scan WHERE id = ? AND claim = ?",
                        row -> row.number(1),
                        image.id,
                        image.claim)
                .isPresent();
    }

    /// As {@link #ask}, unless it was tried already: then it keeps the time at which it is tried again, whoever waits.
    void hasten(Sql sql, long id, long now) {
        sql.update("""
                UPDATE image_scan SET priority = ?,
                  due_at = CASE WHEN claim = '' THEN CAST(? AS BIGINT) ELSE due_at END
                WHERE id = ? AND attempts = 0
                """, ASKED, now, id);
    }

    /// Puts an image before all that nobody asked for. One that is being read stays with who reads it.
    ///
    /// @param freshFrom 0: what was read of its layers counts
    void ask(Sql sql, long id, long freshFrom, long now) {
        sql.update("""
                UPDATE image_scan SET priority = ?, attempts = 0,
                  due_at = CASE WHEN claim = '' THEN CAST(? AS BIGINT) ELSE due_at END,
                  fresh_from = CASE WHEN fresh_from > ? THEN fresh_from ELSE CAST(? AS BIGINT) END
                WHERE id = ?
                """, ASKED, now, freshFrom, freshFrom, id);
    }

    /// Those that wait for a blob which is there now and sound.
    List<Long> healed(Sql sql, int limit) {
        return sql.list("""
                SELECT image_scan.id FROM image_scan
                JOIN blob ON blob.digest = image_scan.waits_for AND blob.state = 'sound'
                WHERE image_scan.waits_for IS NOT NULL AND image_scan.due_at IS NULL AND EXISTS (
                  SELECT 1 FROM link JOIN repository ON repository.id = link.repository_id
                  WHERE link.storage_key = blob.storage_key AND repository.namespace = image_scan.namespace)
                LIMIT ?
                """, row -> row.number(1), limit);
    }

    /// Those that were read by older readers.
    List<Long> outdated(Sql sql, long reader, int limit) {
        return sql.list("""
                SELECT id FROM image_scan WHERE due_at IS NULL AND state <> 'pending' AND reader < ? LIMIT ?
                """, row -> row.number(1), reader, limit);
    }

    void queue(Sql sql, List<Long> ids, int priority, long now) {
        sql.updateAll(
                "UPDATE image_scan SET due_at = ?, priority = ?, attempts = 0 WHERE id = ? AND due_at IS NULL",
                ids.stream().map(id -> new Object[] {now, priority, id}).toList());
    }
}
