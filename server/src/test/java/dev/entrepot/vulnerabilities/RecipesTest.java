package dev.entrepot.vulnerabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.versions.VersionOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What reference tools find in public records for packages of real images is found, and nothing else without a
/// reason.
final class RecipesTest {
    @TempDir
    private static Path folder;

    private static VulnerabilityDatabase database;
    private static ImportReport report;

    private record Row(List<String> columns, List<String> cells) {
        String text(String column) {
            return cells.get(columns.indexOf(column));
        }

        List<String> words(String column) {
            return Arrays.asList(text(column).split(" ", -1));
        }
    }

    private record Recipe(String name, PackageType type, Optional<Distribution> image) {}

    private static final List<Recipe> RECIPES = List.of(
            new Recipe("01-debian12-minbase-main", PackageType.DEB, Advisories.image("debian", "12")),
            new Recipe("03-alpine-3.10.2", PackageType.APK, Advisories.image("alpine", "3.10.2")),
            new Recipe("04-java-jars", PackageType.MAVEN, Optional.empty()),
            new Recipe("05-npm-node-modules", PackageType.NPM, Optional.empty()),
            new Recipe("07-python-dist-info", PackageType.PYPI, Optional.empty()),
            new Recipe("08-alma9-rpmdb", PackageType.RPM, Advisories.image("almalinux", "9.1")));

    /// The list of expected findings of the npm recipe was made from the eight complete GHSA records only. The
    /// records that come from a table of the same database name more, and each of these contains the installed
    /// version: node-fetch 2.6.0 is before 2.6.1, axios 0.21.0 before 0.21.1 and 0.28.0, express 4.16.0 before
    /// 4.19.2 and 4.20.0, jsonwebtoken 8.5.1 before 9.0.0, ws 7.4.5 before 7.5.10.
    private static final Set<String> IN_RECORDS_FROM_TABLES = Set.of(
            "node-fetch CVE-2020-15168",
            "axios CVE-2020-28168",
            "axios CVE-2023-45857",
            "express CVE-2024-29041",
            "express CVE-2024-43796",
            "jsonwebtoken CVE-2022-23529",
            "jsonwebtoken CVE-2022-23539",
            "jsonwebtoken CVE-2022-23540",
            "jsonwebtoken CVE-2022-23541",
            "ws CVE-2024-37890");

    @BeforeAll
    static void imports() throws IOException {
        database = VulnerabilityDatabase.open(folder);
        report = database.importAll(List.of(Advisories.resource("exports"), Advisories.resource("recipes")));
    }

    @AfterAll
    static void closes() {
        database.close();
    }

    @Test
    void everySourceIsRecognisedByItsContent() {
        assertThat(report.sets())
                .extracting(ImportReport.ImportedSet::name)
                .containsExactlyInAnyOrder(
                        "kev",
                        "osv-almalinux",
                        "osv-alpine",
                        "osv-crates.io",
                        "osv-debian",
                        "osv-go",
                        "osv-maven",
                        "osv-npm",
                        "osv-pypi",
                        "secdb-alpine-v3.10-community",
                        "secdb-alpine-v3.10-main");
        assertThat(report.broken()).isZero();
        assertThat(report.refusedFiles()).isEmpty();
        // the tables of the recipes
        assertThat(report.skippedFiles()).isEqualTo(12);
    }

    @TestFactory
    List<DynamicTest> everyExpectedFindingIsReported() {
        return RECIPES.stream()
                .map(recipe -> DynamicTest.dynamicTest(recipe.name(), () -> {
                    Map<String, List<Match>> found = findings(recipe);

                    for (Row row : table(recipe, "expected.csv")) {
                        for (String cve : row.words("cves")) {
                            Match match = found.getOrDefault(row.text("package"), List.of()).stream()
                                    .filter(each -> each.id().equals(cve))
                                    .findFirst()
                                    .orElseThrow(() -> new AssertionError("not found: " + row));
                            assertThat(names(match)).contains(row.text("advisory"));
                            assertThat(match.fixedVersion()).isIn(fixes(recipe, row.text("package"), cve));
                        }
                    }
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> nothingElseIsReportedWithoutAReason() {
        return RECIPES.stream()
                .map(recipe -> DynamicTest.dynamicTest(recipe.name(), () -> {
                    Set<String> expected = new TreeSet<>();
                    for (Row row : table(recipe, "expected.csv")) {
                        for (String cve : row.words("cves")) {
                            expected.add(row.text("package") + " " + cve);
                        }
                    }

                    Set<String> reported = new TreeSet<>();
                    findings(recipe)
                            .forEach(
                                    (name, matches) -> matches.forEach(match -> reported.add(name + " " + match.id())));

                    reported.removeAll(expected);
                    assertThat(reported)
                            .isEqualTo(
                                    recipe.type() == PackageType.NPM
                                            ? new TreeSet<>(IN_RECORDS_FROM_TABLES)
                                            : Set.of());
                }))
                .toList();
    }

    @Test
    void fixedVersionIsTheLeastAboveTheInstalledOne() throws IOException {
        Recipe alma = RECIPES.getLast();

        for (Row row : table(alma, "expected.csv")) {
            for (String cve : row.words("cves")) {
                String least = fixes(alma, row.text("package"), cve).stream()
                        .min(VersionOrder.RPM)
                        .orElseThrow();
                assertThat(findings(alma).get(row.text("package")))
                        .filteredOn(match -> match.id().equals(cve))
                        .extracting(Match::fixedVersion)
                        .containsExactly(least);
            }
        }
    }

    @Test
    void secdbItselfFindsWhatItsRecordsInOsvFind(@TempDir Path other) throws IOException {
        Recipe alpine = RECIPES.get(1);
        List<String> fromOsv = new ArrayList<>();
        findings(alpine).forEach((name, matches) -> matches.forEach(match -> fromOsv.add(name + " " + match.id())));

        List<String> fromSecdb = new ArrayList<>();
        try (VulnerabilityDatabase secdb = VulnerabilityDatabase.open(other)) {
            secdb.importAll(List.of(Advisories.resource("exports/alpine-secdb.zip")));
            for (Row row : table(alpine, "packages.csv")) {
                Package what = Package.of(PackageType.APK, row.text("package"), row.text("version"));
                Advisories.ids(secdb, what, alpine.image())
                        .forEach(id -> fromSecdb.add(row.text("package") + " " + id));
            }
        }

        assertThat(fromSecdb).isNotEmpty().isEqualTo(fromOsv);
    }

    @Test
    void binaryPackagesCarryTheFindingsOfTheirSource() {
        Package libssl =
                new Package(PackageType.APK, "libssl1.1", "1.1.1c-r0", "x86_64", "openssl", "", "", List.of(), false);

        assertThat(Advisories.ids(database, libssl, Advisories.image("alpine", "3.10.2")))
                .contains("CVE-2019-1547", "CVE-2019-1549", "CVE-2019-1563");
    }

    @Test
    void goItselfIsComparedAsAModule() {
        Package old = Package.of(PackageType.GOLANG, "stdlib", "1.21.1");
        Package candidate = Package.of(PackageType.GOLANG, "stdlib", "1.21rc2");
        Package fixed = Package.of(PackageType.GOLANG, "stdlib", "1.21.3");

        assertThat(database.current().matches(old, Optional.empty()))
                .filteredOn(match -> match.id().equals("CVE-2023-39325"))
                .singleElement()
                .satisfies(match -> {
                    assertThat(match.aliases()).containsExactly("GHSA-4374-p667-p6c8", "GO-2023-2102");
                    assertThat(match.fixedVersion()).isEqualTo("1.21.3");
                });
        assertThat(Advisories.ids(database, candidate)).contains("CVE-2023-39325");
        assertThat(Advisories.ids(database, fixed)).doesNotContain("CVE-2023-39325");
    }

    @Test
    void remarksOfRustSecAreNoFindingsAndUnsoundOnesAreNegligible() {
        Package atty = Package.of(PackageType.CARGO, "atty", "0.2.14");
        Package yaml = Package.of(PackageType.CARGO, "yaml-rust", "0.4.5");

        List<Match> ofAtty = database.current().matches(atty, Optional.empty());

        assertThat(ofAtty).singleElement().satisfies(match -> {
            assertThat(names(match)).contains("RUSTSEC-2021-0145");
            assertThat(match.severity().name()).isEqualTo("NEGLIGIBLE");
        });
        assertThat(Advisories.ids(database, yaml)).isEmpty();
    }

    @Test
    void exploitedOnesAreKnown() {
        Snapshot snapshot = database.current();

        assertThat(snapshot.exploited("CVE-2021-44228")).isTrue();
        assertThat(snapshot.exploited("CVE-2021-45105")).isFalse();
        assertThat(snapshot.exploited("GHSA-jfh8-c2jp-5v3q")).isFalse();
        assertThat(snapshot.epss("CVE-2021-44228")).isEqualTo(-1);
    }

    private static Map<String, List<Match>> findings(Recipe recipe) throws IOException {
        Map<String, List<Match>> found = new LinkedHashMap<>();
        for (Row row : table(recipe, "packages.csv")) {
            Package what = Package.of(recipe.type(), row.text("package"), row.text("version"));
            found.put(what.name(), database.current().matches(what, recipe.image()));
        }
        return found;
    }

    private static List<String> fixes(Recipe recipe, String name, String cve) throws IOException {
        return table(recipe, "expected.csv").stream()
                .filter(row -> row.text("package").equals(name))
                .filter(row -> row.words("cves").contains(cve))
                .flatMap(row -> row.words("fixed").stream())
                .toList();
    }

    private static Set<String> names(Match match) {
        Set<String> names = new TreeSet<>(match.aliases());
        names.add(match.id());
        return names;
    }

    private static List<Row> table(Recipe recipe, String file) throws IOException {
        List<String> lines = Files.readAllLines(Advisories.resource("recipes/" + recipe.name() + "/" + file));
        List<String> columns = cells(lines.getFirst());
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            rows.add(new Row(columns, cells(line)));
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.asList(line.split(",", -1));
    }
}
