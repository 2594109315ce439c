package dev.entrepot.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class PackageUrlPropertyTest {
    private static final Distribution DEBIAN = new Distribution("debian", "12", "bookworm", "");

    @Property(tries = 2000)
    void whatIsWrittenIsReadAgain(@ForAll("packages") Package what) {
        PackageUrl purl = PackageUrl.of(what, Optional.of(DEBIAN));

        Optional<PackageUrl> read = PackageUrl.parse(purl.toString());

        assertThat(read).contains(purl);
        assertThat(read.flatMap(PackageUrl::toPackage)).contains(what);
        assertThat(read.flatMap(PackageUrl::distribution).isPresent())
                .isEqualTo(what.type().ofDistribution());
    }

    @Property(tries = 2000)
    void everyTextHasAnAnswerAndCanonicalOnesStay(@ForAll("texts") String text) {
        Optional<PackageUrl> purl = PackageUrl.parse(text);

        assertThat(purl.map(PackageUrl::toString).flatMap(PackageUrl::parse)).isEqualTo(purl);
        purl.ifPresent(found -> {
            assertThat(found.covers(found)).isTrue();
            assertThat(found.toPackage().isPresent())
                    .isEqualTo(PackageType.of(found.type()).isPresent());
        });
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> made = Arbitraries.of(
                        "npm",
                        "deb",
                        "golang",
                        "maven",
                        "pypi",
                        "oci",
                        "/",
                        "@",
                        "?",
                        "#",
                        "&",
                        "=",
                        "%40",
                        "%2F",
                        "%",
                        ":",
                        "+",
                        "..",
                        ".",
                        "A",
                        "a",
                        "1",
                        "epoch",
                        "upstream",
                        "distro",
                        "\u00e9",
                        " ")
                .list()
                .ofMaxSize(12)
                .map(parts -> "pkg:" + String.join("", parts));
        return Arbitraries.oneOf(made, Arbitraries.strings());
    }

    /// As readers of images make them; names are those that a package URL can hold.
    @Provide
    Arbitrary<Package> packages() {
        Arbitrary<String> names = Arbitraries.strings()
                .withChars("abcxyz019.-_~+@%?#&= \u00e9\u20ac")
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(name -> "n" + name);
        Arbitrary<String> versions = Arbitraries.strings()
                .withChars("0123456789.-+~:^_rcab/@ \u00e9")
                .ofMaxLength(12)
                .map(end -> "1" + end);
        return Combinators.combine(Arbitraries.of(PackageType.class), names, names, versions, versions)
                .as(PackageUrlPropertyTest::made);
    }

    private static Package made(PackageType type, String name, String other, String version, String sourceVersion) {
        return switch (type) {
            case DEB, APK ->
                new Package(
                        type,
                        name,
                        version,
                        "amd64",
                        other.equals(name) || other.contains("@") ? "" : other,
                        sourceVersion.equals(version) || sourceVersion.contains("@") ? "" : sourceVersion,
                        "",
                        List.of(),
                        false);
            case RPM ->
                new Package(
                        type,
                        name,
                        (version.length() % 2 == 0 ? "3:" : "") + version.replace(":", ""),
                        "x86_64",
                        "",
                        "",
                        other,
                        List.of(),
                        false);
            case MAVEN -> Package.of(type, other + ":" + name, version);
            case NPM -> Package.of(type, "@" + other + "/" + name, version);
            case GOLANG, COMPOSER -> Package.of(type, other + "/" + name, version);
            case PYPI -> Package.of(type, PackageUrlWriter.canonicalName("pypi", name), version);
            case CARGO, GEM, NUGET -> Package.of(type, name, version);
        };
    }
}
