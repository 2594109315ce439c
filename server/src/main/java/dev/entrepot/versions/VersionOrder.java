package dev.entrepot.versions;

import dev.entrepot.packages.PackageType;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/// How the versions of an ecosystem compare. Each order is total: it gives an answer for every two texts, the same for
/// malformed ones every time, and never throws.
public enum VersionOrder implements Comparator<String> {
    /// Debian, Ubuntu and what derives from them.
    DPKG,
    /// Alpine, Wolfi, Chainguard.
    APK,
    /// Red Hat, SUSE and everyone else who builds rpm packages.
    RPM,
    /// Cargo, Hex and others that follow Semantic Versioning as it is written.
    SEMVER,
    GO,
    NPM,
    MAVEN,
    /// Python.
    PEP440,
    GEM,
    NUGET,
    PACKAGIST,
    PUB;

    /// Characters of a version that count. The longest one published anywhere has fewer than 200; what is longer was
    /// made to cost time.
    static final int LONGEST = 1000;

    /// Names as the OSV schema defines them, without the release behind `:`.
    private static final Map<String, VersionOrder> ECOSYSTEMS = Map.ofEntries(
            Map.entry("Debian", DPKG),
            Map.entry("Ubuntu", DPKG),
            Map.entry("Echo", DPKG),
            Map.entry("Alpine", APK),
            Map.entry("Alpaquita", APK),
            Map.entry("BellSoft Hardened Containers", APK),
            Map.entry("Chainguard", APK),
            Map.entry("MinimOS", APK),
            Map.entry("Wolfi", APK),
            Map.entry("AlmaLinux", RPM),
            Map.entry("Azure Linux", RPM),
            Map.entry("Mageia", RPM),
            Map.entry("openEuler", RPM),
            Map.entry("openSUSE", RPM),
            Map.entry("Photon OS", RPM),
            Map.entry("Red Hat", RPM),
            Map.entry("Rocky Linux", RPM),
            Map.entry("SUSE", RPM),
            Map.entry("Bitnami", SEMVER),
            Map.entry("crates.io", SEMVER),
            Map.entry("GitHub Actions", SEMVER),
            Map.entry("Hex", SEMVER),
            Map.entry("Julia", SEMVER),
            Map.entry("Kubernetes", SEMVER),
            Map.entry("SwiftURL", SEMVER),
            Map.entry("Go", GO),
            Map.entry("npm", NPM),
            Map.entry("Maven", MAVEN),
            Map.entry("PyPI", PEP440),
            Map.entry("RubyGems", GEM),
            Map.entry("NuGet", NUGET),
            Map.entry("Packagist", PACKAGIST),
            Map.entry("Pub", PUB));

    /// The order of an ecosystem of OSV, with or without a release: `Debian:12`, `PyPI`. Empty for one that this does
    /// not
    /// know.
    public static Optional<VersionOrder> of(String ecosystem) {
        int colon = ecosystem.indexOf(':');
        return Optional.ofNullable(ECOSYSTEMS.get(colon < 0 ? ecosystem : ecosystem.substring(0, colon)));
    }

    public static VersionOrder of(PackageType type) {
        return switch (type) {
            case DEB -> DPKG;
            case APK -> APK;
            case RPM -> RPM;
            case MAVEN -> MAVEN;
            case NPM -> NPM;
            case PYPI -> PEP440;
            case GOLANG -> GO;
            case CARGO -> SEMVER;
            case GEM -> GEM;
            case COMPOSER -> PACKAGIST;
            case NUGET -> NUGET;
        };
    }

    /// -1, 0 or 1. Only the first {@value #LONGEST} characters count.
    @Override
    public int compare(String left, String right) {
        Scheme scheme = scheme();
        return scheme.key(cut(left)).compareTo(scheme.key(cut(right)));
    }

    /// Whether the tools of the ecosystem take this for a version. One that they refuse still compares, but what comes
    /// of it means little: who matches advisories should leave it out or say so.
    public boolean valid(String version) {
        return version.length() <= LONGEST && scheme().valid(version);
    }

    private Scheme scheme() {
        return switch (this) {
            case DPKG -> new DpkgScheme();
            case APK -> new ApkScheme();
            case RPM -> new RpmScheme();
            case SEMVER, NPM -> new SemanticScheme();
            case GO -> new GoScheme();
            case MAVEN -> new MavenScheme();
            case PEP440 -> new PythonScheme();
            case GEM -> new GemScheme();
            case NUGET -> new NugetScheme();
            case PACKAGIST -> new ComposerScheme();
            case PUB -> new PubScheme();
        };
    }

    private static String cut(String version) {
        return version.length() <= LONGEST ? version : version.substring(0, LONGEST);
    }
}
