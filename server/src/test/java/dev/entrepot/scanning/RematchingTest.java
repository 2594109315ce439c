package dev.entrepot.scanning;

import static dev.entrepot.scanning.ScanningFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.packages.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is known to be wrong with images, and how it changes with the vulnerability database alone.
final class RematchingTest {
    private static final String LODASH = "npm lodash 4.17.15";
    private static final String OLD = "lodash CVE-2020-8203 4.17.20 HIGH";
    private static final String NEW = "lodash CVE-2021-23337 4.17.21 CRITICAL";

    @OnBothDatabases
    void findingsOfAnImageAreThoseOfItsPackagesAtTheirPlaces(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.advisories.are(OLD, "minimist CVE-2020-7598 1.2.2 MODERATE");
            Digest image = fixture.image(List.of(
                    LODASH + "\nnpm lodash 4.17.15 srv/node_modules/lodash/package.json", "npm minimist 1.2.5"));

            fixture.scan();

            ImageScan scan = fixture.found(image);
            assertThat(scan.databaseAt()).isPresent();
            assertThat(scan.findings()).hasSize(2);
            Finding finding = scan.findings().getFirst();
            assertThat(finding.id()).isEqualTo("CVE-2020-8203");
            assertThat(finding.packageName()).isEqualTo("lodash");
            assertThat(finding.version()).isEqualTo("4.17.15");
            assertThat(finding.fixedVersion()).isEqualTo("4.17.20");
            assertThat(finding.severity()).isEqualTo(Severity.HIGH);
            assertThat(finding.type()).isEqualTo("npm");
            assertThat(finding.layer()).isEqualTo(scan.packages().getFirst().layer());
            assertThat(scan.findings())
                    .extracting(Finding::path)
                    .containsExactly("app/node_modules/lodash/package.json", "srv/node_modules/lodash/package.json");
            assertThat(fixture.scanning.summaries("team", List.of(image)))
                    .isEqualTo(Map.of(image, new ScanSummary(ImageScan.State.READ, Map.of(Severity.HIGH, 2))));
            assertThat(fixture.lastEvent("image.scanned").body()).contains("\"findings\":{\"HIGH\":2}");
        }
    }

    @OnBothDatabases
    void anotherDatabaseChangesFindingsWithoutReadingAnImage(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.advisories.are(OLD);
            Digest image = fixture.image(List.of(LODASH), "v1", "latest");
            Digest other = fixture.image(List.of("npm ws 7.0.0"), "other");
            fixture.scan();
            long revision = fixture.found(image).revision();
            long otherRevision = fixture.found(other).revision();
            assertThat(fixture.scanning.rematching().due()).isFalse();

            fixture.advisories.are(NEW);
            assertThat(fixture.scanning.rematching().due()).isTrue();
            Rematching.Report report = fixture.rematch();

            assertThat(report).isEqualTo(new Rematching.Report(2, 1, 1));
            assertThat(fixture.findings(image)).containsExactly("lodash CVE-2021-23337");
            assertThat(fixture.found(image).revision()).isEqualTo(revision + 1);
            assertThat(fixture.found(other).revision()).isEqualTo(otherRevision);
            assertThat(fixture.events("vulnerability."))
                    .containsExactlyInAnyOrder("vulnerability.found team/app", "vulnerability.fixed team/app");
            assertThat(fixture.lastEvent("vulnerability.found").body())
                    .isEqualTo(
                            "{\"tags\":[\"latest\",\"v1\"],\"findings\":[{\"id\":\"CVE-2021-23337\",\"type\":\"npm\","
                                    + "\"packageName\":\"lodash\",\"version\":\"4.17.15\",\"severity\":\"CRITICAL\","
                                    + "\"fixedVersion\":\"4.17.21\"}]}");
            assertThat(fixture.lastEvent("vulnerability.fixed").body()).contains("CVE-2020-8203");
            assertThat(fixture.layers.read).hasSize(2);
            assertThat(fixture.scanning.rematching().due()).isFalse();
            assertThat(fixture.count("SELECT COUNT(*) FROM package_change")).isZero();
        }
    }

    @OnBothDatabases
    void theSameAdvisoriesImportedAgainAreNoNews(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.advisories.are(OLD);
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            long revision = fixture.found(image).revision();

            fixture.advisories.are(OLD);
            Rematching.Report report = fixture.rematch();

            assertThat(report).isEqualTo(new Rematching.Report(1, 0, 0));
            assertThat(fixture.found(image).revision()).isEqualTo(revision);
            assertThat(fixture.events("vulnerability.")).isEmpty();
        }
    }

    @OnBothDatabases
    void eachRepositoryOfAnImageIsToldOfByItself(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.image(APP, List.of(LODASH), "same", "v1");
            fixture.image(new RepositoryName("team/copy"), List.of(LODASH), "same", "v2");
            fixture.image(new RepositoryName("rival/app"), List.of(LODASH), "same", "v3");
            fixture.scan();

            fixture.advisories.are(NEW);
            fixture.rematch();

            assertThat(fixture.events("vulnerability.found"))
                    .containsExactlyInAnyOrder(
                            "vulnerability.found team/app",
                            "vulnerability.found team/copy",
                            "vulnerability.found rival/app");
        }
    }

    @OnBothDatabases
    void aRunThatWasStoppedGoesOnWhereItWas(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            fixture.advisories.are(NEW);
            assertThatThrownBy(() -> fixture.scanning.rematching().run((done, total, unit) -> {
                        if (unit.equals("images")) {
                            throw new IllegalStateException("the power failed");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(fixture.events("vulnerability.")).isEmpty();

            assertThat(fixture.scanning.rematching().due()).isTrue();
            Rematching.Report report = fixture.rematch();

            assertThat(report).isEqualTo(new Rematching.Report(0, 0, 1));
            assertThat(fixture.findings(image)).containsExactly("lodash CVE-2021-23337");
            assertThat(fixture.events("vulnerability.")).containsExactly("vulnerability.found team/app");
        }
    }

    @OnBothDatabases
    void anImageReadInBetweenBeginsWithWhatIsNewAndIsNotToldOfIt(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            fixture.advisories.are(NEW);
            assertThatThrownBy(() -> fixture.scanning.rematching().run((done, total, unit) -> {
                        if (unit.equals("images")) {
                            throw new IllegalStateException("the power failed");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class);
            fixture.scanning.request(APP, image, true);
            fixture.scan();

            fixture.rematch();

            assertThat(fixture.findings(image)).containsExactly("lodash CVE-2021-23337");
            assertThat(fixture.events("vulnerability.")).isEmpty();
        }
    }

    @OnBothDatabases
    void whatWasMatchedAgainstNewerAdvisoriesStaysAsItIs(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.advisories.are(OLD);
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            fixture.database.write(sql -> sql.update("UPDATE package SET matched_with = matched_with + 10000000000"));

            fixture.advisories.are(NEW);

            assertThat(fixture.scanning.rematching().due()).isFalse();
            assertThat(fixture.findings(image)).containsExactly("lodash CVE-2020-8203");
        }
    }

    @Test
    void aMatchIsStoredWhole() {
        dev.entrepot.vulnerabilities.Match match = new dev.entrepot.vulnerabilities.Match(
                "CVE-1", List.of("GHSA-1", "a\"b"), "1.2", Severity.LOW, 9.8, "CVSS:3.1/AV:N", "a\ttitle", "https://x");

        assertThat(MatchJson.read(MatchJson.text(match))).isEqualTo(match);
    }
}
