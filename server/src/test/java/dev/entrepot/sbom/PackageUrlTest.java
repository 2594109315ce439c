package dev.entrepot.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PackageUrlTest {
    private static final Distribution BOOKWORM =
            new Distribution("debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)");
    private static final Distribution ALPINE = new Distribution("alpine", "3.10.2", "", "Alpine Linux v3.10");
    private static final Distribution RED_HAT = new Distribution("rhel", "9.3", "", "Red Hat Enterprise Linux 9.3");

    @Test
    void debianPackagesCarryArchitectureReleaseAndSource() {
        Package what = new Package(
                PackageType.DEB, "libssl3", "3.0.11-1~deb12u2", "amd64", "openssl", "", "", List.of(), false);

        assertThat(PackageUrl.of(what, Optional.of(BOOKWORM)))
                .hasToString("pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl");
    }

    @Test
    void debianKeepsItsEpochInTheVersion() {
        Package what = new Package(
                PackageType.DEB, "g++", "4:12.2.0-3", "arm64", "gcc-defaults", "1.203", "", List.of(), false);

        assertThat(PackageUrl.of(what, Optional.of(BOOKWORM)))
                .hasToString("pkg:deb/debian/g%2B%2B@4:12.2.0-3?arch=arm64&distro=debian-12"
                        + "&upstream=gcc-defaults%401.203");
    }

    @Test
    void alpineNamesItsReleaseAlone() {
        Package what = new Package(
                PackageType.APK, "libcrypto1.1", "1.1.1c-r0", "x86_64", "openssl", "", "", List.of(), false);

        assertThat(PackageUrl.of(what, Optional.of(ALPINE)))
                .hasToString("pkg:apk/alpine/libcrypto1.1@1.1.1c-r0?arch=x86_64&distro=3.10.2&upstream=openssl");
    }

    @Test
    void rpmPutsItsEpochIntoAQualifier() {
        Package what = new Package(
                PackageType.RPM,
                "npm",
                "1:8.19.2-1.el9",
                "x86_64",
                "nodejs",
                "1:16.18.1-3.el9",
                "nodejs:16",
                List.of(),
                false);

        assertThat(PackageUrl.of(what, Optional.of(RED_HAT)))
                .hasToString("pkg:rpm/redhat/npm@8.19.2-1.el9?arch=x86_64&distro=redhat-9.3&epoch=1"
                        + "&modularitylabel=nodejs:16&upstream=nodejs%401:16.18.1-3.el9");
    }

    @Test
    void packagesOfAnUnknownDistributionHaveNoVendor() {
        assertThat(PackageUrl.of(Package.of(PackageType.DEB, "bash", "5.2"), Optional.empty()))
                .hasToString("pkg:deb/bash@5.2");
    }

    @ParameterizedTest
    @CsvSource({
        "MAVEN,org.apache.logging.log4j:log4j-core,2.14.1,pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
        "MAVEN,commons-io,2.4,pkg:maven/commons-io@2.4",
        "NPM,lodash,4.17.15,pkg:npm/lodash@4.17.15",
        "NPM,@angular/animation,12.3.1,pkg:npm/%40angular/animation@12.3.1",
        "PYPI,Django_REST.framework,3.2,pkg:pypi/django-rest-framework@3.2",
        "GOLANG,github.com/BurntSushi/toml,1.2.0,pkg:golang/github.com/burntsushi/toml@v1.2.0",
        "GOLANG,stdlib,1.21.1,pkg:golang/stdlib@1.21.1",
        "GOLANG,example.com/main,'',pkg:golang/example.com/main",
        "CARGO,rand,0.7.2,pkg:cargo/rand@0.7.2",
        "GEM,ruby-advisory-db-check,0.12.4,pkg:gem/ruby-advisory-db-check@0.12.4",
        "COMPOSER,Laravel/framework,9.0.0,pkg:composer/laravel/framework@9.0.0",
        "NUGET,Newtonsoft.Json,13.0.1,pkg:nuget/Newtonsoft.Json@13.0.1"
    })
    void languagesNameTheirPackagesTheirOwnWay(PackageType type, String name, String version, String purl) {
        assertThat(PackageUrl.of(Package.of(type, name, version), Optional.of(BOOKWORM)))
                .hasToString(purl);
    }

    /// From the specification and its test suite.
    @ParameterizedTest
    @CsvSource({
        "pkg:maven/org.apache.commons/io@1.3.4,pkg:maven/org.apache.commons/io@1.3.4",
        "PKG:Maven/org.apache.commons/io@1.3.4,pkg:maven/org.apache.commons/io@1.3.4",
        "pkg://npm//%40angular/animation@12.3.1,pkg:npm/%40angular/animation@12.3.1",
        "pkg:npm/@angular/animation@12.3.1,pkg:npm/%40angular/animation@12.3.1",
        "pkg:npm/@angular/animation,pkg:npm/%40angular/animation",
        "pkg:PYPI/Django_package@1.11.1.dev1,pkg:pypi/django-package@1.11.1.dev1",
        "pkg:golang/google.golang.org/genproto#/googleapis/../api/annotations/,"
                + "pkg:golang/google.golang.org/genproto#googleapis/api/annotations",
        "pkg:deb/debian/attr@1%3A2.4.47-2%2Bb1?distro=jessie&arch=amd64,"
                + "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=jessie",
        "pkg:rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&distro=,pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386",
        "pkg:oci/debian@sha256%3A244fd47e07d10?repository_url=docker.io/library/debian&arch=amd64&tag=latest,"
                + "pkg:oci/debian@sha256:244fd47e07d10?arch=amd64"
                + "&repository_url=docker.io%2Flibrary%2Fdebian&tag=latest",
        "pkg:generic/%E2%82%ac@1,pkg:generic/%E2%82%AC@1"
    })
    void whatOthersWriteBecomesCanonical(String written, String canonical) {
        assertThat(PackageUrl.parse(written).map(PackageUrl::toString)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pkg:",
                "pkg:maven",
                "pkg:maven/",
                "pkg:/@1",
                "maven/a/b@1",
                "http://example.com/pkg:npm/a",
                "pkg:1npm/a",
                "pkg:n pm/a",
                "pkg:npm/%",
                "pkg:npm/%zz",
                "pkg:npm/%FF",
                "pkg:npm/a%2Fb/c@1",
                "pkg:npm/a@%4",
                "pkg:npm/a?b",
                "pkg:npm/a?=b",
                "pkg:npm/a?1b=c",
                "pkg:npm/a?b=c&B=d",
                "pkg:npm/a?b=%",
                "pkg:npm/a#%"
            })
    void brokenOnesAreNone(String text) {
        assertThat(PackageUrl.parse(text)).isEmpty();
    }

    @Test
    void longestOnesAreReadAndLongerOnesAreNot() {
        String longest = "pkg:npm/" + "a".repeat(PackageUrl.MAX_LENGTH - 8);

        assertThat(PackageUrl.parse(longest)).isPresent();
        assertThat(PackageUrl.parse(longest + "a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pkg:rpm/redhat/openssl@3.0.7-27.el9?epoch=1&upstream=openssl-3.0.7-27.el9.src.rpm,1:3.0.7-27.el9,'',''",
        "pkg:rpm/fedora/curl-libs@8.0-1.fc40?epoch=0&upstream=curl-8.0-2.fc40.src.rpm,8.0-1.fc40,curl,8.0-2.fc40",
        "pkg:rpm/fedora/x@1-1?epoch=2&upstream=y-1-3.src.rpm,2:1-1,y,2:1-3",
        "pkg:deb/debian/attr@2.4.47-2?epoch=1,1:2.4.47-2,'',''",
        "pkg:deb/debian/libssl3@3.0?upstream=openssl%402.9,3.0,openssl,2.9",
        "pkg:golang/golang.org/x/net@v0.7.0,0.7.0,'',''",
        "pkg:composer/a/b@v1.2,1.2,'',''"
    })
    void habitsOfOtherWritersAreUnderstood(String purl, String version, String source, String sourceVersion) {
        Package what = PackageUrl.parse(purl).flatMap(PackageUrl::toPackage).orElseThrow();

        assertThat(what.version()).isEqualTo(version);
        assertThat(what.source()).isEqualTo(source);
        assertThat(what.sourceVersion()).isEqualTo(sourceVersion);
    }

    @Test
    void otherTypesAreNoPackages() {
        assertThat(PackageUrl.parse("pkg:oci/app@sha256:00").flatMap(PackageUrl::toPackage))
                .isEmpty();
        assertThat(PackageUrl.parse("pkg:hex/phoenix@1").flatMap(PackageUrl::toPackage))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pkg:deb/debian/a@1?distro=debian-12,debian,12,''",
        "pkg:deb/debian/a@1?distro=bookworm,debian,'',bookworm",
        "pkg:deb/ubuntu/a@1?distro=ubuntu-22.04,ubuntu,22.04,''",
        "pkg:apk/alpine/a@1?distro=3.20.1,alpine,3.20.1,''",
        "pkg:apk/alpine/a@1?distro=alpine-3.20.1,alpine,3.20.1,''",
        "pkg:rpm/redhat/a@1?distro=redhat-9.3,rhel,9.3,''",
        "pkg:rpm/redhat/a@1?distro=rhel-9.3,rhel,9.3,''",
        "pkg:rpm/opensuse/a@1?distro=opensuse-leap-15.5,opensuse-leap,15.5,''",
        "pkg:rpm/almalinux/a@1?distro=almalinux-9.1,almalinux,9.1,''"
    })
    void releaseOfTheDistributionIsFound(String purl, String id, String version, String codename) {
        assertThat(PackageUrl.parse(purl).flatMap(PackageUrl::distribution))
                .contains(new Distribution(id, version, codename, ""));
    }

    @Test
    void statementAboutLessCoversMore() {
        PackageUrl installed = parsed("pkg:deb/debian/bash@5.2-1?arch=amd64&distro=debian-12");

        assertThat(parsed("pkg:deb/debian/bash").covers(installed)).isTrue();
        assertThat(parsed("pkg:deb/debian/bash@5.2-1").covers(installed)).isTrue();
        assertThat(parsed("pkg:deb/debian/bash@5.2-1?arch=amd64").covers(installed))
                .isTrue();
        assertThat(parsed("pkg:deb/debian/bash@5.2-2").covers(installed)).isFalse();
        assertThat(parsed("pkg:deb/debian/bash?arch=arm64").covers(installed)).isFalse();
        assertThat(parsed("pkg:deb/ubuntu/bash").covers(installed)).isFalse();
        assertThat(parsed("pkg:deb/debian/dash").covers(installed)).isFalse();
        assertThat(installed.covers(parsed("pkg:deb/debian/bash"))).isFalse();
    }

    @Test
    void equalOnesAreEqualHoweverTheyWereWritten() {
        assertThat(parsed("pkg:oci/a@sha256%3A00?tag=1&arch=x")).isEqualTo(parsed("pkg:OCI/a@sha256:00?arch=x&tag=1"));
        assertThat(new PackageUrl("npm", "", "a", "", new TreeMap<>(Map.of()), ""))
                .isEqualTo(parsed("pkg:npm/a"));
    }

    private static PackageUrl parsed(String text) {
        return PackageUrl.parse(text).orElseThrow();
    }
}
