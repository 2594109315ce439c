package dev.entrepot.jobs;

import dev.entrepot.authority.Author;
import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Table `job`.
final class JobTable {
    private static final String POSTGRESQL_NOW =
            "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";

    /// @param position where it goes on
    record Found(Job job, String position) {}

    /// A running job whose node is not heard of.
    record Silent(String id, String kind, long seenAt, long attempts, boolean cancelled) {}

    /// The clock of the database, which all nodes share.
    long now(Sql sql) {
        return sql.first(POSTGRESQL_NOW, row -> row.number(1)).orElseThrow();
    }

    void insert(
            Sql sql, String id, JobKind kind, String namespace, Map<String, String> parameters, Author by, long at) {
        sql.update("""
                INSERT INTO job (id, kind, namespace, state, parameters, position, done, total, unit, message, result,
                  node, attempts, seen_at, cancelled_by, created_at, created_by, created_by_name)
                VALUES (?, ?, ?, 'queued', ?, '', 0, 0, '', '', '{}', '', 0, ?, '', ?, ?, ?)
                """, id, kind.name(), namespace, JobJson.text(parameters), at, at, by.key(), by.name());
    }

    int waiting(Sql sql, String kind, String namespace) {
        return Math.toIntExact(sql.first(
                        "SELECT COUNT(*) FROM job WHERE state = 'queued' AND kind = ? AND namespace = ?",
                        row -> row.number(1),
                        kind,
                        namespace)
                .orElseThrow());
    }

    Optional<Found> find(Sql sql, String id) {
        return sql.first("""
                SELECT id, kind, namespace, state, parameters, position, done, total, unit, message, result,
                  cancelled_by, created_at, created_by, created_by_name, started_at, ended_at
                FROM job WHERE id = ?
                """, JobTable::found, id);
    }

    /// The newest first.
    ///
    /// @param before an id, or text behind every id
    List<Job> list(Sql sql, JobFilter filter, String before, int limit) {
        return sql.list(
                """
                SELECT id, kind, namespace, state, parameters, position, done, total, unit, message, result,
                  cancelled_by, created_at, created_by, created_by_name, started_at, ended_at
                FROM job
                WHERE id < ? AND (CAST(? AS TEXT) = '' OR kind = ?) AND (CAST(? AS TEXT) = '' OR namespace = ?)
                  AND (CAST(? AS TEXT) = '' OR state = ?) AND (CAST(? AS TEXT) = '' OR created_by = ?)
                ORDER BY id DESC LIMIT ?
                """,
                row -> found(row).job(),
                before,
                filter.kind(),
                filter.kind(),
                filter.namespace(),
                filter.namespace(),
                filter.state(),
                filter.state(),
                filter.author(),
                filter.author(),
                limit);
    }

    private static Found found(Row row) {
        Job job = new Job(
                row.text(1),
                row.text(2),
                row.text(3),
                Job.State.of(row.text(4)),
                JobJson.texts(row.text(5)),
                new Job.Progress(row.number(7), row.number(8), row.text(9), row.text(10)),
                row.text(11),
                row.text(14),
                row.text(15),
                row.text(12),
                time(row.number(13)),
                row.optionalNumber(16).map(JobTable::time),
                row.optionalNumber(17).map(JobTable::time));
        return new Found(job, row.text(6));
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /// Those whose turn it is, the oldest first: no other of their kind runs for the same namespace.
    List<String> due(Sql sql, int limit) {
        return sql.list("""
                SELECT id FROM job AS waiting WHERE state = 'queued' AND NOT EXISTS (
                  SELECT 1 FROM job AS other WHERE other.state = 'running' AND other.kind = waiting.kind
                    AND other.namespace = waiting.namespace)
                ORDER BY id LIMIT ?
                """, row -> row.text(1), limit);
    }

    /// Whether it is the turn of that one.
    boolean isDue(Sql sql, String id) {
        return sql.first("""
                SELECT 1 FROM job AS waiting WHERE id = ? AND state = 'queued' AND NOT EXISTS (
                  SELECT 1 FROM job AS other WHERE other.state = 'running' AND other.kind = waiting.kind
                    AND other.namespace = waiting.namespace)
                """, row -> row.number(1), id).isPresent();
    }

    boolean start(Sql sql, String id, String node, long now) {
        return sql.update("""
                        UPDATE job SET state = 'running', node = ?, attempts = attempts + 1, seen_at = ?,
                          started_at = COALESCE(started_at, CAST(? AS BIGINT))
                        WHERE id = ? AND state = 'queued'
                        """, node, now, now, id) == 1;
    }

    /// A sign of life. Returns who cancelled the job, if anybody did; empty when it is not this node's any more.
    Optional<String> seen(Sql sql, String id, String node, Job.Progress progress, long now) {
        return sql.first(
                """
                UPDATE job SET seen_at = ?, done = ?, total = ?, unit = ?, message = ?
                WHERE id = ? AND node = ? AND state = 'running'
                RETURNING cancelled_by
                """,
                row -> row.text(1),
                now,
                progress.done(),
                progress.total(),
                progress.unit(),
                progress.message(),
                id,
                node);
    }

    /// A job that moves on may be started as often as it likes.
    boolean save(Sql sql, String id, String node, String position) {
        return sql.update("""
                UPDATE job SET attempts = CASE WHEN position = CAST(? AS TEXT) THEN attempts ELSE 1 END, position = ?
                WHERE id = ? AND node = ? AND state = 'running'
                """, position, position, id, node) == 1;
    }

    boolean end(Sql sql, String id, String node, Ending ending, long now) {
        return sql.update(
                        """
                        UPDATE job SET state = ?, done = ?, total = ?, unit = ?, message = ?, result = ?, ended_at = ?
                        WHERE id = ? AND node = ? AND state = 'running'
                        """,
                        ending.state().id(),
                        ending.progress().done(),
                        ending.progress().total(),
                        ending.progress().unit(),
                        ending.progress().message(),
                        ending.result(),
                        now,
                        id,
                        node)
                == 1;
    }

    record Ending(Job.State state, Job.Progress progress, String result) {}

    /// Left to whoever comes next; the run that ends here does not count.
    void release(Sql sql, String id, String node) {
        sql.update("""
                UPDATE job SET state = 'queued', node = '', attempts = attempts - 1
                WHERE id = ? AND node = ? AND state = 'running'
                """, id, node);
    }

    /// Running ones that gave no sign since.
    List<Silent> silent(Sql sql, long since, int limit) {
        return sql.list(
                """
                SELECT id, kind, seen_at, attempts, cancelled_by FROM job WHERE state = 'running' AND seen_at < ?
                ORDER BY id LIMIT ?
                """,
                row -> new Silent(
                        row.text(1),
                        row.text(2),
                        row.number(3),
                        row.number(4),
                        !row.text(5).isEmpty()),
                since,
                limit);
    }

    void requeue(Sql sql, Silent job) {
        sql.update("""
                UPDATE job SET state = 'queued', node = '' WHERE id = ? AND state = 'running' AND seen_at = ?
                """, job.id(), job.seenAt());
    }

    void giveUp(Sql sql, Silent job, Job.State state, String message, long now) {
        sql.update("""
                UPDATE job SET state = ?, message = ?, ended_at = ? WHERE id = ? AND state = 'running' AND seen_at = ?
                """, state.id(), message, now, job.id(), job.seenAt());
    }

    /// One that has not begun ends; a running one is told.
    void cancel(Sql sql, String id, String by, long now) {
        sql.update("""
                UPDATE job SET cancelled_by = ?,
                  ended_at = CASE WHEN state = 'queued' THEN CAST(? AS BIGINT) ELSE ended_at END,
                  state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
                WHERE id = ? AND state IN ('queued', 'running')
                """, by, now, id);
    }

    int forget(Sql sql, long endedBefore, int limit) {
        return sql.update("""
                DELETE FROM job WHERE id IN (
                  SELECT id FROM job WHERE ended_at IS NOT NULL AND ended_at < ? ORDER BY ended_at LIMIT ?)
                """, endedBefore, limit);
    }
}
