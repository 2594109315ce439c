package dev.entrepot.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The metadata in PostgreSQL, shared by many nodes. Reads and writes have connections of their own, so that writers
/// that wait for each other never keep a reader waiting.
final class PostgresDatabase implements Database {
    /// A transaction that lost this often, and for this long, meets others that would not stop.
    private static final int ATTEMPTS = 5;

    private static final Duration BUDGET = Duration.ofSeconds(2);

    /// Attempts beside the others of this node; further ones are made alone.
    private static final int TOGETHER = 2;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    /// A server that is gone without a word is noticed after this time.
    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(60);

    private final NodeHealth health;
    private final HikariDataSource reading;
    private final HikariDataSource writing;
    private final Turns turns = new Turns();
    private final Counter repeats;

    PostgresDatabase(PostgresUrl url, int connections, NodeHealth health, Metrics metrics) {
        this(url, connections, health, metrics, Schema.NEWEST);
    }

    PostgresDatabase(PostgresUrl url, int connections, NodeHealth health, Metrics metrics, int schemaVersion) {
        this.health = health;
        this.repeats = Counter.builder("entrepot.database.repeats")
                .description("Transactions that met others and ran again")
                .register(metrics.registry());
        int writers = Math.max(1, connections / 2);
        this.writing = pool(url, writers, "TRANSACTION_SERIALIZABLE");
        try {
            requireDurableCommits();
            new Schema("TEXT COLLATE \"C\"", "BYTEA", schemaVersion).bringUpToDate(migrating(url));
            this.reading = pool(url, Math.max(1, connections - writers), "TRANSACTION_REPEATABLE_READ");
        } catch (RuntimeException e) {
            writing.close();
            throw e;
        }
    }

    private static HikariDataSource pool(PostgresUrl url, int connections, String isolation) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url.jdbcUrl());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setTransactionIsolation(isolation);
        config.setReadOnly(isolation.equals("TRANSACTION_REPEATABLE_READ"));
        // A scan of a whole table, however small, meets every change of that table.
        config.setConnectionInitSql("SET enable_seqscan = off");
        config.setConnectionTimeout(CONNECT_LIMIT.toMillis());
        config.addDataSourceProperty("ApplicationName", "entrepot");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
        config.addDataSourceProperty("socketTimeout", Long.toString(SOCKET_LIMIT.toSeconds()));
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new DatabaseException("cannot reach the database " + url + ": " + e.getMessage(), e);
        }
    }

    /// Outside the pools: Flyway wants two connections at once, with settings of its own.
    private static DataSource migrating(PostgresUrl url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        source.setUser(url.user());
        source.setPassword(url.password());
        return source;
    }

    private void requireDurableCommits() {
        try (Connection connection = writing.getConnection();
                Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery("SHOW synchronous_commit")) {
            setting.next();
            if (setting.getString(1).equals("off")) {
                throw new DatabaseException("PostgreSQL has synchronous_commit=off: it would acknowledge what a crash"
                        + " can lose. Set it to on (or remote_apply) for this database and start again.");
            }
        } catch (SQLException e) {
            throw new DatabaseException("cannot read synchronous_commit", e);
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        try (Connection connection = reading.getConnection()) {
            return inTransaction(connection, work);
        } catch (SQLException e) {
            throw SqlErrors.translate("read", e);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        health.requireWritable();
        long began = System.nanoTime();
        for (int attempt = 1; true; attempt++) {
            try (Turns.Turn _ = attempt > TOGETHER ? turns.alone() : turns.together();
                    Connection connection = writing.getConnection()) {
                return inTransaction(connection, work);
            } catch (SQLException e) {
                if (SqlErrors.meaning(e) != SqlErrors.Meaning.RETRY
                        || (attempt >= ATTEMPTS && System.nanoTime() - began > BUDGET.toNanos())) {
                    throw SqlErrors.translate("write", e);
                }
            }
            repeats.increment();
            pause(attempt);
        }
    }

    /// One attempt. Fails with the `SQLException` that killed the transaction, whatever the work made of it. What
    /// is not committed is rolled back when the pool gets the connection back.
    private static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        Sql sql = new Sql(new PooledStatements(connection));
        T result;
        try {
            result = work.run(sql);
        } catch (RuntimeException e) {
            SQLException failure = sql.failure();
            if (failure == null || SqlErrors.meaning(failure) == SqlErrors.Meaning.CONSTRAINT) {
                throw e;
            }
            throw failure;
        }
        SQLException swallowed = sql.failure();
        if (swallowed != null) {
            if (SqlErrors.meaning(swallowed) == SqlErrors.Meaning.CONSTRAINT) {
                throw new IllegalStateException("the work went on after a statement that failed", swallowed);
            }
            throw swallowed;
        }
        connection.commit();
        return result;
    }

    /// Random, so that two that met do not meet again; doubled each time, up to a limit.
    private static void pause(int attempt) {
        long longest = Math.min(FIRST_PAUSE.toNanos() << Math.min(attempt, 10), LONGEST_PAUSE.toNanos());
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 4, longest));
    }

    @Override
    public String engine() {
        return "postgresql";
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }

    /// The driver itself keeps the prepared statements of its connection.
    private record PooledStatements(Connection connection) implements Statements {
        @Override
        public PreparedStatement take(String text) throws SQLException {
            return connection.prepareStatement(text);
        }

        @Override
        public void giveBack(String text, PreparedStatement statement) throws SQLException {
            statement.close();
        }
    }
}
