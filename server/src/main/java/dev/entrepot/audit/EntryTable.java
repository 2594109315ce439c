package dev.entrepot.audit;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Table `audit_entry`.
///
/// ```
///   written with its change, number null --the chaining job--> number and chain --retention--> (gone)
/// ```
final class EntryTable {
    private static final String COLUMNS = """
            SELECT id, at, COALESCE(number, 0), CASE WHEN chain IS NULL THEN 0 ELSE 1 END, chain,
              actor_kind, actor_id, actor, credential, address, request_id,
              action, outcome, namespace, resource, detail
            FROM audit_entry
            """;

    /// Half-open in `id`, which is half-open in time.
    private static final String CHOSEN = """
             AND id >= ? AND id < ? AND action >= ? AND action < ?
              AND (? = '' OR outcome = ?) AND (? = '' OR actor = ?)
            """;

    private static final String NEWEST_FIRST = " ORDER BY id DESC LIMIT ?";
    private static final String OLDEST_FIRST = " ORDER BY id LIMIT ?";

    /// Behind every word that an action is made of.
    private static final String BEHIND = "\uFFFF";

    void insert(Sql sql, List<StoredEntry> entries) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (StoredEntry entry : entries) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(entry.id());
            row.add(entry.at());
            row.addAll(entry.texts());
            rows.add(row.toArray());
        }
        sql.updateAll("""
                INSERT INTO audit_entry (id, at, actor_kind, actor_id, actor, credential, address, request_id,
                  action, outcome, namespace, resource, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    /// Those without a number, the oldest first.
    List<StoredEntry> unchained(Sql sql, int limit) {
        return sql.list(COLUMNS + " WHERE number IS NULL" + OLDEST_FIRST, EntryTable::entry, limit);
    }

    long countUnchained(Sql sql) {
        return sql.first("SELECT COUNT(*) FROM audit_entry WHERE number IS NULL", row -> row.number(1))
                .orElseThrow();
    }

    /// Those with a number, in order.
    List<StoredEntry> chained(Sql sql, long afterNumber, int limit) {
        return sql.list(COLUMNS + " WHERE number > ? ORDER BY number LIMIT ?", EntryTable::entry, afterNumber, limit);
    }

    /// How many have a number, and how many of these lie outside of the two, the first excluded.
    Counted count(Sql sql, long after, long last) {
        return sql.first("""
                        SELECT COUNT(*), COUNT(*) FILTER (WHERE number <= ? OR number > ?)
                        FROM audit_entry WHERE number IS NOT NULL
                        """, row -> new Counted(row.number(1), row.number(2)), after, last)
                .orElseThrow();
    }

    record Counted(long all, long outside) {}

    /// Numbers them; fewer than given when one has a number already.
    int number(Sql sql, List<StoredEntry> numbered) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (StoredEntry entry : numbered) {
            rows.add(new Object[] {entry.number(), entry.chain(), entry.id()});
        }
        return sql.updateAll("UPDATE audit_entry SET number = ?, chain = ? WHERE id = ? AND number IS NULL", rows);
    }

    int deleteThrough(Sql sql, long number) {
        return sql.update("DELETE FROM audit_entry WHERE number <= ?", number);
    }

    /// Those before the cursor, the newest first.
    List<StoredEntry> before(Sql sql, Range range, AuditFilter filter, int limit) {
        return chosen(sql, NEWEST_FIRST, range, filter, limit);
    }

    /// Those from the cursor on, the oldest first.
    List<StoredEntry> from(Sql sql, Range range, AuditFilter filter, int limit) {
        return chosen(sql, OLDEST_FIRST, range, filter, limit);
    }

    /// By the index of the namespace or of the actor where the filter names one.
    private static List<StoredEntry> chosen(Sql sql, String order, Range range, AuditFilter filter, int limit) {
        if (!filter.namespace().isEmpty()) {
            String statement = COLUMNS + " WHERE namespace = ?" + CHOSEN + order;
            return chosen(sql, statement, filter.namespace(), range, filter, limit);
        }
        if (!filter.actor().isEmpty()) {
            String statement = COLUMNS + " WHERE actor = ?" + CHOSEN + order;
            return chosen(sql, statement, filter.actor(), range, filter, limit);
        }
        return chosen(sql, COLUMNS + " WHERE ? = ''" + CHOSEN + order, "", range, filter, limit);
    }

    private static List<StoredEntry> chosen(
            Sql sql, String statement, String leading, Range range, AuditFilter filter, int limit) {
        return sql.list(
                statement,
                EntryTable::entry,
                leading,
                range.from(),
                range.to(),
                filter.action(),
                filter.action() + BEHIND,
                filter.outcome(),
                filter.outcome(),
                filter.actor(),
                filter.actor(),
                limit);
    }

    /// Ids from the first on, up to and without the second.
    record Range(String from, String to) {}

    private static StoredEntry entry(Row row) {
        List<String> texts = new ArrayList<>(StoredEntry.TEXTS);
        for (int column = 6; column < 6 + StoredEntry.TEXTS; column++) {
            texts.add(row.text(column));
        }
        byte[] chain = row.number(4) == 1 ? row.bytes(5) : new byte[0];
        return new StoredEntry(row.text(1), row.number(2), texts, row.number(3), chain);
    }
}
