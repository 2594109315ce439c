package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What each kind of file says.
final class AnalyzersTest {
    @Test
    void packagesOfDebianAreFoundBySource() throws Exception {
        LayerReport report = LayerArchive.read(
                new LayerArchive().resources("debian12/rootfs").gzip());

        assertThat(packages(report).stream()
                        .map(what -> what.sourceName() + "," + what.builtFrom())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(expected("debian12/packages.csv"));
        assertThat(report.evidence())
                .filteredOn(evidence -> evidence.path().equals("etc/os-release"))
                .extracting(Evidence::distribution)
                .containsExactly(
                        Optional.of(new Distribution("debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)")));
    }

    @Test
    void packagesOfAlpineAreFoundByOrigin() throws Exception {
        LayerReport report =
                LayerArchive.read(new LayerArchive().resources("alpine/rootfs").gzip());

        assertThat(packages(report).stream()
                        .map(what -> what.sourceName() + "," + what.builtFrom())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(expected("alpine/packages.csv"));
        assertThat(packages(report))
                .contains(new Package(
                        PackageType.APK,
                        "libc-utils",
                        "0.7.1-r0",
                        "x86_64",
                        "libc-dev",
                        "",
                        "",
                        List.of("BSD-3-Clause"),
                        false));
    }

    @Test
    void packagesOfPythonAreFound() throws Exception {
        LayerReport report =
                LayerArchive.read(new LayerArchive().resources("python/rootfs").gzip());

        assertThat(packages(report).stream()
                        .map(what -> what.name() + "," + what.version())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(expected("python/packages.csv"));
        assertThat(packages(report))
                .filteredOn(what -> what.name().equals("cryptography"))
                .extracting(Package::licences)
                .containsOnly(List.of("BSD-3-Clause OR Apache-2.0"));
    }

    @ParameterizedTest
    @CsvSource({
        "install ok installed, true",
        "hold ok installed, true",
        "install ok triggers-pending, true",
        "install ok unpacked, true",
        "deinstall ok config-files, false",
        "purge ok not-installed, false",
        "install reinstreq half-installed, false"
    })
    void onlyPackagesWhoseFilesAreThereCount(String status, boolean counts) throws Exception {
        Optional<Package> found = one("var/lib/dpkg/status", "Package: a\nStatus: %s\nVersion: 1\n".formatted(status));

        assertThat(found.isPresent()).isEqualTo(counts);
    }

    @Test
    void sourceOfADebianPackageIsReadWithItsVersion() throws Exception {
        assertThat(one("var/lib/dpkg/status.d/libc6", "Package: libc6\nSource: glibc (2.36-9)\nVersion: 2.36-9+b1\n"))
                .contains(new Package(
                        PackageType.DEB, "libc6", "2.36-9+b1", "", "glibc", "2.36-9", "", List.of(), false));
        assertThat(one("var/lib/dpkg/status.d/a", "Package: a\r\nSource: a\r\nVersion: 1:2\r\nArchitecture: all\r\n"))
                .contains(new Package(PackageType.DEB, "a", "1:2", "all", "", "", "", List.of(), false));
        assertThat(one("var/lib/dpkg/status.d/a.md5sums", "0123  usr/bin/a\n")).isEmpty();
    }

    @Test
    void continuationLinesAreNoFields() throws Exception {
        assertThat(one("var/lib/dpkg/status", "Package: a\nVersion: 1\nConffiles:\n Version: 9\n\tPackage: b\n"))
                .contains(Package.of(PackageType.DEB, "a", "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etc/alpine-release|3.20.1|alpine|3.20.1||Alpine Linux 3.20.1",
                "etc/debian_version|12.5|debian|12||Debian GNU/Linux 12.5",
                "etc/centos-release|CentOS release 6.10 (Final)|centos|6.10|Final|CentOS release 6.10 (Final)",
                "etc/redhat-release|Red Hat Enterprise Linux Server release 7.9 (Maipo)|rhel|7.9|Maipo"
                        + "|Red Hat Enterprise Linux Server release 7.9 (Maipo)",
                "etc/lsb-release|DISTRIB_ID=Ubuntu|ubuntu|||",
                "usr/lib/os-release|ID='al\\pha' # so|al\\pha|||",
                "usr/lib/os-release|ID=\"al\\pha\"|alpha|||"
            })
    void distributionIsReadFromItsOwnFile(
            String path, String text, String id, String version, String codename, String name) throws Exception {
        LayerReport report =
                LayerArchive.read(new LayerArchive().file(path, text).plain());

        assertThat(report.evidence().getFirst().distribution())
                .contains(new Distribution(id, text(version), text(codename), text(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc/os-release", "etc/alpine-release", "etc/redhat-release", "etc/debian_version"})
    void emptyReleaseFilesNameNothing(String path) throws Exception {
        assertThat(LayerArchive.read(new LayerArchive().file(path, "\n").plain())
                        .evidence())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "node_modules/a/package.json, true",
        "app/node_modules/@s/a/package.json, true",
        "app/node_modules/a/node_modules/b/package.json, true",
        "app/node_modules/.pnpm/a@1/node_modules/a/package.json, true",
        "app/package.json, false",
        "app/node_modules/a/dist/package.json, false",
        "app/node_modules/@s/package.json, false",
        "app/my_node_modules/a/package.json, false"
    })
    void onlyInstalledPackagesOfNodeCount(String path, boolean counts) throws Exception {
        Optional<Package> found = one(path, "{\"version\":\"1.2.3\",\"name\":\"@s/a\",\"license\":\"MIT\"}");

        assertThat(found)
                .isEqualTo(Optional.of(
                                new Package(PackageType.NPM, "@s/a", "1.2.3", "", "", "", "", List.of("MIT"), false))
                        .filter(_ -> counts));
    }

    @Test
    void oldWaysToWriteLicencesAreUnderstood() throws Exception {
        assertThat(one("node_modules/a/package.json", """
                                {"name":"a","version":"1","deep":{"name":"no","version":"9"},
                                 "licenses":[{"type":"MIT","url":"x"},{"type":"ISC"}]}""").orElseThrow().licences())
                .containsExactly("MIT", "ISC");
        assertThat(one("a-1.dist-info/METADATA", """
                                Name: a
                                Version: 1
                                License: UNKNOWN
                                Classifier: License :: OSI Approved :: MIT License
                                Classifier: Topic :: Software

                                Name: of the description
                                """).orElseThrow().licences()).containsExactly("MIT License");
    }

    @ParameterizedTest
    @CsvSource({
        "usr/lib/python3/x-1.egg-info, true",
        "usr/lib/python3/x.dist-info/METADATA, true",
        "usr/lib/python3/x.egg/EGG-INFO/PKG-INFO, true",
        "usr/lib/python3/x.dist-info/RECORD, false",
        "PKG-INFO, false"
    })
    void metadataOfPythonStandsInSeveralPlaces(String path, boolean counts) throws Exception {
        assertThat(one(path, "Name: x\nVersion: 1\n").isPresent()).isEqualTo(counts);
    }

    @Test
    void eggsAreOpened() throws Exception {
        byte[] egg = zip("x/__init__.py", "", "EGG-INFO/PKG-INFO", "Name: x\nVersion: 1.0\n");
        LayerReport report = LayerArchive.read(
                new LayerArchive().file("lib/x-1.0.egg", egg, 0644).plain());

        assertThat(report.evidence().getFirst().packages())
                .containsExactly(new Evidence.Item(Package.of(PackageType.PYPI, "x", "1.0"), "EGG-INFO/PKG-INFO"));
    }

    @Test
    void gemsAreReadFromTheirSpecifications() throws Exception {
        String specification = """
                # -*- encoding: utf-8 -*-
                # stub: rack 2.2.3 ruby lib

                Gem::Specification.new do |s|
                  s.name = "rack".freeze
                  s.version = "2.2.3"
                  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :x
                  s.licenses = ["MIT".freeze, "Ruby"]
                  s.add_runtime_dependency(%q<minitest>.freeze, ["~> 5.0"])
                end
                """;

        assertThat(one("usr/lib/ruby/gems/3.1.0/specifications/rack-2.2.3.gemspec", specification))
                .contains(new Package(PackageType.GEM, "rack", "2.2.3", "", "", "", "", List.of("MIT", "Ruby"), false));
        assertThat(one(
                                "specifications/default/json-2.6.gemspec",
                                specification.replace("\"2.2.3\"", "Gem::Version.new('2.6')"))
                        .orElseThrow()
                        .version())
                .isEqualTo("2.6");
        assertThat(one("gems/rack-2.2.3/rack.gemspec", specification)).isEmpty();
    }

    @Test
    void packagesOfComposerAreReadInBothForms() throws Exception {
        String packages = """
                [{"name":"monolog/monolog","version":"v2.0.1","license":["MIT"],"require":{"name":"x"}},
                 {"name":"a/b","version":"dev-main"}, {"name":"no/version"}, 7]""";
        List<Package> expected = List.of(
                new Package(PackageType.COMPOSER, "monolog/monolog", "2.0.1", "", "", "", "", List.of("MIT"), false),
                Package.of(PackageType.COMPOSER, "a/b", "dev-main"));

        assertThat(all("app/vendor/composer/installed.json", packages)).isEqualTo(expected);
        assertThat(all("app/vendor/composer/installed.json", "{\"dev\":true,\"packages\":" + packages + "}"))
                .isEqualTo(expected);
    }

    @Test
    void packagesOfDotnetAreRead() throws Exception {
        String dependencies = """
                {"runtimeTarget":{"name":"x"},"libraries":{
                  "app/1.0.0":{"type":"project"},
                  "Newtonsoft.Json/12.0.1":{"type":"package","sha512":"x"},
                  "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/6.0.1":{"type":"runtimepack"}}}""";
        String lock = """
                {"version":1,"dependencies":{"net6.0":{"A":{"type":"Direct","resolved":"1.0"}},
                 "net8.0":{"A":{"type":"Direct","resolved":"1.0"},"P":{"type":"Project"}}}}""";

        assertThat(all("app/app.deps.json", dependencies))
                .containsExactly(
                        Package.of(PackageType.NUGET, "Newtonsoft.Json", "12.0.1"),
                        Package.of(PackageType.NUGET, "Microsoft.NETCore.App.Runtime.linux-x64", "6.0.1"));
        assertThat(all("src/packages.lock.json", lock)).containsExactly(Package.of(PackageType.NUGET, "A", "1.0"));
        assertThat(all("src/packages.config", "<packages>\n <package version='2' id='B' targetFramework='x'/>\n"))
                .containsExactly(Package.of(PackageType.NUGET, "B", "2"));
    }

    private static Optional<Package> one(String path, String text) throws Exception {
        List<Package> all = all(path, text);
        assertThat(all).hasSizeLessThan(2);
        return all.stream().findFirst();
    }

    private static List<Package> all(String path, String text) throws Exception {
        LayerReport report =
                LayerArchive.read(new LayerArchive().file(path, text).plain());
        assertThat(report.problems()).isEmpty();
        return packages(report);
    }

    private static List<Package> packages(LayerReport report) {
        return report.evidence().stream()
                .flatMap(evidence -> evidence.packages().stream())
                .map(Evidence.Item::what)
                .toList();
    }

    private static List<String> expected(String resource) throws IOException {
        return LayerArchive.lines(resource).stream().skip(1).toList();
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int index = 0; index < namesAndTexts.length; index += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[index]));
                zip.write(namesAndTexts[index + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
