package dev.entrepot.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.health.WritesRefusedException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/// The WAL stays small, and a checkpoint that fails is not passed over.
class CheckpointTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final String UPSERT = "INSERT INTO manifest_content (digest, bytes) VALUES (?, ?)"
            + " ON CONFLICT (digest) DO UPDATE SET bytes = excluded.bytes";

    @TempDir
    Path data;

    @TempDir
    Path copy;

    private final Random random = new Random(7);
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
    void theWalStaysBelowItsBoundWhileWritesGoOn() {
        writeMebibytes(5);
        Concurrently.await(() -> steps.checkpoints() > 0);

        writeMebibytes(100);

        assertThat(sqlite.walBytes().orElseThrow()).isLessThan(80 * MEBIBYTE);
    }

    @Test
    void aReaderThatDoesNotEndKeepsNobodyFromWritingAndLaterTheWalIsCut() {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        writeMebibytes(1);
        CompletableFuture<Long> reader =
                Concurrently.start(() -> sqlite.database().read(sql -> {
                    long before = contents(sql);
                    reading.countDown();
                    Concurrently.await(release);
                    return contents(sql) - before;
                }));
        Concurrently.await(reading);

        writeMebibytes(70);
        assertThat(sqlite.walBytes().orElseThrow()).isGreaterThan(64 * MEBIBYTE);
        release.countDown();
        assertThat(reader.join()).isZero();
        // A try that meets the checkpointer's own lock is put off by some more frames, so give it several.
        for (int tries = 0; tries < 8 && sqlite.walBytes().orElseThrow() >= 32 * MEBIBYTE; tries++) {
            writeMebibytes(20);
        }

        assertThat(sqlite.walBytes().orElseThrow()).isLessThan(32 * MEBIBYTE);
    }

    @Test
    void aFailedCheckpointRefusesWritesAndIsTheLast() throws Exception {
        sqlite.write(sqlite.insert("kept")).join();
        steps.beforeCheckpoint(connection -> {
            throw ScriptedSteps.failure(SQLiteErrorCode.SQLITE_IOERR_FSYNC);
        });

        sqlite.database().write(sql -> sql.update(UPSERT, "large", new byte[(int) (5 * MEBIBYTE)]));
        Concurrently.await(() -> sqlite.health().writesRefusedBecause().isPresent());

        assertThatThrownBy(() -> sqlite.database().write(sqlite.insert("later")))
                .isInstanceOf(WritesRefusedException.class);
        assertThat(sqlite.names()).containsExactly("kept");
        sqlite.close();
        assertThat(steps.checkpoints()).isEqualTo(1);
        assertThat(sqlite.namesAfterCrash(copy)).containsExactly("kept");
    }

    @Test
    void aCheckpointThatFindsTheDiskFullIsTriedAgain() {
        steps.beforeCheckpoint(connection -> {
            throw ScriptedSteps.failure(SQLiteErrorCode.SQLITE_FULL);
        });
        writeMebibytes(5);
        Concurrently.await(() -> steps.checkpoints() > 0);

        steps.beforeCheckpoint(connection -> {});
        int before = steps.checkpoints();
        writeMebibytes(1);
        Concurrently.await(() -> steps.checkpoints() > before);

        assertThat(sqlite.health().writesRefusedBecause()).isEmpty();
    }

    private static long contents(Sql sql) {
        return sql.first("SELECT COUNT(*) FROM manifest_content", row -> row.number(1))
                .orElseThrow();
    }

    /// Other bytes each time: SQLite writes no page that stays as it is.
    private void writeMebibytes(int count) {
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[(int) MEBIBYTE];
            random.nextBytes(bytes);
            int digest = i;
            sqlite.database().write(sql -> sql.update(UPSERT, "d" + digest, bytes));
        }
    }
}
