package dev.entrepot.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.OnPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

final class AuditChainTest {
    @OnBothDatabases
    void entriesAreNumberedInTheOrderOfTime(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.recordMany(AuditChain.BATCH + 3);

        fixture.audit.settle();

        List<StoredEntry> chained = fixture.chained();
        assertThat(chained)
                .extracting(StoredEntry::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, AuditChain.BATCH + 3).boxed().toList());
        assertThat(chained).extracting(StoredEntry::at).isSorted();
        int all = AuditChain.BATCH + 3;
        assertThat(fixture.audit.verify()).isEqualTo(new Verification(all, 1, 1, all, 3, 0, List.of()));
    }

    @OnBothDatabases
    void nothingIsDoneWhereNothingWaits(Database database) {
        AuditFixture fixture = new AuditFixture(database);

        fixture.audit.settle();
        fixture.audit.retain();

        assertThat(fixture.audit.verify()).isEqualTo(new Verification(0, 0, 0, 0, 0, 0, List.of()));
    }

    @OnBothDatabases
    void checkpointFollowsAtTheLatestAfterItsInterval(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.recordMany(1);
        fixture.audit.settle();

        fixture.recordMany(2);
        fixture.audit.settle();
        assertThat(fixture.audit.verify()).isEqualTo(new Verification(3, 1, 1, 3, 2, 0, List.of()));
        fixture.advance(AuditConfig.DEFAULT.checkpointInterval());
        fixture.audit.settle();

        assertThat(fixture.audit.verify()).isEqualTo(new Verification(3, 2, 1, 3, 0, 0, List.of()));
        fixture.advance(AuditConfig.DEFAULT.checkpointInterval());
        fixture.audit.settle();
        assertThat(fixture.audit.verify().checkpoints()).isEqualTo(2);
    }

    /// The transaction of "late" begins first and ends last: its entry is older than the one chained before it.
    @OnPostgres
    void entryThatIsCommittedLateIsNotLost(Database database) throws Exception {
        AuditFixture fixture = new AuditFixture(database);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch chained = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> late = threads.submit(() -> database.write(sql -> {
                fixture.log.record(sql, AuditFixture.ALICE, AuditEvent.of("tag.move", "team", "late"));
                written.countDown();
                return await(chained);
            }));
            await(written);
            fixture.advance(Duration.ofSeconds(1));
            fixture.record(AuditEvent.of("tag.move", "team", "early"));
            fixture.audit.settle();
            assertThat(fixture.chained()).hasSize(1);

            chained.countDown();
            late.get(60, TimeUnit.SECONDS);
            fixture.audit.settle();
        }

        assertThat(fixture.chained())
                .extracting(entry -> entry.number() + " " + entry.texts().get(9))
                .containsExactly("1 early", "2 late");
        assertThat(fixture.newest()).extracting(AuditEntry::resource).containsExactly("early", "late");
        assertThat(fixture.audit.verify().problems()).isEmpty();
    }

    @OnBothDatabases
    void manyWritersAndTwoNodesThatChainLoseNothing(Database database) throws Exception {
        int writers = 6;
        int each = 60;
        AuditFixture fixture = new AuditFixture(database);
        Audit other =
                new Audit(AuditConfig.DEFAULT, new Audit.Parts(database, fixture.log, fixture.signer, fixture.clock));
        AtomicBoolean writing = new AtomicBoolean(true);

        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> jobs = new ArrayList<>();
            for (Audit node : List.of(fixture.audit, other)) {
                jobs.add(threads.submit(() -> {
                    while (writing.get()) {
                        node.settle();
                        assertThat(node.verify().problems()).isEmpty();
                    }
                }));
            }
            List<Future<?>> changes = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                changes.add(threads.submit(() -> fixture.recordMany(each)));
            }
            try {
                for (Future<?> change : changes) {
                    change.get(120, TimeUnit.SECONDS);
                }
            } finally {
                writing.set(false);
            }
            for (Future<?> job : jobs) {
                job.get(120, TimeUnit.SECONDS);
            }
        }
        other.settle();

        assertThat(fixture.chained())
                .extracting(StoredEntry::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, (long) writers * each).boxed().toList());
        assertThat(fixture.audit.verify().problems()).isEmpty();
        assertThat(fixture.audit.verify().unchained()).isZero();
    }

    @OnBothDatabases
    void nothingIsChainedToAHeadThatWasMovedBack(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.recordMany(5);
        fixture.audit.settle();
        StoredEntry third = fixture.chained().get(2);

        fixture.sql("DELETE FROM audit_entry WHERE number > 3");
        fixture.sql("UPDATE audit_bound SET number = 3, chain = ?", third.chain());
        fixture.recordMany(2);

        assertThatThrownBy(fixture.audit::settle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("altered");
        assertThat(fixture.chained()).hasSize(3);
        assertThat(fixture.audit.verify().problems())
                .anyMatch(problem -> problem.contains("not signed"))
                .anyMatch(problem -> problem.contains("cut off"));
    }

    @OnBothDatabases
    void nothingIsChainedAnewWhereTheHeadIsGone(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.recordMany(2);
        fixture.audit.settle();

        fixture.sql("DELETE FROM audit_bound");
        fixture.recordMany(1);

        assertThatThrownBy(fixture.audit::settle).hasMessageContaining("altered");
        assertThat(fixture.audit.verify().sound()).isFalse();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
