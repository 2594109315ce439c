package dev.entrepot.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/// Brings the tables up to date, forward only. Flyway decides and does it; a database whose history already names
/// every migration of this program, each with the checksum it has here, is left alone, which makes a start faster.
final class Schema {
    /// All migrations, oldest first. Named here because searching the jar for them takes longer than running them.
    static final List<String> MIGRATIONS = List.of(
            "V1__registry.sql",
            "V2__access.sql",
            "V3__keeping.sql",
            "V4__scanning.sql",
            "V5__policies.sql",
            "V6__waivers.sql",
            "V7__external_scans.sql");

    private static final String FOLDER = "db/migration/";
    static final String HISTORY = "flyway_schema_history";

    /// That of {@link #MIGRATIONS}, which are numbered from 1 without a gap.
    static final int NEWEST = MIGRATIONS.size();

    private final String key;
    private final String bytes;
    private final int version;

    /// @param key the type of a text that sorts by its bytes
    /// @param bytes the type of a byte string
    /// @param version how many of the migrations to run
    Schema(String key, String bytes, int version) {
        this.key = key;
        this.bytes = bytes;
        this.version = version;
    }

    void bringUpToDate(DataSource source) {
        try {
            if (!isCurrent(source)) {
                migrate(source);
            }
        } catch (FlywayException e) {
            throw new DatabaseException("the schema could not be brought up to date: " + e.getMessage(), e);
        }
    }

    /// Whatever the history cannot tell, Flyway finds out and says.
    private boolean isCurrent(DataSource source) {
        Set<String> applied = new HashSet<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT script, checksum, success FROM " + HISTORY)) {
            while (rows.next()) {
                if (!rows.getBoolean(3)) {
                    return false;
                }
                applied.add(rows.getString(1) + " " + rows.getInt(2));
            }
        } catch (SQLException e) {
            return false;
        }
        return MIGRATIONS.stream().limit(version).allMatch(script -> applied.contains(script + " " + checksum(script)));
    }

    /// Flyway's own: the CRC-32 of all lines without their ends. If it ever changed there, Flyway would only run
    /// where it need not.
    static int checksum(String script) {
        CRC32 crc = new CRC32();
        try (BufferedReader lines = new BufferedReader(open(script))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                crc.update(line.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (int) crc.getValue();
    }

    private static Reader open(String script) {
        InputStream in = Schema.class.getClassLoader().getResourceAsStream(FOLDER + script);
        if (in == null) {
            throw new IllegalStateException("no such migration in this program: " + script);
        }
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    private void migrate(DataSource source) {
        Flyway.configure(Schema.class.getClassLoader())
                .loggers("slf4j")
                .dataSource(source)
                .table(HISTORY)
                .target(Integer.toString(version))
                .placeholders(Map.of("key", key, "bytes", bytes))
                .resourceProvider(new OwnMigrations())
                .javaMigrationClassProvider(List::of)
                .skipDefaultCallbacks(true)
                .load()
                .migrate();
    }

    /// Answers from {@link #MIGRATIONS} instead of searching the class path.
    private static final class OwnMigrations implements ResourceProvider {
        /// Asked only for settings of single migrations, of which there are none.
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return null;
        }

        @Override
        public List<LoadableResource> getResources(String prefix, String[] suffixes) {
            List<LoadableResource> found = new ArrayList<>();
            for (String script : MIGRATIONS) {
                if (script.startsWith(prefix) && endsWithOne(script, suffixes)) {
                    found.add(new Migration(script));
                }
            }
            return found;
        }

        private static boolean endsWithOne(String script, String[] suffixes) {
            for (String suffix : suffixes) {
                if (script.endsWith(suffix)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// One script, under the name that Flyway's own search would give it.
    private static final class Migration extends LoadableResource {
        private final String script;

        Migration(String script) {
            this.script = script;
        }

        @Override
        public Reader read() {
            return open(script);
        }

        @Override
        public String getAbsolutePath() {
            return FOLDER + script;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return FOLDER + script;
        }

        @Override
        public String getFilename() {
            return script;
        }

        @Override
        public String getRelativePath() {
            return script;
        }
    }
}
