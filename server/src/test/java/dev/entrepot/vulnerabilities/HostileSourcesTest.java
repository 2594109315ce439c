package dev.entrepot.vulnerabilities;

import static dev.entrepot.vulnerabilities.Advisories.NO_DISTRIBUTION;
import static dev.entrepot.vulnerabilities.Advisories.ids;
import static dev.entrepot.vulnerabilities.Advisories.load;
import static dev.entrepot.vulnerabilities.Advisories.npm;
import static dev.entrepot.vulnerabilities.Advisories.osv;
import static dev.entrepot.vulnerabilities.Advisories.zip;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sources that are broken or were made to do harm: what is good in them goes in, the rest is told, and no more
/// memory or time is spent than a good one of their size would cost.
final class HostileSourcesTest {
    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    private VulnerabilityDatabase database;

    @BeforeEach
    void opens() throws IOException {
        database = VulnerabilityDatabase.open(folder);
        load(database, zip(osv("GHSA-0", "npm", "x", "2.0.0")));
    }

    @AfterEach
    void closes() throws IOException {
        database.close();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void brokenRecordsAreNamedAndTheRestGoesIn() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("good.json", osv("GHSA-1", "npm", "x", "2.0.0"));
        entries.put("no-json.json", "{not json");
        entries.put("half.json", "{\"id\":\"GHSA-2\",\"modified\":\"2024-01-01T00:00:00Z\",\"affec");
        entries.put("no-time.json", "{\"id\":\"GHSA-3\",\"modified\":\"soon\",\"affected\":[]}");
        entries.put("no-name.json", osv("GHSA-4", "npm", "", "2.0.0"));
        entries.put("no-list.json", "{\"id\":\"GHSA-5\",\"modified\":\"2024-01-01T00:00:00Z\",\"affected\":{}}");
        entries.put(
                "list-of-numbers.json", "{\"id\":\"GHSA-6\",\"modified\":\"2024-01-01T00:00:00Z\",\"affected\":[1]}");
        entries.put("control.json", osv("GHSA-7\\u0000", "npm", "x", "2.0.0"));
        entries.put("README.md", "# Export");

        ImportReport report = load(database, zip(entries));

        assertThat(ids(database, npm("x", "1.0.0"))).containsExactly("GHSA-1");
        assertThat(report.records()).isEqualTo(1);
        assertThat(report.broken()).isEqualTo(7);
        assertThat(report.firstBroken())
                .anySatisfy(line -> assertThat(line).startsWith("source!no-time.json: modified is no time"))
                .anySatisfy(line -> assertThat(line).startsWith("source!no-list.json: affected is no list"));
        assertThat(report.skippedFiles()).isEqualTo(1);
    }

    @Test
    void onlyTheFirstTenBrokenRecordsAreNamed() throws IOException {
        String[] documents = new String[31];
        Arrays.fill(documents, "{\"id\":\"\",\"modified\":\"2024-01-01T00:00:00Z\"}");
        documents[30] = osv("GHSA-1", "npm", "x", "2.0.0");

        ImportReport report = load(database, zip(documents));

        assertThat(report.broken()).isEqualTo(30);
        assertThat(report.firstBroken()).hasSize(10);
    }

    @Test
    void recordInAListThatIsBrokenDoesNotTakeTheNextOnesWithIt() throws IOException {
        ImportReport report = load(
                database,
                "[" + osv("GHSA-1", "npm", "x", "2.0.0")
                        + ",{\"id\":\"GHSA-2\",\"modified\":\"2024-01-01T00:00:00Z\",\"affected\":[{\"ranges\":[[[]]]}]},"
                        + osv("GHSA-3", "npm", "x", "2.0.0") + "]");

        assertThat(report.broken()).isEqualTo(1);
        assertThat(ids(database, npm("x", "1.0.0"))).containsExactly("GHSA-0", "GHSA-1", "GHSA-3");
    }

    @Test
    void deepNestingIsBroken() throws IOException {
        String deep = "{\"id\":\"GHSA-1\",\"modified\":\"2024-01-01T00:00:00Z\",\"database_specific\":"
                + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        ImportReport report = load(database, zip(deep, osv("GHSA-2", "npm", "x", "2.0.0")));

        assertThat(report.broken()).isEqualTo(1);
        assertThat(ids(database, npm("x", "1.0.0"))).containsExactly("GHSA-2");
    }

    @Test
    void hugeTextsAreBroken() throws IOException {
        String huge = "a".repeat(9 * MIB);

        ImportReport report = load(
                database,
                zip(
                        osv("GHSA-1", "2024-01-01T00:00:00Z", "npm", "x", "2.0.0", ",\"summary\":\"" + huge + "\""),
                        osv("GHSA-2", "npm", huge.substring(0, 2_000), "2.0.0"),
                        osv("GHSA-3", "npm", "x", "2.0.0")));

        assertThat(report.broken()).isEqualTo(2);
        assertThat(ids(database, npm("x", "1.0.0"))).containsExactly("GHSA-3");
    }

    @Test
    void entryThatIsTooLargeIsPassedOver() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setLevel(Deflater.BEST_SPEED);
            out.putNextEntry(new ZipEntry("large.json"));
            byte[] piece = new byte[MIB];
            Arrays.fill(piece, (byte) ' ');
            for (int count = 0; count < 33; count++) {
                out.write(piece);
            }
            out.putNextEntry(new ZipEntry("good.json"));
            out.write(Advisories.bytes(osv("GHSA-1", "npm", "x", "2.0.0")));
        }

        ImportReport report = load(database, bytes.toByteArray());

        assertThat(report.firstBroken()).singleElement().asString().contains("source!large.json: more than");
        assertThat(ids(database, npm("x", "1.0.0"))).containsExactly("GHSA-1");
    }

    @Test
    void zipThatInflatesOutOfProportionIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry("good.json"));
            out.write(Advisories.bytes(osv("GHSA-1", "npm", "x", "2.0.0")));
            byte[] piece = new byte[MIB];
            for (int entry = 0; entry < 4; entry++) {
                out.putNextEntry(new ZipEntry("bomb-" + entry));
                for (int count = 0; count < 40; count++) {
                    out.write(piece);
                }
            }
        }

        ImportReport report = load(database, bytes.toByteArray());

        assertThat(report.succeeded()).isFalse();
        assertThat(report.refusedFiles()).singleElement().asString().contains("inflates to more than");
        assertThat(ids(database, npm("x", "1.0.0"))).containsExactly("GHSA-0");
    }

    @Test
    void gzipThatInflatesOutOfProportionIsRefused() throws IOException {
        byte[] lines = new byte[100 * MIB];
        Arrays.fill(lines, (byte) '\n');
        byte[] header = Advisories.bytes("cve,epss,percentile\nCVE-2024-0001,0.5,0.5\n");
        System.arraycopy(header, 0, lines, 0, header.length);

        ImportReport report = load(database, Advisories.gzip(lines));

        assertThat(report.succeeded()).isFalse();
        assertThat(report.refusedFiles()).singleElement().asString().contains("out of proportion");
    }

    @Test
    void zipThatIsNotWholeIsRefused() throws IOException {
        byte[] whole = zip(osv("GHSA-1", "npm", "x", "2.0.0"), osv("GHSA-2", "npm", "x", "2.0.0"));

        for (int length = 4; length < whole.length; length++) {
            ImportReport report = load(database, Arrays.copyOf(whole, length));
            assertThat(report.succeeded()).as("cut to %d", length).isFalse();
        }
        assertThat(ids(database, npm("x", "1.0.0"))).containsExactly("GHSA-0");
    }

    @Test
    void trackerThatIsNotWholeIsRefused() throws IOException {
        String whole = "{\"x\":{\"CVE-2024-0001\":{\"releases\":{\"bookworm\":{\"status\":\"open\"}}}},\"y\":{}}";

        ImportReport report = load(database, whole.substring(0, whole.length() - 4));

        assertThat(report.succeeded()).isFalse();
        assertThat(report.refusedFiles()).singleElement().asString().contains("it is not whole");
    }

    @Test
    void secdbThatNamesNoReleaseIsRefused() throws IOException {
        ImportReport report = load(
                database,
                "{\"urlprefix\":\"x\",\"packages\":[{\"pkg\":{\"name\":\"x\",\"secfixes\":{\"1-r0\":[\"CVE-2024-1\"]}}}]}");

        assertThat(report.succeeded()).isFalse();
        assertThat(report.refusedFiles()).singleElement().asString().contains("without a distroversion");
    }

    @Test
    void namesOfSetsStayInTheFolder() throws IOException {
        ImportReport report = load(
                database,
                "{\"distroversion\":\"../../v3.10\",\"reponame\":\"/etc/\\u0000passwd" + "a".repeat(500)
                        + "\",\"packages\":[{\"pkg\":{\"name\":\"x\",\"secfixes\":{\"1-r0\":[\"CVE-2024-0001\"]}}}]}");

        assertThat(report.sets())
                .singleElement()
                .satisfies(set -> assertThat(set.name()).matches("[a-z0-9.-]{1,80}"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("secdb-alpine"));
        }
    }

    @Test
    void packageWithVeryManyRecordsIsMatched() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int number = 0; number < 20_000; number++) {
            lines.append(osv("CVE-2024-" + (10_000 + number), "npm", "x", "2.0." + number))
                    .append('\n');
        }

        load(database, lines.toString());

        assertThat(database.current().matches(npm("x", "1.0.0"), NO_DISTRIBUTION))
                .hasSize(20_001);
        assertThat(ids(database, npm("x", "2.0.19998"))).containsExactly("CVE-2024-29999");
    }

    @Property(tries = 300)
    void anyBytesAreAnswered(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
        Path place = Files.createTempDirectory("any-bytes");
        try (VulnerabilityDatabase fresh = VulnerabilityDatabase.open(place)) {
            assertThat(load(fresh, bytes).records()).isZero();
        } finally {
            try (Stream<Path> files = Files.list(place)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(place);
        }
    }
}
