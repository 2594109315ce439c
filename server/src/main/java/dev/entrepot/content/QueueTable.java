package dev.entrepot.content;

import dev.entrepot.database.Sql;

/// The queues of the collector, over the tables in which they stand, as far as their length goes.
final class QueueTable {
    /// What is looked at when its time has come.
    enum Queue {
        LINKS("links", """
                SELECT COUNT(CASE WHEN check_at <= ? THEN 1 END), COUNT(*), MIN(check_at) FROM link
                WHERE check_at IS NOT NULL
                """),
        MANIFESTS("manifests", "SELECT COUNT(CASE WHEN due_at <= ? THEN 1 END), COUNT(*), MIN(due_at) FROM orphan"),
        BLOBS("blobs", "SELECT COUNT(CASE WHEN due_at <= ? THEN 1 END), COUNT(*), MIN(due_at) FROM unlinked_blob"),
        FILES("files", "SELECT COUNT(CASE WHEN due_at <= ? THEN 1 END), COUNT(*), MIN(due_at) FROM removal");

        private final String id;
        private final String count;

        Queue(String id, String count) {
            this.id = id;
            this.count = count;
        }

        String id() {
            return id;
        }
    }

    /// Whether there is anything to do.
    ///
    /// @param over the time up to which things are over
    boolean anyDue(Sql sql, long over, long now) {
        return sql.first("""
                        SELECT CASE WHEN EXISTS (SELECT 1 FROM link WHERE check_at <= ?)
                          OR EXISTS (SELECT 1 FROM orphan WHERE due_at <= ?)
                          OR EXISTS (SELECT 1 FROM unlinked_blob WHERE due_at <= ?)
                          OR EXISTS (SELECT 1 FROM removal WHERE due_at <= ?)
                          THEN 1 ELSE 0 END
                        """, row -> row.number(1) == 1, over, over, over, now).orElseThrow();
    }

    /// @param oldest for how long the first is due, in microseconds; 0 when none is
    record Count(long due, long waiting, long oldest) {}

    Count count(Sql sql, Queue queue, long now) {
        return sql.first(
                        queue.count,
                        row -> new Count(
                                row.number(1),
                                row.number(2) - row.number(1),
                                Math.max(0, now - row.optionalNumber(3).orElse(now))),
                        now)
                .orElseThrow();
    }
}
