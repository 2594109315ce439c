package dev.entrepot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    /// Steps from one cut to the next: each takes a whole backup.
    private static final int STRIDE = 5;

    @TempDir
    private Path temporary;

    private static BackupFixture fixture(TestDatabase test) {
        return new BackupFixture(test.data(), test.database(), InstantSource.system());
    }

    @OnBothDatabases
    void aBackupIsWholeAndSaysWhatItHolds(TestDatabase test) {
        BackupFixture registry = fixture(test);
        registry.image("one", "1");
        registry.image("two", "2");
        Path folder = temporary.resolve("deep/backups");

        BackupReport report = registry.backup(folder);

        assertThat(report.blobs()).isEqualTo(2);
        assertThat(report.copiedBytes()).isEqualTo(6);
        assertThat(report.sound()).isTrue();
        BackupCheck.Report check = BackupFixture.check(folder, true);
        assertThat(check.problems()).isEmpty();
        assertThat(check.snapshots()).containsExactly(report.snapshot());
        assertThat(check.rows()).isEqualTo(report.rows());
        assertThat(registry.number("SELECT COUNT(*) FROM backup WHERE ended_at IS NOT NULL"))
                .isEqualTo(1);
        assertThat(registry.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'registry.backup'"))
                .isEqualTo(1);
    }

    @OnBothDatabases
    void everyTableIsInABackupOrLeftOutByName(TestDatabase test) throws IOException {
        BackupFixture registry = fixture(test);
        Path folder = temporary.resolve("backups");
        String id = registry.backup(folder).snapshot();

        List<String> written = new ArrayList<>(Backups.LEFT_OUT);
        written.add(Backups.KEYS);
        try (BackupFolder backups = BackupFolder.forReading(folder)) {
            Generations.manifest(backups, id).tables().forEach(table -> written.add(table.name()));
        }

        assertThat(written).containsExactlyInAnyOrderElementsOf(registry.rows().keySet());
        assertThat(registry.rows().keySet()).containsAll(BackupFixture.CHANGED).contains("manifest", "job", "deletion");
    }

    @OnBothDatabases
    void aSecondBackupCopiesOnlyWhatIsNew(TestDatabase test) {
        BackupFixture registry = fixture(test);
        registry.image("one", "1");
        Path folder = temporary.resolve("backups");
        BackupReport first = registry.backup(folder);
        registry.image("second", "2");

        BackupReport second = registry.backup(folder);

        assertThat(second.blobs()).isEqualTo(2);
        assertThat(second.copiedBlobs()).isEqualTo(1);
        assertThat(second.copiedBytes()).isEqualTo(6);
        assertThat(BackupFixture.check(folder, true).snapshots()).containsExactly(first.snapshot(), second.snapshot());
    }

    @OnBothDatabases
    void olderSnapshotsGoWithWhatOnlyTheyName(TestDatabase test) throws IOException {
        BackupFixture registry = fixture(test);
        Digest gone = registry.image("to be gone", "1");
        Path folder = temporary.resolve("backups");
        String first = registry.backup(folder).snapshot();
        registry.image("stays", "1");
        registry.sql("DELETE FROM manifest_blob WHERE blob_digest = ?", gone.toString());
        registry.sql("DELETE FROM link WHERE digest = ?", gone.toString());
        registry.sql("DELETE FROM blob WHERE digest = ?", gone.toString());

        BackupReport second = registry.backup(BackupFixture.keeping(folder, 1), Watch.NONE);

        assertThat(second.removedSnapshots()).containsExactly(first);
        assertThat(second.freedBytes()).isEqualTo("to be gone".length());
        BackupCheck.Report check = BackupFixture.check(folder, true);
        assertThat(check.snapshots()).containsExactly(second.snapshot());
        assertThat(check.sound()).isTrue();
        assertThat(BackupFixture.files(folder.resolve("blobs"))).isEqualTo(1);
    }

    @OnBothDatabases
    void damagedAndMissingBytesAreReportedAndTheRestIsCopied(TestDatabase test) throws IOException {
        BackupFixture registry = fixture(test);
        Digest damaged = registry.image("damaged", "1");
        Digest missing = registry.image("missing", "2");
        registry.image("sound", "3");
        Files.writeString(registry.file(damaged), "DAMAGED");
        Files.delete(registry.file(missing));
        Path folder = temporary.resolve("backups");

        BackupReport report = registry.backup(folder);

        assertThat(report.sound()).isFalse();
        assertThat(report.damaged())
                .containsExactlyInAnyOrder(
                        damaged + ": its bytes in storage are damaged: they have another digest",
                        missing + ": its bytes are missing in storage");
        assertThat(report.copiedBlobs()).isEqualTo(1);
        assertThat(BackupFixture.check(folder, false).problems())
                .hasSize(2)
                .allMatch(each -> each.contains("was not copied"));
    }

    @OnBothDatabases
    void whatIsDamagedInTheFolderIsFoundAndCopiedAnew(TestDatabase test) throws IOException {
        BackupFixture registry = fixture(test);
        Digest changed = registry.image("changed", "1");
        Digest lost = registry.image("lost", "2");
        Path folder = temporary.resolve("backups");
        String id = registry.backup(folder).snapshot();
        try (BackupFolder backups = BackupFolder.forReading(folder)) {
            Files.writeString(backups.blob(changed), "CHANGED");
            Files.delete(backups.blob(lost));
        }

        assertThat(BackupFixture.check(folder, false).problems())
                .containsExactly("snapshot " + id + ": blob " + lost + " is missing");
        assertThat(BackupFixture.check(folder, true).problemCount()).isEqualTo(2);

        BackupReport again = registry.backup(new BackupOrder(folder, false, 0, 0, true), Watch.NONE);

        assertThat(again.copiedBlobs()).isEqualTo(2);
        assertThat(BackupFixture.check(folder, true).sound()).isTrue();
    }

    @OnBothDatabases
    void filesOfASnapshotThatWereChangedAreFound(TestDatabase test) throws IOException {
        BackupFixture registry = fixture(test);
        registry.image("one", "1");
        Path folder = temporary.resolve("backups");
        Path snapshot =
                folder.resolve("snapshots").resolve(registry.backup(folder).snapshot());
        byte[] tags = Files.readAllBytes(snapshot.resolve("tables/tag.gz"));
        tags[tags.length - 9] ^= 1;
        Files.write(snapshot.resolve("tables/tag.gz"), tags);
        Files.delete(snapshot.resolve("tables/link.gz"));

        assertThat(BackupFixture.check(folder, false).problems())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("link.gz is missing"))
                .anyMatch(problem -> problem.contains("tag.gz is damaged"));

        Files.writeString(snapshot.resolve("manifest.json"), "{}");
        assertThat(BackupFixture.check(folder, false).problems())
                .singleElement()
                .asString()
                .contains("manifest.json is damaged");
    }

    @OnBothDatabases
    void oneThatIsCutOffLeavesTheOthersSoundAndIsTakenUpAgain(TestDatabase test) {
        BackupFixture registry = fixture(test);
        registry.image("one", "1");
        Path folder = temporary.resolve("backups");
        registry.backup(folder);
        registry.image("two", "2");
        registry.image("three", "3");

        int steps = 0;
        for (boolean cut = true; cut; steps += STRIDE) {
            int stop = steps;
            int[] step = {0};
            try {
                registry.backup(BackupFixture.order(folder), (done, total, unit, message) -> {
                    if (step[0]++ == stop) {
                        throw new CutOffException();
                    }
                });
                cut = false;
            } catch (CutOffException e) {
                BackupCheck.Report check = BackupFixture.check(folder, false);
                assertThat(check.sound()).isTrue();
                assertThat(check.snapshots()).hasSize(1);
            }
        }

        assertThat(steps).isGreaterThan(20);
        assertThat(BackupFixture.check(folder, true).snapshots()).hasSize(2);
        assertThat(BackupFixture.check(folder, true).problems()).isEmpty();
        assertThat(registry.number("SELECT COUNT(*) FROM backup WHERE ended_at IS NULL"))
                .isZero();
    }

    @OnBothDatabases
    void whatIsDeletedAndCollectedMeanwhileIsInTheBackup(TestDatabase test) {
        BackupFixture registry =
                new BackupFixture(test.data(), test.database(), InstantSource.system(), BackupFixture.AT_ONCE);
        Digest deleted = registry.blob("deleted");
        Path folder = temporary.resolve("backups");
        Path file = registry.file(deleted);
        boolean[] once = {false};

        BackupReport report = registry.backup(BackupFixture.order(folder), (done, total, unit, message) -> {
            if (unit.equals("bytes") && !once[0]) {
                once[0] = true;
                registry.content.blobs().delete(BackupFixture.REPOSITORY, deleted, BackupFixture.ALICE);
                assertThat(registry.content.garbage().collect().deferred()).isEqualTo(1);
                registry.image("pushed meanwhile", "2");
                assertThat(file).exists();
            }
        });

        assertThat(once[0]).isTrue();
        assertThat(report.damaged()).isEmpty();
        assertThat(report.blobs()).isEqualTo(1);
        assertThat(BackupFixture.check(folder, true).problems()).isEmpty();
        registry.content.garbage().collect();
        assertThat(file).doesNotExist();
    }

    @OnBothDatabases
    void foldersThatHoldOtherThingsAreRefused(TestDatabase test) throws IOException {
        BackupFixture registry = fixture(test);
        Path other = Files.createDirectory(temporary.resolve("home"));
        Files.writeString(other.resolve("letter.txt"), "dear");
        Path link = Files.createSymbolicLink(temporary.resolve("link"), test.data());

        assertThatThrownBy(() -> registry.backup(other)).hasMessageContaining("is no folder of backups");
        assertThatThrownBy(() -> registry.backup(test.data().resolve("backups")))
                .hasMessageContaining("lie in each other");
        assertThatThrownBy(() -> registry.backup(link.resolve("backups"))).hasMessageContaining("lie in each other");
        assertThatThrownBy(() -> BackupFixture.order(Path.of("backups"))).hasMessageContaining("whole path");
        assertThat(BackupFixture.files(other)).isEqualTo(1);
    }

    /// Where a backup is cut off.
    static final class CutOffException extends RuntimeException {}
}
