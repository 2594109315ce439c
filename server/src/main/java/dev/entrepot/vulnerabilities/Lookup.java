package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Under which ecosystem and name advisories speak of a package, and which of its versions they mean.
///
/// A package of a distribution belongs to the release of its image: by the name and version of its source
/// package where advisories are written for sources (deb, apk, most rpm distributions), by its own name where
/// they list what was built (AlmaLinux, Red Hat), by both where both occur. A package of a language belongs to
/// its registry, unless a package of the distribution owns it: then the distribution's advisories speak for it,
/// whose fixes do not change its version.
record Lookup(String ecosystem, String name, String version) {
    private static final Map<String, Integer> DEBIAN_RELEASES = Map.ofEntries(
            Map.entry("squeeze", 6),
            Map.entry("wheezy", 7),
            Map.entry("jessie", 8),
            Map.entry("stretch", 9),
            Map.entry("buster", 10),
            Map.entry("bullseye", 11),
            Map.entry("bookworm", 12),
            Map.entry("trixie", 13),
            Map.entry("forky", 14),
            Map.entry("duke", 15));

    /// Advisories of these list the packages that were built, not their source.
    private static final Set<String> BY_BUILT_NAME = Set.of("AlmaLinux", "Red Hat");

    private static final Set<String> GO_ITSELF = Set.of("stdlib", "toolchain");

    /// Empty when nothing that is known of can concern it.
    static List<Lookup> of(Package what, Optional<Distribution> distribution) {
        if (!what.type().ofDistribution()) {
            return what.vendored() || what.version().isEmpty() ? List.of() : List.of(ofLanguage(what));
        }
        List<Lookup> lookups = new ArrayList<>();
        for (String ecosystem : distribution.map(image -> releases(image, what)).orElse(List.of())) {
            if (Ecosystems.type(ecosystem).filter(what.type()::equals).isPresent()) {
                lookups.addAll(ofDistribution(ecosystem, what));
            }
        }
        return lookups;
    }

    String key() {
        return Ecosystems.key(ecosystem, name);
    }

    private static Lookup ofLanguage(Package what) {
        String ecosystem = switch (what.type()) {
            case MAVEN -> "Maven";
            case NPM -> "npm";
            case PYPI -> "PyPI";
            case GOLANG -> "Go";
            case CARGO -> "crates.io";
            case GEM -> "RubyGems";
            case COMPOSER -> "Packagist";
            case NUGET -> "NuGet";
            case DEB, APK, RPM -> throw new IllegalStateException("a package of no language: " + what.type());
        };
        String version = what.type() == PackageType.GOLANG && GO_ITSELF.contains(what.name())
                ? GoRelease.semantic(what.version())
                : what.version();
        return new Lookup(ecosystem, Ecosystems.name(ecosystem, what.name()), version);
    }

    private static Set<Lookup> ofDistribution(String ecosystem, Package what) {
        Set<Lookup> lookups = new LinkedHashSet<>();
        String family = Ecosystems.family(ecosystem);
        if (BY_BUILT_NAME.contains(family)) {
            lookups.add(new Lookup(ecosystem, what.name(), what.version()));
            return lookups;
        }
        lookups.add(new Lookup(ecosystem, what.sourceName(), what.builtFrom()));
        if (what.type() == PackageType.RPM) {
            lookups.add(new Lookup(ecosystem, what.name(), what.version()));
        }
        return lookups;
    }

    /// The ecosystems of an image's distribution, the one of its release first; the name alone speaks of all
    /// releases.
    private static List<String> releases(Distribution image, Package what) {
        String version = image.versionId();
        return switch (image.id().toLowerCase(Locale.ROOT)) {
            case "debian", "raspbian" -> List.of("Debian:" + debian(image), "Debian");
            case "ubuntu" -> ubuntu(version, what);
            case "alpine" -> List.of("Alpine:" + alpine(version), "Alpine");
            case "wolfi" -> List.of("Wolfi");
            case "chainguard" -> List.of("Chainguard");
            case "minimos" -> List.of("MinimOS");
            case "almalinux" -> List.of("AlmaLinux:" + major(version), "AlmaLinux");
            case "rocky" -> List.of("Rocky Linux:" + major(version), "Rocky Linux");
            case "rhel", "centos" -> List.of("Red Hat:" + major(version));
            case "sles", "sled", "sle_hpc", "sles_sap" -> List.of("SUSE:" + version);
            case "sl-micro", "sle-micro" -> List.of("SUSE:Micro " + version);
            case "opensuse-leap", "opensuse" -> List.of("openSUSE:" + version, "SUSE:" + version);
            case "opensuse-tumbleweed" -> List.of("openSUSE:Tumbleweed");
            case "mageia" -> List.of("Mageia:" + version);
            case "photon" -> List.of("Photon OS:" + version);
            case "azurelinux", "mariner" -> List.of("Azure Linux:" + major(version));
            case "openeuler" -> List.of("openEuler:" + openEuler(image));
            default -> List.of();
        };
    }

    /// `12` of `12` and `12.5`, `3.1` of `3.1`; a release in the making has only its code name.
    private static String debian(Distribution image) {
        String version = image.versionId();
        if (!version.isEmpty()) {
            return version.startsWith("3.") ? version : major(version);
        }
        Integer release = DEBIAN_RELEASES.get(image.codename());
        return release == null ? "sid" : release.toString();
    }

    static Optional<String> debianRelease(String codename) {
        return codename.equals("sid")
                ? Optional.of("Debian:sid")
                : Optional.ofNullable(DEBIAN_RELEASES.get(codename)).map(number -> "Debian:" + number);
    }

    /// Packages with fixes for those who pay are compared with what was fixed for those.
    private static List<String> ubuntu(String version, Package what) {
        return what.version().contains("esm")
                ? List.of("Ubuntu:Pro:" + version, "Ubuntu")
                : List.of("Ubuntu:" + version, "Ubuntu");
    }

    /// `v3.10` of `3.10.2`, `edge` of what comes after the newest release.
    private static String alpine(String version) {
        if (version.startsWith("edge") || version.contains("_")) {
            return "edge";
        }
        int second = version.indexOf('.', version.indexOf('.') + 1);
        return "v" + (version.indexOf('.') < 0 || second < 0 ? version : version.substring(0, second));
    }

    private static String openEuler(Distribution image) {
        String name = image.prettyName();
        int from = name.indexOf(image.versionId());
        boolean longTerm = name.contains("LTS");
        int pack = name.indexOf("SP");
        if (from < 0 || !longTerm) {
            return image.versionId();
        }
        return image.versionId() + "-LTS"
                + (pack < 0 ? "" : "-" + name.substring(pack).replace(")", "").strip());
    }

    private static String major(String version) {
        int dot = version.indexOf('.');
        return dot < 0 ? version : version.substring(0, dot);
    }
}
