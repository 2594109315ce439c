package dev.entrepot.database;

import dev.entrepot.health.NodeHealth;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves what was committed from SQLite's WAL into the database file, and looks at the result: SQLite's own
/// automatic checkpoint runs inside a COMMIT and hides its failures.
///
/// Past {@link #PASSIVE_FRAMES} a thread of its own copies without stopping anybody. Readers that never pause can
/// keep the WAL from starting over; past {@link #TRUNCATE_FRAMES} the writer itself, between two groups, waits a
/// moment for them. A failure other than a full disk ends all writing: no later checkpoint may follow it.
final class Checkpointer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    /// 4 MiB in pages of 4 KiB.
    static final long PASSIVE_FRAMES = 1024;

    /// 64 MiB.
    static final long TRUNCATE_FRAMES = 16 * PASSIVE_FRAMES;

    /// How long writers may stand still for readers that keep the WAL from starting over.
    private static final Duration TRUNCATE_WAIT = Duration.ofMillis(200);

    private final SqliteConnection connection;
    private final DurableSteps steps;
    private final NodeHealth health;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread;
    private long truncateAt = TRUNCATE_FRAMES;
    private volatile boolean closed;

    Checkpointer(SqliteConnection connection, DurableSteps steps, NodeHealth health) {
        this.connection = connection;
        this.steps = steps;
        this.health = health;
        this.thread = Thread.ofPlatform().name("database-checkpoint").daemon().unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /// Called by the writer thread between two groups, with its own connection.
    void afterGroup(SqliteConnection writer) {
        if (health.writesRefusedBecause().isPresent()) {
            return;
        }
        try {
            SqliteConnection.Wal wal = writer.checkpoint("NOOP");
            if (wal.frames() >= truncateAt) {
                truncate(writer);
            } else if (wal.outstanding() >= PASSIVE_FRAMES && wanted.availablePermits() == 0) {
                wanted.release();
            }
        } catch (SQLException e) {
            failed(e);
        }
    }

    private void truncate(SqliteConnection writer) throws SQLException {
        writer.waitForLocks(TRUNCATE_WAIT);
        try {
            SqliteConnection.Wal wal = steps.checkpoint(writer, "TRUNCATE");
            truncateAt = wal.busy() ? wal.frames() + TRUNCATE_FRAMES / 4 : TRUNCATE_FRAMES;
        } finally {
            writer.waitForLocks();
        }
    }

    private void serve() {
        while (true) {
            wanted.acquireUninterruptibly();
            if (closed || health.writesRefusedBecause().isPresent()) {
                return;
            }
            try {
                steps.checkpoint(connection, "PASSIVE");
            } catch (SQLException e) {
                failed(e);
            }
        }
    }

    private void failed(SQLException error) {
        switch (SqlErrors.meaning(error)) {
            // The WAL keeps what could not be copied; the next group tries again.
            case FULL, RETRY, SOUND -> LOG.warn("event=checkpoint_postponed reason=\"{}\"", error.getMessage());
            case CONSTRAINT, UNSOUND -> health.refuseWrites("a database checkpoint failed: " + error.getMessage());
        }
    }

    /// Ends the thread after the checkpoint under way.
    @Override
    public void close() {
        closed = true;
        wanted.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
