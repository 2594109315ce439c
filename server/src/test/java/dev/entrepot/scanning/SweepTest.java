package dev.entrepot.scanning;

import static dev.entrepot.scanning.ScanningFixture.ALICE;
import static dev.entrepot.scanning.ScanningFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.content.RepositoryChanges;
import dev.entrepot.content.RepositoryResult;
import dev.entrepot.content.Restoration;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.util.List;

/// What becomes of what is known when images go, come back or move.
final class SweepTest {
    private static final String LODASH = "npm lodash 4.17.15";

    @OnBothDatabases
    void whatIsKnownOfAnImageGoesWithItAndNotBefore(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.advisories.are("lodash CVE-1 4.17.20 HIGH");
            fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            delete(fixture, APP);
            fixture.scanning.sweep();
            assertThat(fixture.count("SELECT COUNT(*) FROM image_scan")).isEqualTo(1);

            fixture.emptyTrash();
            fixture.scanning.sweep();
            fixture.scanning.sweep();

            for (String table : List.of(
                    "image_scan", "image_contents", "image_package", "layer_reading", "package", "package_finding")) {
                assertThat(fixture.number("SELECT COUNT(*) FROM " + table))
                        .as(table)
                        .isZero();
            }
        }
    }

    @OnBothDatabases
    void whatIsRestoredNeedNotBeReadAgain(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            String deletion = delete(fixture, APP);
            fixture.scanning.sweep();

            Restoration restored = fixture.content.trash().restore(deletion, ALICE);
            int read = fixture.scan();

            assertThat(restored).isInstanceOf(Restoration.Restored.class);
            assertThat(read).isZero();
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.READ);
        }
    }

    @OnBothDatabases
    void whatAnotherImageHasStays(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            RepositoryName other = new RepositoryName("team/other");
            fixture.image(APP, List.of(LODASH, "npm ws 1.0.0"), "one", "v1");
            Digest kept = fixture.image(other, List.of(LODASH), "two", "v1");
            fixture.scan();
            delete(fixture, APP);
            fixture.emptyTrash();

            fixture.scanning.sweep();
            fixture.scanning.sweep();

            assertThat(fixture.packages(kept)).containsExactly("lodash 4.17.15");
            assertThat(fixture.count("SELECT COUNT(*) FROM image_scan")).isEqualTo(1);
            assertThat(fixture.count("SELECT COUNT(*) FROM layer_reading")).isEqualTo(1);
            assertThat(fixture.count("SELECT COUNT(*) FROM package")).isEqualTo(1);
        }
    }

    @OnBothDatabases
    void aRepositoryThatMovesToAnotherNamespaceIsReadThere(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.image(new RepositoryName("rival/other"), List.of("npm ws 1.0.0"), "", "v1");
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();

            RepositoryResult moved = fixture.content
                    .changes()
                    .rename(RepositoryChanges.Seen.any(APP), new RepositoryName("rival/app"), ALICE);
            int read = fixture.scan();
            fixture.scanning.sweep();

            assertThat(moved).isInstanceOf(RepositoryResult.Done.class);
            assertThat(read).isEqualTo(1);
            assertThat(fixture.scanning.find("rival", image).orElseThrow().packages())
                    .hasSize(1);
            assertThat(fixture.scanning.find("team", image)).isEmpty();
            assertThat(fixture.layers.read)
                    .filteredOn(layer -> layer.startsWith("rival "))
                    .hasSize(2);
        }
    }

    private static String delete(ScanningFixture fixture, RepositoryName repository) {
        RepositoryResult deleted =
                fixture.content.changes().delete(RepositoryChanges.Seen.any(repository), true, ALICE);
        return ((RepositoryResult.Deleted) deleted).id();
    }
}
