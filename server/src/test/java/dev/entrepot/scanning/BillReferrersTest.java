package dev.entrepot.scanning;

import static dev.entrepot.scanning.ScanningFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import java.util.List;

/// Bills of materials as referrers of images.
final class BillReferrersTest {
    private static BillReferrers bills(ScanningFixture fixture) {
        return new BillReferrers(
                new BillReferrers.Parts(fixture.database, fixture.content, fixture.scanning),
                new BillReferrers.Maker("registry.example", "1.0"));
    }

    private static List<String> referrers(ScanningFixture fixture, Digest image) {
        return fixture.content.referrers().list(APP, image, "", 100).descriptors().stream()
                .map(found -> found.artifactType().orElse(""))
                .sorted()
                .toList();
    }

    private static List<Digest> digests(ScanningFixture fixture, Digest image) {
        return fixture.content.referrers().list(APP, image, "", 100).descriptors().stream()
                .map(Descriptor::digest)
                .toList();
    }

    @OnBothDatabases
    void whereNobodyAsksForThemNoneAreAttached(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of("npm lodash 4.17.15"), "v1");
            fixture.scan();
            fixture.database.write(sql -> sql.update("UPDATE repository SET scanning = 'on'"));

            bills(fixture).attach();

            assertThat(referrers(fixture, image)).isEmpty();
        }
    }

    @OnBothDatabases
    void oneOfEachFormatIsAttachedAndReplacedWhenTheImageIsReadAnew(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of("npm lodash 4.17.15"), "v1");
            fixture.scan();
            fixture.database.write(sql -> sql.update("UPDATE repository SET scanning = 'on, sbom-referrers'"));
            bills(fixture).attach();
            List<Digest> first = digests(fixture, image);
            bills(fixture).attach();
            assertThat(digests(fixture, image)).isEqualTo(first);

            fixture.scanning.request(APP, image, true);
            fixture.scan();
            bills(fixture).attach();

            assertThat(referrers(fixture, image))
                    .containsExactly("application/spdx+json", "application/vnd.cyclonedx+json");
            assertThat(digests(fixture, image)).doesNotContainAnyElementsOf(first);
            assertThat(fixture.scan()).isZero();
            assertThat(fixture.found(digests(fixture, image).getFirst()).problem())
                    .startsWith("is no image: ");
        }
    }

    @OnBothDatabases
    void whatWasAttachedIsForgottenWithItsImage(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.image(List.of("npm lodash 4.17.15"), "v1");
            fixture.scan();
            fixture.database.write(sql -> sql.update("UPDATE repository SET scanning = 'sbom-referrers'"));
            bills(fixture).attach();
            assertThat(fixture.count("SELECT COUNT(*) FROM attached_bill")).isEqualTo(2);

            fixture.content
                    .trash()
                    .removeManifest(
                            APP,
                            Digest.parse(fixture.database.read(
                                    sql -> sql.first("SELECT digest FROM attached_bill LIMIT 1", row -> row.text(1))
                                            .orElseThrow())),
                            dev.entrepot.content.DeletionTerms.of(ScanningFixture.ALICE));
            bills(fixture).attach();

            assertThat(fixture.count("SELECT COUNT(*) FROM attached_bill")).isZero();
        }
    }
}
