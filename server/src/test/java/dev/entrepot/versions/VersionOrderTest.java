package dev.entrepot.versions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.PackageType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class VersionOrderTest {
    @ParameterizedTest
    @CsvSource({
        "DPKG,dpkg,7210",
        "APK,apk,7292",
        "RPM,rpm,80",
        "SEMVER,semver,43",
        "GO,semver,43",
        "NPM,npm,43",
        "MAVEN,maven,7423",
        "PEP440,pep440,6208",
        "GEM,gem,2056",
        "NUGET,nuget,22",
        "PACKAGIST,packagist,5350",
        "PUB,pub,52"
    })
    void everyRowOfTheReferenceToolsHolds(VersionOrder order, String table, int rows) {
        List<Vectors.Row> vectors = Vectors.of(table);

        List<Vectors.Row> wrong = vectors.stream()
                .filter(row -> order.compare(row.left(), row.right()) != row.expected()
                        || order.compare(row.right(), row.left()) != -row.expected())
                .toList();

        assertThat(vectors).hasSize(rows);
        assertThat(wrong).isEmpty();
    }

    /// Antisymmetric and transitive over every three of a sample of real versions, disputed ones and strange ones.
    @ParameterizedTest
    @EnumSource
    void noThreeVersionsRunInACircle(VersionOrder order) {
        List<String> versions = sample();
        int[][] signs = new int[versions.size()][versions.size()];
        for (int left = 0; left < versions.size(); left++) {
            for (int right = 0; right < versions.size(); right++) {
                signs[left][right] = order.compare(versions.get(left), versions.get(right));
            }
        }

        Set<String> wrong = new TreeSet<>();
        for (int a = 0; a < signs.length; a++) {
            for (int b = 0; b < signs.length; b++) {
                if (signs[a][b] != -signs[b][a]) {
                    wrong.add(versions.get(a) + " / " + versions.get(b));
                }
                for (int c = 0; c < signs.length; c++) {
                    if (signs[a][b] <= 0 && signs[b][c] <= 0 && signs[a][c] > Math.min(signs[a][b], signs[b][c])) {
                        wrong.add(versions.get(a) + " / " + versions.get(b) + " / " + versions.get(c));
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void hostileVersionsCompareQuickly(VersionOrder order) {
        String digits = "9".repeat(1_000_000);
        String dots = ".".repeat(1_000_000);
        String mixed = "1a-".repeat(1_000_000);

        for (String version : List.of(digits, dots, mixed)) {
            assertThat(order.compare(version, version + "1")).isZero();
            assertThat(Integer.signum(order.compare(version, "1")) + Integer.signum(order.compare("1", version)))
                    .isZero();
            assertThat(order.valid(version)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void longestVersionsAreLookedAtWhole(VersionOrder order) {
        for (String unit : List.of("1", ".1", "-a", "_1a", "+a1", ".a-")) {
            String version = "1" + unit.repeat((VersionOrder.LONGEST - 1) / unit.length());

            assertThat(order.valid(version)).isIn(true, false);
            assertThat(order.compare(version, version)).isZero();
        }
    }

    @Test
    void numbersOfAnyLengthCompareByValue() {
        String big = "9".repeat(500);

        for (VersionOrder order : VersionOrder.values()) {
            assertThat(order.compare("1." + big + ".0", "1.1" + "0".repeat(500) + ".0"))
                    .as(order.name())
                    .isEqualTo(-1);
        }
    }

    @Test
    void charactersBehindTheLongestVersionDoNotCount() {
        String atLimit = "1.0." + "1".repeat(VersionOrder.LONGEST - 5);

        assertThat(VersionOrder.SEMVER.compare(atLimit + "1", atLimit + "2")).isEqualTo(-1);
        assertThat(VersionOrder.SEMVER.compare(atLimit + "11", atLimit + "12")).isZero();
        assertThat(VersionOrder.SEMVER.valid(atLimit + "1")).isTrue();
        assertThat(VersionOrder.SEMVER.valid(atLimit + "11")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Debian,DPKG",
        "Debian:12,DPKG",
        "Ubuntu:22.04:LTS,DPKG",
        "Ubuntu:Pro:18.04:LTS,DPKG",
        "Alpine,APK",
        "Alpine:v3.10,APK",
        "Wolfi,APK",
        "Chainguard,APK",
        "AlmaLinux:9,RPM",
        "Rocky Linux:9,RPM",
        "Red Hat:enterprise_linux:9::appstream,RPM",
        "SUSE:Linux Enterprise Server 15 SP5,RPM",
        "openSUSE:Leap 15.5,RPM",
        "Mageia:9,RPM",
        "Photon OS:3.0,RPM",
        "Azure Linux:3,RPM",
        "openEuler:24.03-LTS,RPM",
        "PyPI,PEP440",
        "npm,NPM",
        "Go,GO",
        "crates.io,SEMVER",
        "Hex,SEMVER",
        "Bitnami,SEMVER",
        "RubyGems,GEM",
        "NuGet,NUGET",
        "Packagist,PACKAGIST",
        "Pub,PUB",
        "Maven,MAVEN",
        "Maven:https://repo.example/maven2,MAVEN"
    })
    void ecosystemsOfOsvHaveTheirOrder(String ecosystem, VersionOrder order) {
        assertThat(VersionOrder.of(ecosystem)).contains(order);
    }

    @Test
    void unknownEcosystemsHaveNone() {
        assertThat(Stream.of("", ":", "debian", "Hackage", "Linux", "GIT").map(VersionOrder::of))
                .allMatch(order -> order.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeOfPackageHasAnOrder(PackageType type) {
        assertThat(VersionOrder.of(type).compare("1.9.0", "1.10.0")).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "DPKG,1:2.36-9+deb12u7",
        "DPKG,2.4.1~rc1",
        "APK,1.2.4a_git20230717-r5",
        "APK,3.1_p16~0a1b2c3-r0",
        "RPM,1:3.0.7-27.el9",
        "SEMVER,1.2.3-rc.1+build.5",
        "GO,v0.0.0-20190101000000-abcdefabcdef",
        "GO,2.0.0+incompatible",
        "GO,go1.21rc2",
        "NPM,1.0.0-alpha",
        "MAVEN,2.0.1.Final",
        "PEP440,1!2.0.post1.dev3+ubuntu.1",
        "PEP440,2.0-Alpha_1",
        "GEM,1.0.0.rc1",
        "NUGET,4.3.2.1-Beta",
        "PACKAGIST,v1.2.0-RC1",
        "PACKAGIST,dev-main",
        "PUB,1.2.3+4"
    })
    void whatToolsAcceptIsValid(VersionOrder order, String version) {
        assertThat(order.valid(version)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "DPKG,''",
        "DPKG,v1",
        "DPKG,1.0-",
        "DPKG,1 2",
        "APK,1.2_blah",
        "APK,1-rc",
        "APK,1..2",
        "APK,1.2-r0-r1",
        "RPM,''",
        "RPM,1 2",
        "SEMVER,1.2",
        "SEMVER,01.2.3",
        "SEMVER,1.2.3-",
        "GO,(devel)",
        "NPM,latest",
        "MAVEN,' '",
        "PEP440,1.0-charmander",
        "PEP440,2013-01-21T20:33:09+0100",
        "GEM,1..2",
        "GEM,junk",
        "NUGET,1.2.3.4.5",
        "PACKAGIST,main",
        "PUB,1"
    })
    void whatToolsRefuseIsNot(VersionOrder order, String version) {
        assertThat(order.valid(version)).isFalse();
    }

    @Test
    void validRowsOfReferenceToolsAreValid() {
        for (String table : List.of("dpkg", "rpm", "maven", "pep440", "gem")) {
            VersionOrder order = VersionOrder.valueOf(table.toUpperCase(Locale.ROOT));

            assertThat(Vectors.lines(table).stream()
                            .filter(line -> line.contains("generated-by-reference-tool"))
                            .map(line -> line.split(",", -1)[0])
                            .filter(version -> !order.valid(version)))
                    .as(table)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "go1.21rc2,1.21.0-rc.3,-1",
        "1.21rc2,1.21.0-rc.2,0",
        "go1.20beta1,1.20.0-0,1",
        "go1.21rc2,1.21.0,-1",
        "go1.17.2,1.17.2,0",
        "2.0.0+incompatible,v2.0.0,0",
        "v0.0.0-20190101000000-abcdefabcdef,0.0.0-20200101000000-000000000000,-1",
        "1.2.4-0.20190101000000-abcdefabcdef,1.2.3,1"
    })
    void goReadsItsOwnVersionsAndThoseOfModules(String left, String right, int expected) {
        assertThat(VersionOrder.GO.compare(left, right)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0-r0,1.0-r1,-1",
        "1.0,1.0-r0,-1",
        "1.0~1a2b,1.0,1",
        "1.0_pre1~1a2b-r0,1.0_pre1-r0,1",
        "1.05,1.5,-1",
        "1.2a,1.2.1,-1"
    })
    void alpineKnowsHashesAndFractions(String left, String right, int expected) {
        assertThat(VersionOrder.APK.compare(left, right)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.dev1,1.0a1.dev1,-1",
        "1.0a1,1.0a1.post1,-1",
        "1.0.post1.dev1,1.0.post1,-1",
        "1.0+ubuntu.1,1.0+ubuntu-1,0",
        "1.0+a,1.0+1,-1",
        "v1.0c1,1.0rc1,0",
        "1.0-1,1.0.post1,0",
        "no version,0.dev0,-1"
    })
    void pythonFollowsPep440(String left, String right, int expected) {
        assertThat(VersionOrder.PEP440.compare(left, right)).isEqualTo(expected);
    }

    private static List<String> sample() {
        Stream<String> real = Stream.of(
                        "dpkg", "apk", "rpm", "semver", "maven", "pep440", "gem", "nuget", "packagist", "pub")
                .flatMap(table -> Vectors.of(table).stream().limit(600).filter(row -> row.hashCode() % 40 == 0))
                .map(Vectors.Row::left);
        Stream<String> disputed = Vectors.lines("disputed").stream()
                .map(line -> line.split(",", -1)[1])
                .limit(40);
        Stream<String> strange = Stream.of(
                "",
                "0",
                "00",
                "1",
                "1.",
                ".1",
                "1.0",
                "1.foo.2",
                "1-alpha",
                "1.0.alpha.1",
                "1.foo.1",
                "1.0.1",
                "1-1",
                "1-ga-1",
                "1.#",
                "1.#.beta",
                "1.1",
                "1.pl1",
                "1-r0",
                "1-r",
                "1-ruff",
                "1_alpha",
                "1_blah",
                "1.00",
                "1.01",
                "~",
                "^",
                "1~",
                "1^",
                "1:",
                ":1",
                "1:1",
                "a:1",
                "-",
                "1-",
                "-1",
                "\u00e9",
                "\u0661",
                "v1",
                "V",
                "1+a",
                "1+1",
                "1.0a1",
                "1.0.dev1",
                "1!0",
                "\ud83d");
        return Stream.of(real, disputed, strange)
                .flatMap(stream -> stream)
                .distinct()
                .toList();
    }
}
