package dev.entrepot.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.telemetry.Metrics;
import java.time.Duration;
import java.util.List;

final class AuditLogTest {
    private static final AuditEvent PULL = AuditEvent.of("blob.pull", "team", "team/app");

    @OnBothDatabases
    void entryHoldsEverythingThatWasGiven(Database database) {
        AuditFixture fixture = new AuditFixture(database);

        fixture.record(AuditEvent.of("grant.add", "team", "team/app").with("role", "\"writer\"\\ ☃ 𝄞"));

        AuditEntry entry = fixture.newest().getFirst();
        assertThat(entry.at()).isEqualTo(AuditFixture.START);
        assertThat(entry.author()).isEqualTo(AuditFixture.ALICE);
        assertThat(entry.action()).isEqualTo("grant.add");
        assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.DONE);
        assertThat(entry.namespace()).isEqualTo("team");
        assertThat(entry.resource()).isEqualTo("team/app");
        assertThat(entry.detail()).containsExactly(java.util.Map.entry("role", "\"writer\"\\ ☃ 𝄞"));
        assertThat(entry.number()).isZero();
    }

    @OnBothDatabases
    void whatAClientSendsDoesNotEndTheChange(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        String hostile = "a\u0000b\uD800c\nd";

        fixture.record(
                new Author(Author.Kind.USER, "u1", hostile, hostile, hostile, hostile),
                AuditEvent.of("tag.move", hostile, hostile).with("text", hostile + "x".repeat(100_000)));

        AuditEntry entry = fixture.newest().getFirst();
        assertThat(entry.resource()).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
        assertThat(entry.detail().get("text")).hasSize(AuditText.MAX_LENGTH).endsWith("…");
    }

    @OnBothDatabases
    void entryOfAChangeThatFailedIsNotThere(Database database) {
        AuditFixture fixture = new AuditFixture(database);

        assertThatThrownBy(() -> database.write(sql -> {
                    fixture.log.record(sql, AuditFixture.ALICE, PULL);
                    throw new IllegalArgumentException("the change failed");
                }))
                .hasMessage("the change failed");

        assertThat(fixture.newest()).isEmpty();
    }

    @OnBothDatabases
    void secretIsNeverRecorded(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        String secret = "entrepot_pat_" + "aB3".repeat(15);
        String robot = "entrepot_rob_" + "aB3".repeat(15);

        assertThatThrownBy(() -> fixture.record(PULL.with("new", "it is " + secret)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> fixture.record(PULL.with("new", robot))).isInstanceOf(IllegalStateException.class);
        fixture.record(AuditEvent.of("tag.move", "team", "team/app:" + secret));
        fixture.log.refused(AuditFixture.ALICE, PULL.with("given", robot), "not with " + secret);
        fixture.audit.settle();

        assertThat(fixture.newest()).hasSize(2);
        assertThat(fixture.newest().toString())
                .doesNotContain(secret)
                .doesNotContain(robot)
                .contains("team/app:entrepot_pat_***")
                .contains("not with entrepot_pat_***");
    }

    @OnBothDatabases
    void sameRefusalAgainAndAgainIsOneEntry(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        Author bob = new Author(Author.Kind.USER, "u2", "bob", "password", "", "");

        for (int i = 0; i < 5_000; i++) {
            fixture.log.refused(AuditFixture.ALICE, PULL, "needs reader");
        }
        fixture.advance(Duration.ofMillis(1));
        fixture.log.refused(bob, PULL, "needs reader");
        fixture.audit.settle();
        fixture.audit.settle();

        List<AuditEntry> entries = fixture.newest();
        assertThat(entries).hasSize(2).allMatch(entry -> entry.outcome() == AuditEntry.Outcome.REFUSED);
        assertThat(entries.getFirst().author()).isEqualTo(bob);
        assertThat(entries.getFirst().detail()).doesNotContainKey("times");
        assertThat(entries.getLast().detail()).containsEntry("times", "5000").containsEntry("reason", "needs reader");
    }

    @OnBothDatabases
    void refusalOfOneThatNobodyKnowsIsOnlyCounted(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        Metrics metrics = new Metrics();
        fixture.log.bindTo(metrics.registry());
        Author nobody = new Author(Author.Kind.ANONYMOUS, "", "mistyped-password", "", "192.0.2.9", "r");

        fixture.log.refused(nobody, PULL, "unknown");
        fixture.audit.settle();

        assertThat(fixture.newest()).isEmpty();
        assertThat(metrics.scrape()).contains("entrepot_audit_refusals_total{caller=\"unknown\"} 1.0");
    }

    @OnBothDatabases
    void floodOfOneTakesNoPlaceOfOthersAndIsSummedUp(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        Metrics metrics = new Metrics();
        fixture.log.bindTo(metrics.registry());
        Author bob = new Author(Author.Kind.USER, "u2", "bob", "password", "", "");

        for (int i = 0; i < Refusals.MOST_OF_ONE + 7; i++) {
            fixture.log.refused(AuditFixture.ALICE, AuditEvent.of("blob.pull", "team", "team/" + i), "needs reader");
        }
        fixture.log.refused(bob, PULL, "needs reader");
        fixture.audit.settle();

        List<AuditEntry> entries =
                fixture.audit.entries().page(AuditFilter.ALL, "", 1_000).entries();
        assertThat(entries).hasSize(Refusals.MOST_OF_ONE + 2);
        assertThat(entries).anyMatch(entry -> entry.author().equals(bob));
        assertThat(entries)
                .filteredOn(entry -> entry.action().equals("audit.overflow"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.detail()).containsEntry("refusals", "7"));
        assertThat(metrics.scrape()).contains("entrepot_audit_refusals_dropped_total 7.0");
    }

    @OnBothDatabases
    void noMoreThanTheMostWait(Database database) {
        AuditFixture fixture = new AuditFixture(database);

        for (int i = 0; i < Refusals.MOST + 3; i++) {
            Author each = new Author(Author.Kind.ROBOT, "r" + i, "team+r" + i, "", "", "");
            fixture.log.refused(each, PULL, "needs reader");
        }
        fixture.audit.close();

        AuditFilter summary = AuditFilter.ALL.action("audit.");
        assertThat(fixture.audit.entries().page(summary, "", 10).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.detail()).containsEntry("refusals", "3"));
    }
}
