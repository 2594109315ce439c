package dev.entrepot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.backup.BackupTest.CutOffException;
import dev.entrepot.database.Database;
import dev.entrepot.database.DatabaseConfig;
import dev.entrepot.database.Databases;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.OnPostgres;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.database.TestPostgres;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.oci.Digest;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
    /// Steps from one cut to the next: each takes a whole restore.
    private static final int STRIDE = 4;

    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    private Path temporary;

    private Path folder() {
        return temporary.resolve("backups");
    }

    private Path data() {
        return temporary.resolve("data");
    }

    /// A backup of a registry with two images and an upload that is open; then the database it came from is
    /// gone.
    private Map<String, Set<String>> taken(BackupFixture registry) {
        registry.image("one", "1");
        registry.image("two", "2");
        registry.openUpload();
        registry.backup(folder());
        return registry.lasting();
    }

    private BackupFixture restored(Path data, DatabaseConfig config) {
        return new BackupFixture(data, config, CLOCK);
    }

    @OnPostgres
    @OnBothDatabases
    void aSnapshotOfOneEngineIsRestoredIntoTheOther(TestDatabase test, TestPostgres postgres) {
        Path second = temporary.resolve("second");
        Map<String, Set<String>> before;
        try (BackupFixture sqlite = new BackupFixture(temporary.resolve("first"), DatabaseConfig.DEFAULT, CLOCK)) {
            before = taken(sqlite);
        }
        String url = postgres.createDatabase();
        DatabaseConfig config = new DatabaseConfig(Optional.of(url), 4);

        InstantSource frozen = CLOCK;
        assertThat(BackupFixture.restore(folder(), data(), config, frozen).sound())
                .isTrue();

        Map<String, Set<String>> there;
        try (BackupFixture other = restored(data(), config)) {
            there = other.lasting();
            assertThat(there.keySet()).isEqualTo(before.keySet());
            assertThat(there.get("manifest_content")).isEqualTo(before.get("manifest_content"));
            assertThat(there.get("tag_move")).isEqualTo(before.get("tag_move"));
            assertThat(other.backup(second).sound()).isTrue();
            there = other.lasting();
        }
        postgres.dropDatabase(url);

        Path back = temporary.resolve("back");
        BackupFixture.restore(second, back, DatabaseConfig.DEFAULT, CLOCK);

        try (BackupFixture home = restored(back, DatabaseConfig.DEFAULT)) {
            Map<String, Set<String>> rows = home.lasting();
            for (String table : Set.of("link", "manifest", "unlinked_blob")) {
                assertThat(rows.remove(table)).hasSameSizeAs(there.remove(table));
            }
            assertThat(rows).isEqualTo(there);
            assertThat(home.file(Digest.of(Digest.Algorithm.SHA256, BackupFixture.bytes("one"))))
                    .hasContent("one");
        }
    }

    /// Engines of their own for what is restored into.
    private DatabaseConfig target(TestDatabase test) {
        return test.config().url().isPresent() ? test.config() : DatabaseConfig.DEFAULT;
    }

    /// Takes a backup on SQLite and leaves the database of the test empty.
    private void takenElsewhere() {
        try (BackupFixture sqlite = new BackupFixture(temporary.resolve("first"), DatabaseConfig.DEFAULT, CLOCK)) {
            taken(sqlite);
        }
    }

    @OnBothDatabases
    void aRestoreThatIsCutOffIsRunAgainAndNothingStartsMeanwhile(TestDatabase test) {
        takenElsewhere();
        test.close();
        RestoreOrder order = new RestoreOrder(folder(), Optional.empty(), false, false);

        int refused = 0;
        int steps = 0;
        for (boolean cut = true; cut; steps += STRIDE) {
            int stop = steps;
            int[] step = {0};
            try {
                BackupFixture.restore(order, data(), target(test), CLOCK, (done, total, unit, message) -> {
                    if (step[0]++ == stop) {
                        throw new CutOffException();
                    }
                });
                cut = false;
            } catch (CutOffException e) {
                refused += message(test).contains("half of a restore") ? 1 : 0;
            }
        }

        assertThat(refused).isGreaterThan(5);
        try (BackupFixture registry = restored(data(), target(test))) {
            RegistryFacts.begin(registry.database);
            assertThat(registry.number("SELECT COUNT(*) FROM tag")).isEqualTo(2);
            assertThat(registry.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'registry.restore'"))
                    .isEqualTo(1);
        }
    }

    /// What a registry that would start now says, or empty when it would start.
    private String message(TestDatabase test) {
        try (Database database = Databases.open(target(test), data(), new NodeHealth(), new Metrics())) {
            RegistryFacts facts = new RegistryFacts();
            if (database.read(sql -> facts.value(sql, RegistryFacts.RESTORE)).isPresent()) {
                RegistryFacts.begin(database);
            }
            return "";
        } catch (UnusableFolderException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @OnBothDatabases
    void whatIsMissingOrDamagedInTheBackupIsToldAndTheRestIsThere(TestDatabase test) throws IOException {
        takenElsewhere();
        test.close();
        Digest one = Digest.of(Digest.Algorithm.SHA256, BackupFixture.bytes("one"));
        Digest two = Digest.of(Digest.Algorithm.SHA256, BackupFixture.bytes("two"));
        try (BackupFolder backups = BackupFolder.forReading(folder())) {
            Files.writeString(backups.blob(one), "eno");
        }

        RestoreReport report = BackupFixture.restore(folder(), data(), target(test), CLOCK);

        assertThat(report.sound()).isFalse();
        assertThat(report.missing())
                .containsExactly(one + ": its bytes in the backup are damaged: they have another digest");
        try (BackupFixture registry = restored(data(), target(test))) {
            assertThat(registry.file(two)).hasContent("two");
            assertThat(registry.number("SELECT COUNT(*) FROM blob WHERE state = 'damaged'"))
                    .isEqualTo(1);
            assertThat(BackupFixture.files(data().resolve("blobs"))).isEqualTo(1);

            registry.image("one", "1");

            assertThat(registry.number("SELECT COUNT(*) FROM blob WHERE state = 'damaged'"))
                    .isZero();
            assertThat(registry.file(one)).hasContent("one");
        }
    }

    @OnBothDatabases
    void leasesAndTrashLastAsMuchLongerAsTheSnapshotIsOld(TestDatabase test) {
        try (BackupFixture sqlite = new BackupFixture(temporary.resolve("first"), DatabaseConfig.DEFAULT, CLOCK)) {
            sqlite.image("one", "1");
            sqlite.sql("UPDATE link SET leased_until = 1000, check_at = 2000");
            sqlite.sql("UPDATE manifest SET leased_until = 3000");
            sqlite.sql("INSERT INTO unlinked_blob (storage_key, due_at) SELECT storage_key, 4000 FROM blob");
            sqlite.sql("INSERT INTO removal (storage_key, due_at) VALUES ('x', 1)");
            sqlite.sql("""
                    INSERT INTO deletion (id, kind, namespace, repository, cause, deleted_at, deleted_by, keep_until)
                    VALUES ('d', 'tag', 'team', 'team/app', '', 0, 'alice', 5000)
                    """);
            sqlite.sql("""
                    INSERT INTO deployment (owner, name, repository_id, digest, owner_name, reported_at, expires_at)
                    VALUES ('robot:1', 'cluster', 1, 'sha256:1', 'team+ci', 0, 6000)
                    """);
            sqlite.sql("INSERT INTO retention_time (namespace, policies, due_at) VALUES ('team', '', 7000)");
            sqlite.backup(folder());
            sqlite.sql("DELETE FROM removal");
        }
        test.close();
        long day = Duration.ofDays(1).toMillis() * 1_000;

        // On PostgreSQL the clock of the database decides, and no day has passed there.
        boolean local = test.config().url().isEmpty();
        BackupFixture.restore(folder(), data(), target(test), BackupFixture.later(CLOCK, Duration.ofDays(1)));

        try (BackupFixture registry = restored(data(), target(test))) {
            long passed = registry.number("SELECT leased_until FROM link") - 1_000;
            assertThat(passed).isBetween(local ? day : 1, local ? day + 60_000_000 : 60_000_000);
            assertThat(registry.number("SELECT check_at FROM link")).isEqualTo(2_000 + passed);
            assertThat(registry.number("SELECT leased_until FROM manifest")).isEqualTo(3_000 + passed);
            assertThat(registry.number("SELECT due_at FROM unlinked_blob")).isEqualTo(4_000 + passed);
            assertThat(registry.number("SELECT keep_until FROM deletion")).isEqualTo(5_000 + passed);
            assertThat(registry.number("SELECT expires_at FROM deployment")).isEqualTo(6_000 + passed);
            assertThat(registry.number("SELECT due_at FROM retention_time")).isEqualTo(7_000 + passed);
            assertThat(registry.number("SELECT COUNT(*) FROM removal")).isZero();
            assertThat(registry.number("SELECT COUNT(*) FROM upload")).isZero();
        }
    }

    @OnBothDatabases
    void onlyAnEmptyRegistryIsRestoredInto(TestDatabase test) throws IOException {
        takenElsewhere();
        BackupFixture there = new BackupFixture(test.data(), test.database(), CLOCK);
        there.image("mine", "1");
        Path mine = there.file(Digest.of(Digest.Algorithm.SHA256, BackupFixture.bytes("mine")));
        test.close();

        assertThatThrownBy(() -> BackupFixture.restore(folder(), test.data(), test.config(), CLOCK))
                .hasMessageContaining("already holds a registry");

        Path fresh = Files.createDirectories(temporary.resolve("fresh/blobs/aa"));
        Files.writeString(fresh.resolve("aa00000000000000000000000000000f"), "newer");
        assertThatThrownBy(() ->
                        BackupFixture.restore(folder(), temporary.resolve("fresh"), DatabaseConfig.DEFAULT, CLOCK))
                .hasMessageContaining("--onto-storage");
        assertThat(mine).hasContent("mine");
    }

    @OnBothDatabases
    void anOldDatabaseOntoNewerStorageTakesWhatLiesThere(TestDatabase test) throws IOException {
        Path first = temporary.resolve("first");
        Digest one = Digest.of(Digest.Algorithm.SHA256, BackupFixture.bytes("one"));
        Digest newer;
        Path newerFile;
        try (BackupFixture sqlite = new BackupFixture(first, DatabaseConfig.DEFAULT, CLOCK)) {
            taken(sqlite);
            newer = sqlite.image("newer", "3");
            newerFile = sqlite.file(newer);
            Files.delete(sqlite.file(one));
        }
        for (String name : Set.of("entrepot.db", "entrepot.db-wal", "entrepot.db-shm")) {
            Files.deleteIfExists(first.resolve(name));
        }
        test.close();

        RestoreReport report = BackupFixture.restore(
                new RestoreOrder(folder(), Optional.empty(), true, false), first, target(test), CLOCK, Watch.NONE);

        assertThat(report.sound()).isTrue();
        assertThat(report.copiedBlobs()).isEqualTo(1);
        assertThat(newerFile).hasContent("newer");
        try (BackupFixture registry = restored(first, target(test))) {
            registry.content.garbage().collect();
            assertThat(newerFile).hasContent("newer");
            assertThat(registry.file(one)).hasContent("one");
        }
    }
}
