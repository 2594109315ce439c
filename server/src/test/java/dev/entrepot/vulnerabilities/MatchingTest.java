package dev.entrepot.vulnerabilities;

import static dev.entrepot.vulnerabilities.Advisories.NO_DISTRIBUTION;
import static dev.entrepot.vulnerabilities.Advisories.deb;
import static dev.entrepot.vulnerabilities.Advisories.ids;
import static dev.entrepot.vulnerabilities.Advisories.image;
import static dev.entrepot.vulnerabilities.Advisories.load;
import static dev.entrepot.vulnerabilities.Advisories.npm;
import static dev.entrepot.vulnerabilities.Advisories.osv;
import static dev.entrepot.vulnerabilities.Advisories.rpm;
import static dev.entrepot.vulnerabilities.Advisories.zip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.packages.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which records concern which packages, and what becomes of several.
final class MatchingTest {
    private static final String DAY = "2024-01-01T00:00:00Z";

    @TempDir
    private Path folder;

    private VulnerabilityDatabase database;

    @BeforeEach
    void opens() throws IOException {
        database = VulnerabilityDatabase.open(folder);
    }

    @AfterEach
    void closes() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Debian:12, debian, 12, DEB",
        "Debian:12, debian, 12.5, DEB",
        "Debian:3.1, debian, 3.1, DEB",
        "Ubuntu:22.04:LTS, ubuntu, 22.04, DEB",
        "Ubuntu:23.10, ubuntu, 23.10, DEB",
        "Alpine:v3.10, alpine, 3.10.2, APK",
        "Alpine:edge, alpine, 3.21.0_alpha20240807, APK",
        "Wolfi, wolfi, 20230201, APK",
        "Chainguard, chainguard, 20230214, APK",
        "AlmaLinux:9, almalinux, 9.1, RPM",
        "Rocky Linux:8, rocky, 8.9, RPM",
        "Red Hat:enterprise_linux:9::appstream, rhel, 9.3, RPM",
        "Red Hat:enterprise_linux:8, centos, 8, RPM",
        "SUSE:Linux Enterprise Server 15 SP5, sles, 15.5, RPM",
        "SUSE:Linux Enterprise Module for Basesystem 15 SP5, sles, 15.5, RPM",
        "SUSE:Linux Enterprise Server 15 SP2-LTSS, sles, 15.2, RPM",
        "SUSE:Linux Micro 6.0, sl-micro, 6.0, RPM",
        "openSUSE:Leap 15.5, opensuse-leap, 15.5, RPM",
        "openSUSE:Tumbleweed, opensuse-tumbleweed, 20240101, RPM",
        "Mageia:9, mageia, 9, RPM",
        "Photon OS:5.0, photon, 5.0, RPM",
        "Azure Linux:3, azurelinux, 3.0, RPM",
    })
    void packageOfADistributionBelongsToItsRelease(String ecosystem, String id, String version, PackageType type)
            throws IOException {
        load(database, zip(osv("CVE-2024-0001", ecosystem, "curl", "8.1-r1")));
        Package curl = Package.of(type, "curl", "7.0-r0");

        assertThat(ids(database, curl, image(id, version))).containsExactly("CVE-2024-0001");
        assertThat(ids(database, curl, image("gentoo", version))).isEmpty();
        assertThat(ids(database, curl, NO_DISTRIBUTION)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Debian:12, debian, 11, DEB",
        "Ubuntu:Pro:22.04:LTS, ubuntu, 22.04, DEB",
        "Alpine:v3.1, alpine, 3.10.2, APK",
        "Red Hat:rhel_eus:9.2::appstream, rhel, 9.2, RPM",
        "SUSE:Linux Enterprise Server 15 SP4, sles, 15.5, RPM",
        "AlmaLinux:9, almalinux, 9.1, DEB",
    })
    void packageOfAnotherReleaseDoesNotMatch(String ecosystem, String id, String version, PackageType type)
            throws IOException {
        load(database, zip(osv("CVE-2024-0001", ecosystem, "curl", "8.1-r1")));

        assertThat(ids(database, Package.of(type, "curl", "7.0-r0"), image(id, version)))
                .isEmpty();
    }

    @Test
    void releaseInTheMakingIsFoundByItsCodeName() throws IOException {
        load(database, zip(osv("CVE-2024-0001", "Debian:13", "curl", "8.1-1")));

        assertThat(ids(database, deb("curl", "7.0-1"), Optional.of(new Distribution("debian", "", "trixie", ""))))
                .containsExactly("CVE-2024-0001");
    }

    @Test
    void extendedSupportOfUbuntuConcernsItsOwnBuilds() throws IOException {
        load(database, zip(osv("UBUNTU-CVE-2024-0001", "Ubuntu:Pro:16.04:LTS", "curl", "7.47.0-1ubuntu2.19+esm9")));

        assertThat(ids(database, deb("curl", "7.47.0-1ubuntu2.19+esm1"), image("ubuntu", "16.04")))
                .containsExactly("CVE-2024-0001");
        assertThat(ids(database, deb("curl", "7.47.0-1ubuntu2.19"), image("ubuntu", "16.04")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PyPI, zope-interface, PYPI, Zope.Interface",
        "NuGet, Newtonsoft.Json, NUGET, newtonsoft.json",
        "Packagist, Symfony/Http-Kernel, COMPOSER, symfony/http-kernel",
        "npm, @scope/name, NPM, @scope/name",
        "Maven, org.a:b, MAVEN, org.a:b",
        "Go, github.com/A/b, GOLANG, github.com/A/b",
        "crates.io, smallvec, CARGO, smallvec",
        "RubyGems, rails, GEM, rails",
    })
    void packageOfALanguageBelongsToItsRegistry(String ecosystem, String named, PackageType type, String name)
            throws IOException {
        load(database, zip(osv("CVE-2024-0001", ecosystem, named, "1.2.0")));
        Package what = Package.of(type, name, "1.1.0");
        Package owned = new Package(type, name, "1.1.0", "", "", "", "", List.of(), true);

        assertThat(ids(database, what)).containsExactly("CVE-2024-0001");
        assertThat(ids(database, owned, image("debian", "12"))).isEmpty();
        assertThat(ids(database, Package.of(type, name, ""))).isEmpty();
    }

    @Test
    void pseudoVersionsOfGoCompareByTheirTime() throws IOException {
        load(database, zip(osv("GO-2024-1", "Go", "example.org/m", "0.0.0-20210101000000-aaaaaaaaaaaa")));
        Package before = Package.of(PackageType.GOLANG, "example.org/m", "0.0.0-20201231235959-bbbbbbbbbbbb");
        Package after = Package.of(PackageType.GOLANG, "example.org/m", "0.0.0-20210101000001-bbbbbbbbbbbb");

        assertThat(ids(database, before)).containsExactly("GO-2024-1");
        assertThat(ids(database, after)).isEmpty();
    }

    @Test
    void sourceAndItsVersionDecideForDebian() throws IOException {
        load(database, zip(osv("DEBIAN-CVE-2024-0001", "Debian:12", "openssl", "3.0.11-1")));
        Package libssl =
                new Package(PackageType.DEB, "libssl3", "1:9.9", "amd64", "openssl", "3.0.10-1", "", List.of(), false);

        assertThat(ids(database, libssl, image("debian", "12"))).containsExactly("CVE-2024-0001");
    }

    @Test
    void builtNameDecidesForAlmaLinuxAndBothForRocky() throws IOException {
        load(database, zip(osv("ALSA-2024:1", DAY, "AlmaLinux:9", "openssl", "3.0.2-1.el9", related("CVE-2024-0001"))));
        load(
                database,
                zip(osv("RLSA-2024:1", DAY, "Rocky Linux:9", "openssl", "3.0.2-1.el9", related("CVE-2024-0001"))));
        Package libs = new Package(
                PackageType.RPM, "openssl-libs", "3.0.1-1.el9", "x86_64", "openssl", "", "", List.of(), false);

        assertThat(ids(database, libs, image("almalinux", "9.3"))).isEmpty();
        assertThat(ids(database, libs, image("rocky", "9.3"))).containsExactly("CVE-2024-0001");
    }

    @Test
    void whatSuseBuiltFromASourceIsFoundWithoutKnowingTheSource() throws IOException {
        load(database, zip("""
                        {"id":"SUSE-SU-2024:1-1","modified":"2024-01-01T00:00:00Z","related":["CVE-2024-0001"],
                        "affected":[{"ecosystem_specific":{"binaries":[{"libcurl4":"8.0.1-5.1"}]},
                        "package":{"ecosystem":"SUSE:Linux Enterprise Server 15 SP5","name":"curl"},
                        "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"8.0.1-5.1"}]}]}]}"""));

        assertThat(ids(database, rpm("libcurl4", "8.0.1-4.1", ""), image("sles", "15.5")))
                .containsExactly("CVE-2024-0001");
    }

    @Test
    void modularBuildsAndPlainOnesDoNotConcernEachOther() throws IOException {
        load(
                database,
                zip(
                        osv(
                                "ALSA-1",
                                DAY,
                                "AlmaLinux:8",
                                "npm",
                                "1:6.14.11-1.12.20.1.module_el8.4.0+2522+3bd42762",
                                related("CVE-2024-0001") + ",\"summary\":\"Important: nodejs:12 security update\""),
                        osv("ALSA-2", DAY, "AlmaLinux:8", "npm", "1:9.0-1.el8", related("CVE-2024-0002"))));
        Optional<Distribution> alma = image("almalinux", "8.9");

        assertThat(ids(database, rpm("npm", "1:6.14.10-1.12.20.1.module_el8.4.0+1+1", "nodejs:12"), alma))
                .containsExactly("CVE-2024-0001");
        assertThat(ids(database, rpm("npm", "1:6.14.10-1.12.20.1.module_el8.4.0+1+1", ""), alma))
                .containsExactly("CVE-2024-0001");
        assertThat(ids(database, rpm("npm", "1:6.14.10-1.10.20.1.module_el8.4.0+1+1", "nodejs:10"), alma))
                .isEmpty();
        assertThat(ids(database, rpm("npm", "1:6.14.10-1.el8", ""), alma)).containsExactly("CVE-2024-0002");
    }

    @Test
    void aliasesAreOneFindingNamedByTheSmallestCve() throws IOException {
        load(
                database,
                zip(
                        osv(
                                "GHSA-aaaa",
                                DAY,
                                "npm",
                                "x",
                                "1.2.0",
                                ",\"aliases\":[\"CVE-2021-10000\",\"CVE-2021-9999\"]"),
                        osv("NPM-7", DAY, "npm", "x", "1.1.0", ",\"aliases\":[\"GHSA-aaaa\"]"),
                        osv("GHSA-bbbb", DAY, "npm", "x", "1.1.0", "")));

        List<Match> matches = database.current().matches(npm("x", "1.0.0"), NO_DISTRIBUTION);

        assertThat(matches).hasSize(2);
        assertThat(matches.getFirst().id()).isEqualTo("CVE-2021-9999");
        assertThat(matches.getFirst().aliases()).containsExactly("CVE-2021-10000", "GHSA-aaaa", "NPM-7");
        assertThat(matches.getFirst().fixedVersion()).isEqualTo("1.1.0");
        assertThat(matches.getLast().id()).isEqualTo("GHSA-bbbb");
    }

    @Test
    void advisoryOfSeveralCvesIsOneFindingForEach() throws IOException {
        load(
                database,
                zip(
                        osv(
                                "DSA-1",
                                DAY,
                                "Debian:12",
                                "x",
                                "1.2-1",
                                ",\"upstream\":[\"CVE-2024-0001\",\"CVE-2024-0002\"]"),
                        osv(
                                "DEBIAN-CVE-2024-0002",
                                DAY,
                                "Debian:12",
                                "x",
                                "1.3-1",
                                ",\"upstream\":[\"CVE-2024-0002\"]")));

        List<Match> matches = database.current().matches(deb("x", "1.1-1"), image("debian", "12"));

        assertThat(matches).extracting(Match::id).containsExactly("CVE-2024-0001", "CVE-2024-0002");
        assertThat(matches.getFirst().aliases()).containsExactly("DSA-1");
        assertThat(matches.getLast().aliases()).containsExactly("DEBIAN-CVE-2024-0002", "DSA-1");
        assertThat(matches.getLast().fixedVersion()).isEqualTo("1.2-1");
    }

    @Test
    void errataCountOnlyWhenTheyNameCves() throws IOException {
        load(
                database,
                zip(
                        osv("ALBA-2024:1", DAY, "AlmaLinux:9", "x", "1.2-1.el9", ",\"related\":[]"),
                        osv("ALEA-2024:1", DAY, "AlmaLinux:9", "x", "1.2-1.el9", related("CVE-2024-0001"))));

        assertThat(ids(database, rpm("x", "1.1-1.el9", ""), image("almalinux", "9.1")))
                .containsExactly("CVE-2024-0001");
    }

    @Test
    void wordOfThePackageComesBeforeThatOfTheRecordAndBothBeforeTheVector() throws IOException {
        String critical =
                ",\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}]";
        load(
                database,
                zip(
                        osv("CVE-2024-0001", DAY, "npm", "x", "1.2.0", critical),
                        osv(
                                "CVE-2024-0002",
                                DAY,
                                "npm",
                                "x",
                                "1.2.0",
                                critical + ",\"database_specific\":{\"severity\":\"MODERATE\"}"),
                        """
                        {"id":"CVE-2024-0003","modified":"2024-01-01T00:00:00Z","database_specific":{"severity":"HIGH"},
                        "affected":[{"package":{"ecosystem":"npm","name":"x"},"ecosystem_specific":{"urgency":"unimportant"},
                        "ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}""",
                        osv("MAL-2024-1", DAY, "npm", "x", "1.2.0", "")));

        assertThat(database.current().matches(npm("x", "1.0.0"), NO_DISTRIBUTION))
                .extracting(Match::severity)
                .containsExactly(Severity.CRITICAL, Severity.MEDIUM, Severity.NEGLIGIBLE, Severity.CRITICAL);
    }

    @Test
    void wordOfABundleIsAnUpperBound() throws IOException {
        load(
                database,
                zip(
                        osv(
                                "ALSA-1",
                                DAY,
                                "AlmaLinux:9",
                                "x",
                                "1.2-1.el9",
                                related("CVE-2024-0001", "CVE-2024-0002")
                                        + ",\"summary\":\"Critical: x security update\""),
                        osv(
                                "ALSA-2",
                                DAY,
                                "AlmaLinux:9",
                                "x",
                                "1.3-1.el9",
                                related("CVE-2024-0001", "CVE-2024-0003")
                                        + ",\"summary\":\"Moderate: x security update\""),
                        osv(
                                "ALSA-3",
                                DAY,
                                "AlmaLinux:9",
                                "x",
                                "1.3-1.el9",
                                related("CVE-2024-0002") + ",\"summary\":\"Low: x security update\"")));

        assertThat(database.current().matches(rpm("x", "1.1-1.el9", ""), image("almalinux", "9.1")))
                .extracting(Match::severity)
                .containsExactly(Severity.MEDIUM, Severity.LOW, Severity.MEDIUM);
    }

    @Test
    void statesOfDebiansTrackerAreTaken() throws IOException {
        load(database, """
                {"curl":{
                  "CVE-2024-0001":{"description":"open one","releases":{
                    "bookworm":{"status":"open","repositories":{"bookworm":"7.88.1-10"},"urgency":"unimportant"},
                    "bullseye":{"status":"resolved","fixed_version":"0","urgency":"low"}}},
                  "CVE-2024-0002":{"releases":{"bookworm":{"status":"resolved","fixed_version":"7.88.1-11","urgency":"high"}}},
                  "CVE-2024-0003":{"releases":{"bookworm":{"status":"resolved","fixed_version":"7.88.1-9"}}},
                  "CVE-2024-0004":{"releases":{"bookworm":{"status":"undetermined"}}},
                  "CVE-2024-0005":7,
                  "TEMP-0000000-ABCDEF":{"releases":{"sid":{"status":"open"},"bookworm":{"status":"open"}}}},
                 "wget":{}}""");

        List<Match> matches = database.current().matches(deb("curl", "7.88.1-10"), image("debian", "12"));

        assertThat(matches)
                .extracting(Match::id)
                .containsExactly("CVE-2024-0001", "CVE-2024-0002", "TEMP-0000000-ABCDEF");
        assertThat(matches)
                .extracting(Match::severity)
                .containsExactly(Severity.NEGLIGIBLE, Severity.HIGH, Severity.UNKNOWN);
        assertThat(matches).extracting(Match::fixedVersion).containsExactly("", "7.88.1-11", "");
        assertThat(matches.getFirst().title()).isEqualTo("open one");
        assertThat(ids(database, deb("curl", "7.74.0-1"), image("debian", "11")))
                .isEmpty();
    }

    @Test
    void secdbOfWolfiNamesNoRelease() throws IOException {
        load(database, """
                {"apkurl":"{{urlprefix}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk","archs":["x86_64"],"reponame":"os",
                "urlprefix":"https://packages.wolfi.dev","packages":[{"pkg":{"name":"curl","secfixes":{
                "8.1-r0":["CVE-2024-0001 GHSA-aaaa-bbbb-cccc"],"0":["CVE-2024-0002"],"8.2-r0":["CVE_2024-0003 (note CVE-1)"],
                "8.3-r0":["CVE-2024-0001"]}}}]}""");

        List<Match> matches =
                database.current().matches(Package.of(PackageType.APK, "curl", "8.0-r0"), image("wolfi", "20230201"));

        assertThat(matches).extracting(Match::id).containsExactly("CVE-2024-0001", "CVE-2024-0003");
        assertThat(matches.getFirst().aliases()).containsExactly("GHSA-aaaa-bbbb-cccc");
        assertThat(matches.getFirst().fixedVersion()).isEqualTo("8.3-r0");
    }

    @Test
    void versionsNamedOneByOneCountBesideRangesOfCommits() throws IOException {
        load(database, zip("""
                        {"id":"PYSEC-1","modified":"2024-01-01T00:00:00Z","affected":[
                        {"package":{"ecosystem":"PyPI","name":"x"},"versions":["1.0","1.1.0"],
                        "ranges":[{"type":"GIT","repo":"https://example.org/x","events":[{"introduced":"0"}]}]}]}"""));

        assertThat(ids(database, Package.of(PackageType.PYPI, "x", "1.1"))).containsExactly("PYSEC-1");
        assertThat(ids(database, Package.of(PackageType.PYPI, "x", "1.2"))).isEmpty();
    }

    private static String related(String... cves) {
        return ",\"related\":[\"" + String.join("\",\"", cves) + "\"]";
    }
}
