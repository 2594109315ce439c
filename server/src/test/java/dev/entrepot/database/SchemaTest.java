package dev.entrepot.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The list of migrations is complete, and a database is left alone only when nothing is to be done.
class SchemaTest {
    private static final String HISTORY =
            "SELECT script, checksum FROM flyway_schema_history WHERE script LIKE 'V%' ORDER BY installed_rank";

    @Test
    void everyMigrationIsNamed() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(getClass().getResource("/db/migration"));

        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Schema.MIGRATIONS);
        }
    }

    @OnBothDatabases
    void theChecksumsAreThoseThatFlywayWrote(Database database) {
        List<String> history = database.read(sql -> sql.list(HISTORY, row -> row.text(1) + " " + row.number(2)));

        assertThat(history)
                .containsExactlyElementsOf(Schema.MIGRATIONS.stream()
                        .map(script -> script + " " + Schema.checksum(script))
                        .toList());
    }

    @OnBothDatabases
    void aDatabaseThatIsCurrentIsOpenedAgain(TestDatabase test) {
        test.database().write(sql -> sql.update("INSERT INTO registry_fact (name, value) VALUES (?, ?)", "a", ""));
        test.close();

        try (TestDatabase again = test.again()) {
            assertThat(SqliteFixture.names(again.database())).containsExactly("a");
        }
    }

    @OnBothDatabases
    void aMigrationThatWasChangedAfterItRanStopsTheStart(TestDatabase test) {
        test.database().write(sql -> sql.update("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'"));
        test.close();

        assertThatThrownBy(test::again).isInstanceOf(DatabaseException.class).hasMessageContaining("schema");
    }

    @OnBothDatabases
    void aNewerSchemaIsLeftAsItIs(TestDatabase test) {
        test.database()
                .write(sql ->
                        sql.update("INSERT INTO flyway_schema_history (installed_rank, version, description, type,"
                                + " script, checksum, installed_by, execution_time, success)"
                                + " SELECT 1000, '999', 'later', 'SQL', 'V999__later.sql', 5, 'x', 1, success"
                                + " FROM flyway_schema_history WHERE version = '1'"));
        test.close();

        test.again().close();
    }
}
