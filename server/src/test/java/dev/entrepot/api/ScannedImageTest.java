package dev.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.api.ScannedImage.PartScan;
import dev.entrepot.content.Repository;
import dev.entrepot.content.Visibility;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.packages.Severity;
import dev.entrepot.policy.JudgedFinding;
import dev.entrepot.policy.Waiver;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import dev.entrepot.scanning.ImageScan.State;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The union of what is known of the images of an index.
final class ScannedImageTest {
    private static final Instant MONDAY = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant SUNDAY = Instant.parse("2026-11-22T10:00:00Z");

    private static Digest digest(String text) {
        return Digest.of(Digest.Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8));
    }

    private static JudgedFinding finding(String id, Severity severity, String layer) {
        return new JudgedFinding(
                new Finding(
                        id,
                        List.of(),
                        "zlib1g",
                        "1.2.11",
                        "zlib",
                        "1.2.13",
                        severity,
                        "deb",
                        layer,
                        "var/lib/dpkg/status",
                        -1,
                        "",
                        "",
                        "",
                        false,
                        -1,
                        "entrepot"),
                Optional.empty(),
                "");
    }

    private static PartScan part(String platform, State state, Instant at, JudgedFinding... findings) {
        String problem = state == State.READ ? "" : "broken";
        ImageScan scan = new ImageScan(
                "web",
                digest(platform),
                state,
                problem,
                Optional.of(at),
                Optional.of(at),
                1,
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
        return new PartScan(new PlatformImages.Part(digest(platform), platform), Optional.of(scan), List.of(findings));
    }

    private static ScannedImage image(PartScan... parts) {
        RepositoryName name = RepositoryName.parse("web/shop");
        return new ScannedImage(
                new PlatformImages.Resolved(
                        new AskedImage(name, Tag.parse("v1")),
                        new Repository(1, name, Visibility.PRIVATE),
                        digest("index"),
                        Arrays.stream(parts).map(PartScan::part).toList()),
                List.of(parts));
    }

    @Test
    void sameFindingOfTwoPlatformsIsOneThatNamesBoth() {
        ScannedImage image = image(
                part(
                        "linux/amd64",
                        State.READ,
                        MONDAY,
                        finding("CVE-1", Severity.LOW, "a"),
                        finding("CVE-2", Severity.HIGH, "a")),
                part("linux/arm64", State.READ, SUNDAY, finding("CVE-1", Severity.LOW, "b")));

        List<ScannedImage.United> findings = image.findings();

        assertThat(findings).extracting(united -> united.finding().id()).containsExactly("CVE-2", "CVE-1");
        assertThat(findings.getLast().parts())
                .extracting(PlatformImages.Part::platform)
                .containsExactly("linux/amd64", "linux/arm64");
        assertThat(ScannedImage.counts(findings)).isEqualTo(Map.of(Severity.HIGH, 1, Severity.LOW, 1));
    }

    @Test
    void whatIsExemptedOnOnePlatformOnlyStaysTwo() {
        JudgedFinding open = finding("CVE-1", Severity.LOW, "a");
        Waiver waiver = new Waiver(Waiver.Kind.EXEMPTION, "7", "no harm", "alice", Optional.empty());
        JudgedFinding waived = new JudgedFinding(open.finding(), Optional.of(waiver), "");

        List<ScannedImage.United> findings = image(
                        part("linux/amd64", State.READ, MONDAY, open), part("linux/arm64", State.READ, MONDAY, waived))
                .findings();

        assertThat(findings).hasSize(2);
        assertThat(ScannedImage.counts(findings)).isEqualTo(Map.of(Severity.LOW, 1));
    }

    @Test
    void itIsAsOldAsTheOldestOfItsParts() {
        assertThat(image(part("a/b", State.READ, MONDAY), part("a/c", State.READ, SUNDAY))
                        .databaseAt())
                .contains(SUNDAY);
        PartScan unknown = new PartScan(new PlatformImages.Part(digest("x"), "a/d"), Optional.empty(), List.of());

        assertThat(image(part("a/b", State.READ, MONDAY), unknown).scannedAt()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "READ, READ, READ",
        "READ, PENDING, PENDING",
        "UNREADABLE, PENDING, PENDING",
        "READ, PART, PART",
        "READ, UNREADABLE, PART",
        "PART, UNREADABLE, PART",
        "UNREADABLE, UNREADABLE, UNREADABLE"
    })
    void stateIsThatOfTheLeastKnown(State one, State other, State both) {
        assertThat(image(part("a/b", one, MONDAY), part("a/c", other, MONDAY)).state())
                .isEqualTo(both);
        assertThat(image(part("a/b", other, MONDAY), part("a/c", one, MONDAY)).state())
                .isEqualTo(both);
    }

    @Test
    void problemsNameTheirPlatform() {
        assertThat(image(part("a/b", State.READ, MONDAY), part("a/c", State.PART, MONDAY))
                        .problem())
                .isEqualTo("a/c: broken");
        assertThat(image(part("a/b", State.UNREADABLE, MONDAY)).problem()).isEqualTo("broken");
        assertThat(image().problem()).isEqualTo("there is no image for any platform in it");
        assertThat(image().state()).isEqualTo(State.UNREADABLE);
    }
}
