package dev.entrepot.sbom;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How each type of package is named by a package URL (purl-spec, "types").
///
/// | type          | namespace            | version          | qualifiers                                            |
/// | ------------- | -------------------- | ---------------- | ----------------------------------------------------- |
/// | deb, apk      | distribution         | as it is         | `arch`, `distro`, `upstream`                          |
/// | rpm           | vendor               | without epoch    | `arch`, `distro`, `epoch`, `modularitylabel`, `upstream`
/// |
/// | maven         | group                | as it is         |                                                       |
/// | npm           | `@scope`             | as it is         |                                                       |
/// | golang        | path but the last segment, lower case | with `v`, but `stdlib` |                                |
/// | composer      | vendor, lower case   | as it is         |                                                       |
///
/// `upstream` is the source package, `name@version`, as syft and grype write and read it; `distro` is `debian-12`,
/// `redhat-9.3`, for Alpine and its kin the version alone.
final class PackageUrlWriter {
    /// Ids of os-release(5) whose packages go by the name of their vendor.
    static final Map<String, String> VENDORS = Map.of(
            "rhel", "redhat",
            "ol", "oracle",
            "amzn", "amazon",
            "opensuse-leap", "opensuse",
            "opensuse-tumbleweed", "opensuse",
            "sles", "suse",
            "sled", "suse");

    private PackageUrlWriter() {}

    static PackageUrl of(Package what, Optional<Distribution> distribution) {
        String type = what.type().id();
        return switch (what.type()) {
            case DEB, APK, RPM -> ofDistribution(what, distribution);
            case MAVEN -> divided(what, ':', what.version());
            case NPM, COMPOSER -> divided(what, '/', what.version());
            case GOLANG -> divided(what, '/', goVersion(what));
            case PYPI, CARGO, GEM, NUGET ->
                new PackageUrl(type, "", canonicalName(type, what.name()), what.version(), new TreeMap<>(), "");
        };
    }

    static String canonicalNamespace(String type, String namespace) {
        return switch (type) {
            case "deb", "apk", "rpm", "golang", "composer" -> namespace.toLowerCase(Locale.ROOT);
            default -> namespace;
        };
    }

    static String canonicalName(String type, String name) {
        return switch (type) {
            case "deb", "apk", "golang", "composer", "oci" -> name.toLowerCase(Locale.ROOT);
            case "pypi" -> name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
            default -> name;
        };
    }

    /// The vendor that `distro` and namespace name.
    static String vendor(Distribution distribution) {
        String id = distribution.id().toLowerCase(Locale.ROOT);
        return VENDORS.getOrDefault(id, id);
    }

    private static PackageUrl divided(Package what, char separator, String version) {
        String type = what.type().id();
        int last = what.type() == PackageType.MAVEN
                ? what.name().indexOf(separator)
                : what.name().lastIndexOf(separator);
        String namespace = last < 0 ? "" : what.name().substring(0, last);
        return new PackageUrl(
                type,
                canonicalNamespace(type, namespace),
                canonicalName(type, what.name().substring(last + 1)),
                version,
                new TreeMap<>(),
                "");
    }

    private static String goVersion(Package what) {
        boolean module = !what.name().equals("stdlib")
                && !what.version().isEmpty()
                && Character.isDigit(what.version().charAt(0));
        return module ? "v" + what.version() : what.version();
    }

    private static PackageUrl ofDistribution(Package what, Optional<Distribution> distribution) {
        String type = what.type().id();
        SortedMap<String, String> qualifiers = new TreeMap<>();
        qualifiers.put("arch", what.architecture());
        qualifiers.put(
                "distro", distribution.map(found -> release(what.type(), found)).orElse(""));
        qualifiers.put("modularitylabel", what.module());
        qualifiers.put("upstream", upstream(what));
        String version = what.version();
        int colon = version.indexOf(':');
        if (what.type() == PackageType.RPM && colon >= 0) {
            qualifiers.put("epoch", version.substring(0, colon));
            version = version.substring(colon + 1);
        }
        return new PackageUrl(
                type,
                distribution.map(PackageUrlWriter::vendor).orElse(""),
                canonicalName(type, what.name()),
                version,
                PackageUrl.withoutEmpty(qualifiers),
                "");
    }

    private static String release(PackageType type, Distribution distribution) {
        String release = distribution.versionId().isEmpty() ? distribution.codename() : distribution.versionId();
        if (type == PackageType.APK || release.isEmpty()) {
            return release;
        }
        return vendor(distribution) + "-" + release;
    }

    private static String upstream(Package what) {
        if (what.source().isEmpty() && what.sourceVersion().isEmpty()) {
            return "";
        }
        return what.sourceVersion().isEmpty() ? what.sourceName() : what.sourceName() + "@" + what.sourceVersion();
    }
}
