package dev.entrepot.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.health.StorageFullException;
import dev.entrepot.health.WritesRefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/// Members of one group: who shares what with whom when something fails.
class SharedCommitTest {
    private static final String MAX_PAGES = "PRAGMA max_page_count = ";

    @TempDir
    Path data;

    @TempDir
    Path copy;

    private final ScriptedSteps steps = new ScriptedSteps();
    private SqliteFixture sqlite;

    @BeforeEach
    void open() {
        sqlite = new SqliteFixture(data, steps);
    }

    @AfterEach
    void close() {
        sqlite.close();
    }

    @Test
    void writesThatWaitShareOneCommit() {
        int before = steps.commits();

        List<CompletableFuture<Integer>> answers = sqlite.writeAsOneGroup(inserts(50));

        answers.forEach(CompletableFuture::join);
        assertThat(steps.commits() - before)
                .as("the one that was waited for, and theirs")
                .isEqualTo(2);
        assertThat(sqlite.names()).hasSize(50);
    }

    @Test
    void aMemberThatFailsTakesNobodyWithIt() {
        IllegalStateException refusal = new IllegalStateException("refused");

        List<CompletableFuture<Integer>> answers = sqlite.writeAsOneGroup(List.of(
                sqlite.insert("a"),
                sql -> {
                    sql.update(SqliteFixture.INSERT, "refused", "");
                    throw refusal;
                },
                sql -> {
                    sql.update(SqliteFixture.INSERT, "broken", "");
                    return sql.update(SqliteFixture.INSERT, "a", "again");
                },
                sqlite.insert("b")));

        assertThat(answers.get(0).join()).isEqualTo(1);
        assertThatThrownBy(answers.get(1)::join).hasCause(refusal);
        assertThatThrownBy(answers.get(2)::join).hasCauseInstanceOf(ConstraintViolation.class);
        assertThat(answers.get(3).join()).isEqualTo(1);
        assertThat(sqlite.names()).containsExactly("a", "b");
    }

    @Test
    void nobodyIsAnsweredBeforeTheCommitNotEvenWhoWasRefused() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger commits = new AtomicInteger();
        steps.onCommit(connection -> {
            if (commits.incrementAndGet() == 2) {
                entered.countDown();
                Concurrently.await(release);
            }
            connection.execute("COMMIT");
        });

        List<CompletableFuture<Integer>> answers = sqlite.writeAsOneGroup(List.of(sqlite.insert("a"), sql -> {
            throw new IllegalStateException("because of a, which is not durable yet");
        }));
        Concurrently.await(entered);

        assertThat(answers).noneMatch(CompletableFuture::isDone);
        assertThat(sqlite.names()).isEmpty();
        release.countDown();
        assertThat(answers.get(0).join()).isEqualTo(1);
        assertThatThrownBy(answers.get(1)::join).hasMessageContaining("not durable yet");
    }

    @Test
    void aFullDatabaseRefusesOnlyTheMemberThatDoesNotFit() {
        byte[] large = new byte[1 << 20];
        Database.Work<Integer> tooLarge = sql -> {
            sql.update(SqliteFixture.INSERT, "large", "");
            return sql.update("INSERT INTO manifest_content (digest, bytes) VALUES (?, ?)", "large", large);
        };
        limitPages(pages() + 20);

        List<CompletableFuture<Integer>> answers =
                sqlite.writeAsOneGroup(List.of(sqlite.insert("a"), tooLarge, sqlite.insert("b")));

        assertThat(answers.get(0).join()).isEqualTo(1);
        assertThatThrownBy(answers.get(1)::join).hasCauseInstanceOf(StorageFullException.class);
        assertThat(answers.get(2).join()).isEqualTo(1);
        assertThat(sqlite.names()).containsExactly("a", "b");
        assertThat(sqlite.health().writesRefusedBecause()).isEmpty();

        limitPages(1 << 20);
        sqlite.write(tooLarge).join();
        assertThat(sqlite.names()).containsExactly("a", "b", "large");
    }

    @Test
    void aDiskThatIsFullAtTheCommitRefusesAllAndForgetsWhenThereIsRoom() {
        steps.onCommit(connection -> {
            throw ScriptedSteps.failure(SQLiteErrorCode.SQLITE_FULL);
        });
        CompletableFuture<Integer> alone = sqlite.write(sqlite.insert("a"));
        assertThatThrownBy(alone::join).hasCauseInstanceOf(StorageFullException.class);

        steps.commitAsUsual();

        assertThat(sqlite.write(sqlite.insert("a")).join()).isEqualTo(1);
        assertThat(sqlite.health().writesRefusedBecause()).isEmpty();
    }

    @Test
    void swallowingAFullDatabaseDoesNotHelp() {
        limitPages(pages() + 5);

        CompletableFuture<Integer> answer = sqlite.write(sql -> {
            try {
                return sql.update(
                        "INSERT INTO manifest_content (digest, bytes) VALUES (?, ?)", "large", new byte[1 << 20]);
            } catch (StorageFullException swallowed) {
                return 7;
            }
        });

        assertThatThrownBy(answer::join).hasCauseInstanceOf(StorageFullException.class);
    }

    @Test
    void aFailedCommitRefusesWritesAndKeepsWhatWasAcknowledged() throws Exception {
        sqlite.write(sqlite.insert("kept")).join();
        steps.onCommit(failOnlyGroups(connection -> {
            throw ScriptedSteps.failure(SQLiteErrorCode.SQLITE_IOERR_FSYNC);
        }));
        int checkpoints = steps.checkpoints();

        List<CompletableFuture<Integer>> answers = sqlite.writeAsOneGroup(inserts(3));

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThatThrownBy(answer::join).hasCauseExactlyInstanceOf(DatabaseException.class));
        assertThat(sqlite.health().writesRefusedBecause())
                .hasValueSatisfying(reason -> assertThat(reason).contains("SQLITE_IOERR_FSYNC"));
        assertThatThrownBy(() -> sqlite.database().write(sqlite.insert("later")))
                .isInstanceOf(WritesRefusedException.class);
        assertThat(sqlite.names()).as("reads go on").containsExactly("kept");

        sqlite.close();
        assertThat(steps.checkpoints()).isEqualTo(checkpoints);
        assertThat(sqlite.walBytes())
                .as("not closed cleanly")
                .hasValueSatisfying(bytes -> assertThat(bytes).isPositive());
        assertThat(sqlite.namesAfterCrash(copy)).containsExactly("kept");
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotTriedAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        steps.onCommit(failOnlyGroups(connection -> {
            connection.execute("COMMIT");
            throw ScriptedSteps.failure(SQLiteErrorCode.SQLITE_IOERR_FSYNC);
        }));

        List<CompletableFuture<Integer>> answers = sqlite.writeAsOneGroup(List.of(
                sql -> {
                    runs.incrementAndGet();
                    return sql.update(SqliteFixture.INSERT, "a", "");
                },
                sqlite.insert("b")));

        assertThat(answers)
                .allSatisfy(answer -> assertThatThrownBy(answer::join).hasCauseInstanceOf(DatabaseException.class));
        assertThat(runs).hasValue(1);
        assertThat(sqlite.health().writesRefusedBecause()).isPresent();
        assertThat(sqlite.namesAfterCrash(copy)).containsExactly("a", "b");
    }

    @Test
    void whoWaitedWhenTheCommitFailedIsRefusedWithoutRunning() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        steps.onCommit(connection -> {
            entered.countDown();
            Concurrently.await(release);
            throw ScriptedSteps.failure(SQLiteErrorCode.SQLITE_IOERR_WRITE);
        });

        CompletableFuture<Integer> failed = sqlite.write(sqlite.insert("a"));
        Concurrently.await(entered);
        CompletableFuture<Integer> waited = sqlite.write(sql -> runs.incrementAndGet());
        Concurrently.await(() -> sqlite.database().waitingWrites() == 1);
        release.countDown();

        assertThatThrownBy(failed::join).hasCauseInstanceOf(DatabaseException.class);
        assertThatThrownBy(waited::join).hasCauseInstanceOf(WritesRefusedException.class);
        assertThat(runs).hasValue(0);
    }

    @Test
    void aTransactionInsideATransactionIsABug() {
        CompletableFuture<Integer> answer =
                sqlite.write(sql -> sqlite.database().write(sqlite.insert("inner")));

        assertThatThrownBy(answer::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingWritesWhatWaitsAndRefusesWhatComesLater() {
        List<CompletableFuture<Integer>> answers = sqlite.writeAsOneGroup(inserts(10));
        sqlite.close();

        answers.forEach(CompletableFuture::join);
        assertThat(sqlite.walBytes()).isEmpty();
        assertThatThrownBy(() -> sqlite.database().write(sqlite.insert("late"))).isInstanceOf(DatabaseException.class);
    }

    /// Lets the write pass that only holds the writer up.
    private ScriptedSteps.Step failOnlyGroups(ScriptedSteps.Step failing) {
        AtomicInteger seen = new AtomicInteger();
        return connection -> {
            if (seen.getAndIncrement() == 0) {
                connection.execute("COMMIT");
            } else {
                failing.run(connection);
            }
        };
    }

    private List<Database.Work<Integer>> inserts(int count) {
        List<Database.Work<Integer>> works = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            works.add(sqlite.insert("n" + i));
        }
        return works;
    }

    private long pages() {
        return sqlite.database()
                .<Long>read(sql ->
                        sql.first("PRAGMA page_count", row -> row.number(1)).orElseThrow());
    }

    /// Acts on the writer's connection, which is where a full database is met.
    private void limitPages(long pages) {
        sqlite.database().write(sql -> sql.first(MAX_PAGES + pages, row -> row.number(1)));
    }
}
