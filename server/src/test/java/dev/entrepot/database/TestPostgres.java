package dev.entrepot.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A PostgreSQL server for tests: the machine's own where it has one, else one from the class path.
///
/// Databases are made with the collation of ICU's `en-US` where the server knows it, so that a text that does not
/// sort by its bytes shows.
public final class TestPostgres implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String ICU = " TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";

    private final PostgresProcess server;
    private final AtomicInteger databases = new AtomicInteger();

    private TestPostgres(PostgresProcess server) {
        this.server = server;
        createTemplate();
        TestDatabase.open(config(url("template_registry")), Path.of("")).close();
    }

    private static DatabaseConfig config(String url) {
        return new DatabaseConfig(Optional.of(url), 2);
    }

    static TestPostgres start() {
        return new TestPostgres(
                installed().<PostgresProcess>map(InstalledPostgres::start).orElseGet(EmbeddedPostgresProcess::start));
    }

    /// The newest that is installed.
    private static Optional<Path> installed() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(programs -> Files.isExecutable(programs.resolve("postgres")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createTemplate() {
        try {
            execute("CREATE DATABASE template_registry" + ICU);
        } catch (SQLException withoutIcu) {
            try {
                execute("CREATE DATABASE template_registry TEMPLATE template0 ENCODING 'UTF8'");
            } catch (SQLException e) {
                e.addSuppressed(withoutIcu);
                throw new IllegalStateException("no database could be made", e);
            }
        }
    }

    /// A new database with the schema in it; its URL in the form of the configuration.
    public String createDatabase() {
        String name = "test_" + databases.incrementAndGet();
        try {
            execute("CREATE DATABASE " + name + " TEMPLATE template_registry");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
        return url(name);
    }

    public void dropDatabase(String url) {
        String name = url.substring(url.lastIndexOf('/') + 1);
        try {
            execute("DROP DATABASE " + name + " WITH (FORCE)");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot drop " + name, e);
        }
    }

    private String url(String database) {
        return "postgresql://postgres:none@127.0.0.1:" + server.port() + "/" + database;
    }

    /// Runs a statement as the superuser, outside all databases of tests.
    public void execute(String statement) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=postgres";
        try (Connection connection = DriverManager.getConnection(url);
                Statement prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
