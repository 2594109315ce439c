package dev.entrepot.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.health.StorageFullException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// What PostgreSQL does besides: transactions that meet run again, and connections break.
class PostgresDatabaseTest {
    private static final String INSERT = "INSERT INTO registry_fact (name, value) VALUES (?, ?)";
    private static final String COUNT = "SELECT COUNT(*) FROM registry_fact";
    private static final String END_ALL_OTHERS = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

    /// Each counts the rows and adds one that bears the number: one after the other that gives 0 and 1, and without
    /// a repetition both would write 0.
    @OnPostgres
    void twoThatReadWhatTheOtherWritesEndAsOneAfterTheOther(Database database) {
        CountDownLatch firstHasRead = new CountDownLatch(1);
        CountDownLatch secondIsDone = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();

        CompletableFuture<Long> first = Concurrently.start(() -> database.write(sql -> {
            runs.incrementAndGet();
            long count = count(sql);
            firstHasRead.countDown();
            Concurrently.await(secondIsDone);
            sql.update(INSERT, "first", Long.toString(count));
            return count;
        }));
        Concurrently.await(firstHasRead);
        long second = database.write(sql -> {
            long count = count(sql);
            sql.update(INSERT, "second", Long.toString(count));
            return count;
        });
        secondIsDone.countDown();

        assertThat(second).isZero();
        assertThat(first.join()).isEqualTo(1);
        assertThat(runs).hasValue(2);
    }

    /// Both update the two rows in opposite order: PostgreSQL ends one of them (40P01, or 40001 once the other has
    /// committed), which runs again.
    @OnPostgres
    void aDeadlockEndsWithBothDone(Database database) {
        database.write(sql -> sql.updateAll(INSERT, List.of(new Object[] {"a", ""}, new Object[] {"b", ""})));
        CountDownLatch bothHoldOne = new CountDownLatch(2);
        AtomicInteger runs = new AtomicInteger();

        CompletableFuture<Integer> forth = appendTo(database, "a", "b", bothHoldOne, runs);
        CompletableFuture<Integer> back = appendTo(database, "b", "a", bothHoldOne, runs);

        assertThat(forth.join() + back.join()).isEqualTo(2);
        assertThat(runs).hasValueGreaterThan(2);
        assertThat(database.<List<String>>read(sql -> sql.list("SELECT value FROM registry_fact", row -> row.text(1))))
                .containsExactly("++", "++");
    }

    private static CompletableFuture<Integer> appendTo(
            Database database, String one, String other, CountDownLatch bothHoldOne, AtomicInteger runs) {
        String append = "UPDATE registry_fact SET value = value || '+' WHERE name = ?";
        return Concurrently.start(() -> database.write(sql -> {
            runs.incrementAndGet();
            sql.update(append, one);
            bothHoldOne.countDown();
            Concurrently.await(bothHoldOne);
            return sql.update(append, other);
        }));
    }

    @OnPostgres
    void whatAlwaysMeetsAnotherNodeIsGivenUp(TestDatabase test) {
        AtomicInteger runs = new AtomicInteger();

        try (TestDatabase node = test.again()) {
            assertThatThrownBy(() -> test.database().write(sql -> {
                        int run = runs.incrementAndGet();
                        count(sql);
                        node.database().write(other -> {
                            count(other);
                            return other.update(INSERT, "other" + run, "");
                        });
                        return sql.update(INSERT, "mine" + run, "");
                    }))
                    .isExactlyInstanceOf(DatabaseException.class);
        }

        assertThat(runs).hasValueGreaterThanOrEqualTo(5);
        assertThat(test.database().<Long>read(PostgresDatabaseTest::count)).isEqualTo(runs.get());
    }

    /// Each reads what all the others write. One that has lost twice runs alone and so does not lose again.
    @OnPostgres
    void whatAlwaysMeetsItsOwnNodeRunsAlone(Database database) {
        List<CompletableFuture<Integer>> writers = new ArrayList<>();
        for (int writer = 0; writer < 16; writer++) {
            String name = "w" + writer;
            writers.add(Concurrently.start(() -> {
                for (int step = 0; step < 20; step++) {
                    String row = name + "-" + step;
                    AtomicInteger runs = new AtomicInteger();
                    database.write(sql -> sql.update(INSERT, row, runs.incrementAndGet() + "" + count(sql)));
                    assertThat(runs).hasValueLessThanOrEqualTo(3);
                }
                return 20;
            }));
        }

        assertThat(writers.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(320);
        assertThat(database.<Long>read(PostgresDatabaseTest::count)).isEqualTo(320);
    }

    @OnPostgres
    void aServerWithoutRoomForPredicateLocksIsAskedAgain(Database database) {
        AtomicInteger runs = new AtomicInteger();

        database.write(sql -> runs.incrementAndGet() == 1
                ? sql.update("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53200'; END $$")
                : sql.update(INSERT, "a", ""));

        assertThat(runs).hasValue(2);
    }

    @OnPostgres
    void workThatSwallowsALostRaceRunsAgainAllTheSame(Database database) {
        AtomicInteger runs = new AtomicInteger();

        database.write(sql -> {
            if (runs.incrementAndGet() == 1) {
                try {
                    sql.update("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$");
                } catch (DatabaseException swallowed) {
                    return 0;
                }
            }
            return sql.update(INSERT, "a", "");
        });

        assertThat(runs).hasValue(2);
        assertThat(database.<Long>read(PostgresDatabaseTest::count)).isEqualTo(1);
    }

    @OnPostgres
    void aFullServerIsTold(Database database) {
        assertThatThrownBy(() -> database.write(
                        sql -> sql.update("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")))
                .isInstanceOf(StorageFullException.class);
    }

    @OnPostgres
    void aConnectionThatBreaksInATransactionIsNotTriedAgain(TestDatabase test) {
        AtomicInteger runs = new AtomicInteger();

        try (TestDatabase other = test.again()) {
            assertThatThrownBy(() -> test.database().write(sql -> {
                        runs.incrementAndGet();
                        sql.update(INSERT, "a", "");
                        other.database().read(away -> away.list(END_ALL_OTHERS, row -> row.number(1)));
                        return sql.update(INSERT, "b", "");
                    }))
                    .isExactlyInstanceOf(DatabaseException.class);
        }

        assertThat(runs).hasValue(1);
        try (TestDatabase later = test.again()) {
            assertThat(later.database().<Long>read(PostgresDatabaseTest::count)).isZero();
        }
    }

    @OnPostgres
    void aCommitWhoseAnswerIsLostIsNotTriedAgain(TestDatabase test) {
        AtomicInteger runs = new AtomicInteger();

        try (TestDatabase other = test.again()) {
            assertThatThrownBy(() -> test.database().write(sql -> {
                        runs.incrementAndGet();
                        sql.update(INSERT, "a", "");
                        return other.database()
                                .<List<Long>>read(away -> away.list(END_ALL_OTHERS, row -> row.number(1)))
                                .size();
                    }))
                    .isExactlyInstanceOf(DatabaseException.class);
        }

        assertThat(runs).hasValue(1);
        assertThat(test.health().writesRefusedBecause()).isEmpty();
    }

    @OnPostgres
    void aServerThatAcknowledgesTooEarlyStopsTheStart(TestDatabase test, TestPostgres server) throws SQLException {
        String url = test.config().url().orElseThrow();
        String name = url.substring(url.lastIndexOf('/') + 1);
        server.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");

        assertThatThrownBy(test::again)
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("synchronous_commit=off");
    }

    @OnPostgres
    void twoNodesSeeTheSameRows(TestDatabase test) {
        try (TestDatabase other = test.again()) {
            test.database().write(sql -> sql.update(INSERT, "a", ""));

            assertThat(other.database().<Long>read(PostgresDatabaseTest::count)).isEqualTo(1);
        }
    }

    private static long count(Sql sql) {
        return sql.first(COUNT, row -> row.number(1)).orElseThrow();
    }
}
