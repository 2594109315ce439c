package dev.entrepot.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.time.Duration;
import java.util.List;

final class AuditRetentionTest {
    private static final Duration KEEP = Duration.ofDays(30);
    private static final AuditConfig CONFIG = new AuditConfig(KEEP, Duration.ofMinutes(10));

    @OnBothDatabases
    void oldEntriesGoUpToACheckpointAndTheRestStillVerifies(Database database) {
        AuditFixture fixture = new AuditFixture(database, CONFIG);
        fixture.recordMany(AuditRetention.BATCH + 2);
        fixture.audit.settle();
        fixture.advance(Duration.ofMinutes(10));
        fixture.audit.settle();
        fixture.recordMany(3);
        fixture.audit.settle();
        fixture.advance(KEEP.minus(Duration.ofMinutes(1)));
        fixture.audit.retain();
        // Only the checkpoint behind the first batch of the chaining job is old enough, by a hair.
        assertThat(fixture.chained().getFirst().number()).isEqualTo(AuditChain.BATCH + 1);

        fixture.advance(Duration.ofMinutes(2));
        fixture.audit.retain();
        fixture.audit.settle();

        Verification verified = fixture.audit.verify();
        assertThat(verified.problems()).isEmpty();
        assertThat(verified.firstNumber()).isEqualTo(AuditRetention.BATCH + 3);
        assertThat(verified.lastNumber()).isEqualTo(AuditRetention.BATCH + 7);
        assertThat(fixture.newest().getFirst())
                .satisfies(entry -> assertThat(entry.action()).isEqualTo("audit.purge"))
                .satisfies(entry -> assertThat(entry.detail())
                        .containsEntry("from", "" + (AuditChain.BATCH + 1))
                        .containsEntry("through", "" + (AuditRetention.BATCH + 2)));
    }

    @OnBothDatabases
    void everythingMayGoAndTheChainGoesOn(Database database) {
        AuditFixture fixture = new AuditFixture(database, CONFIG);
        fixture.recordMany(3);
        fixture.audit.settle();
        fixture.advance(KEEP);
        fixture.audit.retain();
        assertThat(fixture.chained()).isEmpty();
        assertThat(fixture.audit.verify().problems()).isEmpty();

        fixture.recordMany(1);
        fixture.audit.settle();

        assertThat(fixture.audit.verify()).isEqualTo(new Verification(2, 1, 4, 5, 0, 0, List.of()));
    }

    @OnBothDatabases
    void youngEntriesStay(Database database) {
        AuditFixture fixture = new AuditFixture(database, CONFIG);
        fixture.recordMany(3);
        fixture.audit.settle();
        fixture.advance(KEEP.minus(Duration.ofSeconds(1)));

        fixture.audit.retain();

        assertThat(fixture.chained()).hasSize(3);
        assertThat(fixture.newest()).noneMatch(entry -> entry.action().equals("audit.purge"));
    }

    @OnBothDatabases
    void evidenceIsNotRemoved(Database database) {
        AuditFixture fixture = new AuditFixture(database, CONFIG);
        fixture.recordMany(3);
        fixture.audit.settle();
        fixture.advance(KEEP);
        fixture.sql("UPDATE audit_entry SET actor = 'mallory' WHERE number = 2");

        assertThatThrownBy(fixture.audit::retain).hasMessageContaining("do not verify");

        assertThat(fixture.chained()).hasSize(3);
    }

    @OnBothDatabases
    void checkpointThatWasMadeOlderRemovesNothing(Database database) {
        AuditFixture fixture = new AuditFixture(database, CONFIG);
        fixture.recordMany(3);
        fixture.audit.settle();
        fixture.sql("UPDATE audit_checkpoint SET at = 0");

        assertThatThrownBy(fixture.audit::retain).hasMessageContaining("do not verify");

        assertThat(fixture.chained()).hasSize(3);
    }
}
