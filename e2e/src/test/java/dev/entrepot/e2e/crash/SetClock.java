package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Makes a server believe that the clock was set while it was down: what it kept of its clocks is changed, since no
/// test may set those of the machine.
final class SetClock {
    private static final Duration KEPT_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Server server;

    SetClock(Server server) {
        this.server = server;
    }

    /// Stops the server and turns back the clock that it remembers.
    void turnBack(Duration time) {
        try {
            awaitKept();
            server.stop();
            try (Connection connection = connection("rw");
                    Statement statement = connection.createStatement()) {
                int changed = statement.executeUpdate("""
                        UPDATE registry_fact SET value = SUBSTR(value, 1, INSTR(value, ' '))
                          || (CAST(SUBSTR(value, INSTR(value, ' ') + 1) AS INTEGER) - %d)
                        WHERE name LIKE 'garbage.clock.%%'
                        """.formatted(TimeUnit.NANOSECONDS.toMicros(time.toNanos())));
                if (changed != 1) {
                    throw new AssertionError(changed + " clocks are remembered, not one");
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitKept() throws SQLException {
        long end = System.nanoTime() + KEPT_LIMIT.toNanos();
        while (!kept()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing of the clocks was kept for " + KEPT_LIMIT);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean kept() throws SQLException {
        try (Connection connection = connection("ro");
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT 1 FROM registry_fact WHERE name LIKE 'garbage.clock.%'")) {
            return found.next();
        }
    }

    private Connection connection(String mode) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:file:" + server.data().resolve("entrepot.db") + "?mode=" + mode);
    }
}
