package dev.entrepot.database;

import dev.entrepot.health.NodeHealth;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The metadata in one SQLite file:
///
/// ```
/// DATA/entrepot.db         the database
/// DATA/entrepot.db-wal     what was committed and not yet copied into it; gone after a clean close
/// DATA/entrepot.db-shm     its index, made anew at each start
/// ```
final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private final NodeHealth health;
    private final DurableSteps steps;
    private final SqliteConnection writing;
    private final SqliteConnection checkpointing;
    private final ReadConnections reading;
    private final Checkpointer checkpointer;
    private final GroupWriter writer;
    private final AtomicBoolean closed = new AtomicBoolean();

    SqliteDatabase(Path data, int connections, NodeHealth health, Metrics metrics) {
        this(data, connections, health, metrics, new DurableSteps());
    }

    SqliteDatabase(Path data, int connections, NodeHealth health, Metrics metrics, DurableSteps steps) {
        this(data, connections, health, metrics, steps, Schema.NEWEST);
    }

    SqliteDatabase(
            Path data, int connections, NodeHealth health, Metrics metrics, DurableSteps steps, int schemaVersion) {
        this.health = health;
        this.steps = steps;
        Path file = data.resolve("entrepot.db");
        try {
            create(file);
            this.writing = SqliteConnection.writing(file);
            new Schema("TEXT", "BLOB", schemaVersion).bringUpToDate(migrating(file));
            this.checkpointing = SqliteConnection.writing(file);
        } catch (SQLException e) {
            throw new DatabaseException("cannot open " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.reading = new ReadConnections(file, connections);
        this.checkpointer = new Checkpointer(checkpointing, steps, health);
        this.writer = new GroupWriter(writing, steps, health, new WriterMeters(metrics), checkpointer);
        checkpointer.start();
        writer.start();
    }

    /// Readable by its owner only: it holds the hashes of passwords.
    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    private static SQLiteDataSource migrating(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    @Override
    public <T> T read(Work<T> work) {
        return reading.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    @Override
    public String engine() {
        return "sqlite";
    }

    /// How many writes wait for the writer, those it works on aside.
    int waitingWrites() {
        return writer.waiting();
    }

    /// A node that refuses writes leaves its connections open: SQLite would make a checkpoint when the last one
    /// closes. Recovery at the next start decides what is durable.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        writer.close();
        checkpointer.close();
        if (health.writesRefusedBecause().isPresent()) {
            return;
        }
        reading.close();
        try {
            steps.checkpoint(writing, "TRUNCATE");
            checkpointing.close();
            writing.close();
        } catch (SQLException e) {
            LOG.error("event=unclean_close reason=\"{}\"", e.getMessage());
        }
    }
}
