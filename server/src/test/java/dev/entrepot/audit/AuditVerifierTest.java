package dev.entrepot.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;

/// Whoever can write to the database, but cannot sign, hides nothing of what was signed. Each trial changes one
/// thing, looks, and puts it back.
final class AuditVerifierTest {
    private static final int ENTRIES = 8;

    /// Column by column, another value that the column takes.
    private static final Map<String, Object> OTHERS = Map.ofEntries(
            Map.entry("id", "00000000-0000-7000-8000-000000000000"),
            Map.entry("at", 1L),
            Map.entry("actor_kind", "robot"),
            Map.entry("actor_id", "u9"),
            Map.entry("actor", "mallory"),
            Map.entry("credential", "token:1"),
            Map.entry("address", "198.51.100.1"),
            Map.entry("request_id", "r-9"),
            Map.entry("action", "tag.keep"),
            Map.entry("outcome", "refused"),
            Map.entry("namespace", "other"),
            Map.entry("resource", "team/app:9"),
            Map.entry("detail", "{}"),
            Map.entry("number", 99L),
            Map.entry("chain", new byte[32]));

    @OnBothDatabases
    void everyChangeOfEveryColumnIsFound(Database database) {
        AuditFixture fixture = signed(database);
        SoftAssertions found = new SoftAssertions();

        for (StoredEntry entry : fixture.chained()) {
            OTHERS.forEach((column, other) -> {
                fixture.sql("UPDATE audit_entry SET " + column + " = ? WHERE number = ?", other, entry.number());
                expectProblem(fixture, found, column + " of " + entry.number());
                remove(fixture, column.equals("number") ? 99L : entry.number());
                insert(fixture, entry);
            });
        }

        found.assertAll();
        assertThat(fixture.audit.verify().problems()).isEmpty();
    }

    @OnBothDatabases
    void everyRemovalIsFound(Database database) {
        AuditFixture fixture = signed(database);
        SoftAssertions found = new SoftAssertions();

        for (StoredEntry entry : fixture.chained()) {
            remove(fixture, entry.number());
            expectProblem(fixture, found, "without " + entry.number());
            insert(fixture, entry);
        }
        fixture.sql("UPDATE audit_entry SET number = NULL, chain = NULL WHERE number = 4");
        expectProblem(fixture, found, "4 as if it had never been chained");

        found.assertAll();
    }

    @OnBothDatabases
    void everySwapIsFound(Database database) {
        AuditFixture fixture = signed(database);
        SoftAssertions found = new SoftAssertions();
        List<StoredEntry> entries = fixture.chained();

        for (int one = 0; one < ENTRIES; one++) {
            for (int two = one + 1; two < ENTRIES; two++) {
                StoredEntry first = entries.get(one);
                StoredEntry second = entries.get(two);
                remove(fixture, first.number());
                remove(fixture, second.number());
                insert(fixture, at(first, second.number(), second.chain()));
                insert(fixture, at(second, first.number(), first.chain()));
                expectProblem(fixture, found, first.number() + " and " + second.number() + " swapped");
                remove(fixture, first.number());
                remove(fixture, second.number());
                insert(fixture, first);
                insert(fixture, second);
            }
        }

        found.assertAll();
        assertThat(fixture.audit.verify().problems()).isEmpty();
    }

    @OnBothDatabases
    void forgerWhoChainsAnewIsFoundByTheSignatures(Database database) {
        AuditFixture fixture = signed(database);
        List<StoredEntry> entries = fixture.chained();
        byte[] chain = entries.get(1).chain();

        fixture.sql("UPDATE audit_entry SET actor = 'mallory' WHERE number = 3");
        for (StoredEntry entry : fixture.chained().subList(2, ENTRIES)) {
            chain = entry.chained(chain, entry.number());
            fixture.sql("UPDATE audit_entry SET chain = ? WHERE number = ?", chain, entry.number());
        }

        assertThat(fixture.audit.verify().problems())
                .containsExactly(
                        "entries up to 4 were altered after checkpoint 4 was signed",
                        "entries up to 8 were altered after the head of the chain was signed");
        fixture.sql("UPDATE audit_bound SET chain = ?", chain);
        fixture.sql("DELETE FROM audit_checkpoint");
        assertThat(fixture.audit.verify().problems())
                .containsExactly("the head of the chain, entry 8, is not signed by this registry");
    }

    @OnBothDatabases
    void endThatWasCutOffIsFound(Database database) {
        AuditFixture fixture = signed(database);
        String checkpoint = database.read(sql -> sql.first(
                        "SELECT chain FROM audit_checkpoint",
                        row -> HexFormat.of().formatHex(row.bytes(1)))
                .orElseThrow());

        fixture.sql("DELETE FROM audit_entry WHERE number > 4");
        assertThat(fixture.audit.verify().problems()).containsExactly("entries 5 to 8 are missing");

        // A checkpoint is a signed word about an entry on the way, and cannot be passed off as the end.
        fixture.sql("UPDATE audit_bound SET (number, chain, at, kid, signature) ="
                + " (SELECT number, chain, at, kid, signature FROM audit_checkpoint)");
        assertThat(checkpoint).hasSize(64);
        assertThat(fixture.audit.verify().problems())
                .containsExactly("the head of the chain, entry 4, is not signed by this registry");
    }

    @OnBothDatabases
    void beginningThatWasCutOffIsFound(Database database) {
        AuditFixture fixture = signed(database);

        fixture.sql("DELETE FROM audit_entry WHERE number <= 4");
        assertThat(fixture.audit.verify().problems()).containsExactly("entries 1 to 4 are missing");

        fixture.sql("INSERT INTO audit_bound (name, number, chain, at, kid, signature)"
                + " SELECT 'start', number, chain, at, kid, signature FROM audit_checkpoint");
        assertThat(fixture.audit.verify().problems())
                .containsExactly("the word that retention removed the entries up to 4 is not signed by this registry");
    }

    @OnBothDatabases
    void entryThatWasPutInIsFound(Database database) {
        AuditFixture fixture = signed(database);
        StoredEntry last = fixture.chained().getLast();
        StoredEntry more = new StoredEntry(EntryId.at(5), 5, last.texts(), 0, new byte[0]);

        insert(fixture, at(more, ENTRIES + 1, more.chained(last.chain(), ENTRIES + 1)));
        assertThat(fixture.audit.verify().problems()).contains("entries 9 to 9 stand behind the head of the chain");
        remove(fixture, ENTRIES + 1);
        insert(fixture, at(more, 0, new byte[0]));

        assertThat(fixture.audit.verify().problems())
                .contains("1 entries have numbers outside of the chain, which is from 1 to 8");
    }

    @OnBothDatabases
    void manyProblemsAreCounted(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.recordMany(150);
        fixture.audit.settle();

        fixture.sql("UPDATE audit_entry SET actor = 'mallory'");

        assertThat(fixture.audit.verify().problems()).hasSize(101).last().isEqualTo("and 50 problems more");
    }

    /// Eight entries, with a checkpoint behind the fourth.
    private static AuditFixture signed(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.recordMany(ENTRIES / 2);
        fixture.audit.settle();
        fixture.recordMany(ENTRIES / 2);
        fixture.audit.settle();
        assertThat(fixture.audit.verify())
                .isEqualTo(new Verification(ENTRIES, 1, 1, ENTRIES, ENTRIES / 2, 0, List.of()));
        return fixture;
    }

    private static void expectProblem(AuditFixture fixture, SoftAssertions found, String trial) {
        found.assertThat(fixture.audit.verify().sound()).as(trial).isFalse();
    }

    private static StoredEntry at(StoredEntry entry, long number, byte[] chain) {
        return new StoredEntry(entry.id(), entry.at(), entry.texts(), number, chain);
    }

    private static void remove(AuditFixture fixture, long number) {
        fixture.sql("DELETE FROM audit_entry WHERE number = ?", number);
    }

    private static void insert(AuditFixture fixture, StoredEntry entry) {
        fixture.database.write(sql -> {
            new EntryTable().insert(sql, List.of(entry));
            return new EntryTable().number(sql, List.of(entry));
        });
    }
}
