package dev.entrepot.content;

import dev.entrepot.database.Sql;

/// What was freed since this database began, and how much of that was told to who asked for a collection; two facts of
/// the registry. Added to in the transaction that forgets the removals, so that nothing counts twice, whoever crashes.
final class FreedTable {
    private static final String FREED = "garbage.freed";
    private static final String TOLD = "garbage.freed-told";

    private final FactTable facts = new FactTable();

    Freed total(Sql sql) {
        return facts.find(sql, FREED).map(Freed::parse).orElse(Freed.NOTHING);
    }

    void add(Sql sql, Freed more) {
        facts.put(sql, FREED, total(sql).plus(more).text());
    }

    /// What was not told yet; from now on it is.
    Freed tell(Sql sql) {
        Freed total = total(sql);
        Freed told = facts.find(sql, TOLD).map(Freed::parse).orElse(Freed.NOTHING);
        facts.put(sql, TOLD, total.text());
        return total.minus(told);
    }
}
