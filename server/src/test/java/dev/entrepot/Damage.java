package dev.entrepot;

import dev.entrepot.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Changes rows and files of a registry behind its back, foreign keys or not.
final class Damage implements AutoCloseable {
    private final Connection connection;
    private final Path blobs;

    Damage(TestDatabase test) {
        this.blobs = test.data().resolve("blobs");
        String url = test.config()
                .url()
                .map(Damage::jdbc)
                .orElseGet(() -> "jdbc:sqlite:" + test.data().resolve("entrepot.db"));
        try {
            connection = DriverManager.getConnection(url);
            if (test.config().url().isEmpty()) {
                sql("PRAGMA busy_timeout = 10000");
            } else {
                dropForeignKeys();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// `postgresql://USER:PASSWORD@HOST/DB` as the driver wants it.
    private static String jdbc(String url) {
        java.net.URI uri = java.net.URI.create(url);
        String[] login = uri.getUserInfo().split(":", 2);
        String query = uri.getQuery() == null ? "" : "&" + uri.getQuery();
        return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?user=" + login[0]
                + (login.length > 1 ? "&password=" + login[1] : "") + query;
    }

    private void dropForeignKeys() {
        for (String drop : column("""
                SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname
                FROM pg_constraint WHERE contype = 'f'
                """)) {
            sql(drop);
        }
    }

    /// Returns how many rows it changed.
    int sql(String statement) {
        try (Statement one = connection.createStatement()) {
            return one.execute(statement) ? 0 : one.getUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    List<String> column(String query) {
        List<String> values = new ArrayList<>();
        try (Statement one = connection.createStatement();
                ResultSet rows = one.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
        return values;
    }

    String one(String query) {
        return column(query).getFirst();
    }

    /// Where the bytes of a digest lie.
    Path file(Object digest) {
        return path(one("SELECT storage_key FROM blob WHERE digest = '" + digest + "'"));
    }

    Path path(String key) {
        return blobs.resolve(key.substring(0, 2)).resolve(key);
    }

    /// Puts bytes under a key, as if they had come that long ago.
    Path write(String key, String text, Instant at) {
        return io(() -> {
            Files.writeString(path(key), text);
            return Files.setLastModifiedTime(path(key), FileTime.from(at));
        });
    }

    void append(Path file, String text) {
        io(() -> Files.writeString(file, text, StandardOpenOption.APPEND));
    }

    void overwrite(Path file, String text) {
        io(() -> Files.writeString(file, text));
    }

    static <T> T io(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface Work<T> {
        T run() throws IOException;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
