package dev.entrepot.events;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Table `event`.
final class EventTable {
    private static final String COLUMNS = "SELECT id, at, kind, namespace, repository, digest, body FROM event";

    private static final String CHOSEN = """
             AND kind >= ? AND kind < ? AND (? = '' OR namespace = ?) AND (? = '' OR digest = ?)
            """;

    private static final String BEFORE = " AND id < ? ORDER BY id DESC LIMIT ?";
    private static final String AFTER = " AND id > ? ORDER BY id LIMIT ?";

    /// Behind every kind that begins alike.
    private static final String BEHIND = "~";

    void insert(Sql sql, List<Event> events, long now) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Event event : events) {
            rows.add(new Object[] {
                EventId.at(now),
                event.kind(),
                event.namespace(),
                event.repository(),
                event.digest(),
                EventJson.text(event.body()),
                now
            });
        }
        sql.updateAll("""
                INSERT INTO event (id, kind, namespace, repository, digest, body, at) VALUES (?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    List<StoredEvent> before(Sql sql, EventFilter filter, String id, int limit) {
        return chosen(sql, filter, BEFORE, id, limit);
    }

    List<StoredEvent> after(Sql sql, EventFilter filter, String id, int limit) {
        return chosen(sql, filter, AFTER, id, limit);
    }

    /// By the index of the repository or of the namespace where the filter names one.
    private static List<StoredEvent> chosen(Sql sql, EventFilter filter, String order, String id, int limit) {
        if (!filter.repository().isEmpty()) {
            return chosen(
                    sql, COLUMNS + " WHERE repository = ?" + CHOSEN + order, filter.repository(), filter, id, limit);
        }
        if (!filter.namespace().isEmpty()) {
            return chosen(
                    sql, COLUMNS + " WHERE namespace = ?" + CHOSEN + order, filter.namespace(), filter, id, limit);
        }
        return chosen(sql, COLUMNS + " WHERE ? = ''" + CHOSEN + order, "", filter, id, limit);
    }

    private static List<StoredEvent> chosen(
            Sql sql, String statement, String leading, EventFilter filter, String id, int limit) {
        String last =
                filter.kind().isEmpty() || filter.kind().endsWith(".") ? filter.kind() + BEHIND : filter.kind() + " ";
        return sql.list(
                statement,
                EventTable::event,
                leading,
                filter.kind(),
                last,
                filter.namespace(),
                filter.namespace(),
                filter.digest(),
                filter.digest(),
                id,
                limit);
    }

    int forget(Sql sql, long before, int limit) {
        return sql.update("""
                DELETE FROM event WHERE id IN (SELECT id FROM event WHERE at < ? ORDER BY at LIMIT ?)
                """, before, limit);
    }

    private static StoredEvent event(Row row) {
        return new StoredEvent(
                row.text(1),
                Instant.EPOCH.plus(row.number(2), ChronoUnit.MICROS),
                row.text(3),
                row.text(4),
                row.text(5),
                row.text(6),
                row.text(7));
    }
}
