package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.PackageType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The ecosystems of OSV to which packages of images belong, and the one form in which they and their packages'
/// names are stored and looked up.
///
/// | as OSV writes it                                      | stored               |
/// | ----------------------------------------------------- | -------------------- |
/// | `Ubuntu:22.04:LTS`                                    | `Ubuntu:22.04`       |
/// | `Ubuntu:Pro:18.04:LTS`                                | `Ubuntu:Pro:18.04`   |
/// | `Red Hat:enterprise_linux:9::appstream`               | `Red Hat:9`          |
/// | `SUSE:Linux Enterprise Module for Basesystem 15 SP5`  | `SUSE:15.5`          |
/// | `openSUSE:Leap 15.5`                                  | `openSUSE:15.5`      |
/// | `SUSE:Linux Micro 6.0`                                | `SUSE:Micro 6.0`     |
/// | `Maven:https://repo1.maven.org/maven2`                | `Maven`              |
/// | others                                                | as they are          |
final class Ecosystems {
    /// Family, the part before the first colon, and the type of its packages.
    private static final Map<String, PackageType> FAMILIES = Map.ofEntries(
            Map.entry("Debian", PackageType.DEB),
            Map.entry("Ubuntu", PackageType.DEB),
            Map.entry("Alpine", PackageType.APK),
            Map.entry("Wolfi", PackageType.APK),
            Map.entry("Chainguard", PackageType.APK),
            Map.entry("MinimOS", PackageType.APK),
            Map.entry("AlmaLinux", PackageType.RPM),
            Map.entry("Rocky Linux", PackageType.RPM),
            Map.entry("Red Hat", PackageType.RPM),
            Map.entry("SUSE", PackageType.RPM),
            Map.entry("openSUSE", PackageType.RPM),
            Map.entry("Mageia", PackageType.RPM),
            Map.entry("Photon OS", PackageType.RPM),
            Map.entry("Azure Linux", PackageType.RPM),
            Map.entry("openEuler", PackageType.RPM),
            Map.entry("Maven", PackageType.MAVEN),
            Map.entry("npm", PackageType.NPM),
            Map.entry("PyPI", PackageType.PYPI),
            Map.entry("Go", PackageType.GOLANG),
            Map.entry("crates.io", PackageType.CARGO),
            Map.entry("RubyGems", PackageType.GEM),
            Map.entry("Packagist", PackageType.COMPOSER),
            Map.entry("NuGet", PackageType.NUGET));

    /// The releases that everybody has; others (extended support, layered products) have versions of their own.
    private static final Pattern RED_HAT = Pattern.compile("enterprise_linux:(\\d+)(?:\\.\\d+)?(?::.*)?");

    private static final Pattern SUSE_ENTERPRISE =
            Pattern.compile("Linux Enterprise .*?\\b(\\d+)(?: SP(\\d+))?(?:-.*)?");
    private static final Pattern SUSE_MICRO =
            Pattern.compile("(?:SUSE )?Linux (?:Enterprise )?Micro (\\d+(?:\\.\\d+)?)");
    private static final Pattern LEAP = Pattern.compile("Leap (?:Micro )?(\\d+\\.\\d+)");
    private static final Pattern PYTHON_SEPARATORS = Pattern.compile("[-_.]+");
    private static final String LONG_TERM = ":LTS";

    private Ecosystems() {}

    /// `Debian` of `Debian:12`.
    static String family(String ecosystem) {
        int colon = ecosystem.indexOf(':');
        return colon < 0 ? ecosystem : ecosystem.substring(0, colon);
    }

    /// The type of the packages of an ecosystem; empty for one to which no package of an image belongs.
    static Optional<PackageType> type(String ecosystem) {
        return Optional.ofNullable(FAMILIES.get(family(ecosystem)));
    }

    static Optional<PackageType> typeOfFamily(String family) {
        return Optional.ofNullable(FAMILIES.get(family));
    }

    static String canonical(String ecosystem) {
        String family = family(ecosystem);
        String release = ecosystem.substring(Math.min(ecosystem.length(), family.length() + 1));
        PackageType type = FAMILIES.get(family);
        if (release.isEmpty() || type == null) {
            return ecosystem;
        }
        if (!type.ofDistribution()) {
            return family;
        }
        return switch (family) {
            case "Ubuntu" ->
                ecosystem.endsWith(LONG_TERM)
                        ? ecosystem.substring(0, ecosystem.length() - LONG_TERM.length())
                        : ecosystem;
            case "Red Hat" -> {
                Matcher red = RED_HAT.matcher(release);
                yield red.matches() ? family + ":" + red.group(1) : ecosystem;
            }
            case "SUSE", "openSUSE" -> suse(family, release, ecosystem);
            default -> ecosystem;
        };
    }

    private static String suse(String family, String release, String ecosystem) {
        Matcher micro = SUSE_MICRO.matcher(release);
        if (micro.matches()) {
            return family + ":Micro " + micro.group(1);
        }
        Matcher leap = LEAP.matcher(release);
        if (leap.matches()) {
            return family + ":" + leap.group(1);
        }
        Matcher enterprise = SUSE_ENTERPRISE.matcher(release);
        if (enterprise.matches()) {
            String servicePack = enterprise.group(2);
            return family + ":" + enterprise.group(1) + (servicePack == null ? "" : "." + servicePack);
        }
        return ecosystem;
    }

    /// The name of a package as it is compared in an ecosystem.
    static String name(String ecosystem, String name) {
        return switch (family(ecosystem)) {
            case "PyPI" -> PYTHON_SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
            case "NuGet", "Packagist" -> name.toLowerCase(Locale.ROOT);
            default -> name;
        };
    }

    /// What the index of a set is searched for.
    static String key(String ecosystem, String name) {
        return ecosystem + '\0' + name;
    }
}
