package dev.entrepot.sbom;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What package a package URL names: {@link PackageUrlWriter} backwards, and the habits of other writers.
final class PackageUrlReader {
    private static final Pattern SOURCE_RPM = Pattern.compile("(.+)-([^-]+-[^-]+)\\.(?:no)?src\\.rpm");

    private PackageUrlReader() {}

    static Optional<Package> read(PackageUrl purl) {
        return PackageType.of(purl.type()).map(type -> switch (type) {
            case DEB, APK, RPM -> ofDistribution(type, purl);
            case MAVEN -> Package.of(type, joined(purl, ":"), purl.version());
            case NPM -> Package.of(type, joined(purl, "/"), purl.version());
            case GOLANG, COMPOSER -> Package.of(type, joined(purl, "/"), withoutV(purl.version()));
            case PYPI, CARGO, GEM, NUGET -> Package.of(type, purl.name(), purl.version());
        });
    }

    static Optional<Distribution> distribution(PackageUrl purl) {
        boolean known =
                PackageType.of(purl.type()).map(PackageType::ofDistribution).orElse(false);
        String distro = purl.qualifier("distro");
        if (!known || purl.namespace().isEmpty() || distro.isEmpty()) {
            return Optional.empty();
        }
        int dash = distro.lastIndexOf('-');
        boolean digits = distro.chars().anyMatch(c -> c >= '0' && c <= '9');
        String release = distro.substring(dash + 1);
        return Optional.of(new Distribution(id(purl, distro), digits ? release : "", digits ? "" : release, ""));
    }

    /// Where vendor and id of os-release(5) differ.
    private static String id(PackageUrl purl, String distro) {
        return switch (purl.namespace()) {
            case "redhat" -> "rhel";
            case "oracle" -> "ol";
            case "amazon" -> "amzn";
            case "suse" -> "sles";
            case "opensuse" -> distro.contains("tumbleweed") ? "opensuse-tumbleweed" : "opensuse-leap";
            default -> purl.namespace();
        };
    }

    private static String joined(PackageUrl purl, String separator) {
        return purl.namespace().isEmpty() ? purl.name() : purl.namespace() + separator + purl.name();
    }

    private static String withoutV(String version) {
        return version.length() > 1 && version.startsWith("v") && Character.isDigit(version.charAt(1))
                ? version.substring(1)
                : version;
    }

    private static Package ofDistribution(PackageType type, PackageUrl purl) {
        String version = withEpoch(purl, purl.version());
        Source source = source(purl);
        return new Package(
                type,
                purl.name(),
                version,
                purl.qualifier("arch"),
                source.name.equals(purl.name()) ? "" : source.name,
                source.version.equals(version) ? "" : source.version,
                purl.qualifier("modularitylabel"),
                List.of(),
                false);
    }

    private static String withEpoch(PackageUrl purl, String version) {
        String epoch = purl.qualifier("epoch");
        boolean missing = !epoch.isEmpty() && !epoch.equals("0") && version.indexOf(':') < 0;
        return missing ? epoch + ":" + version : version;
    }

    private record Source(String name, String version) {}

    /// `name@version`, `name`, or the file name of a source rpm, which lacks the epoch that both share.
    private static Source source(PackageUrl purl) {
        String upstream = purl.qualifier("upstream");
        Matcher rpm = SOURCE_RPM.matcher(upstream);
        if (rpm.matches()) {
            return new Source(rpm.group(1), withEpoch(purl, rpm.group(2)));
        }
        int at = upstream.lastIndexOf('@');
        return at <= 0 ? new Source(upstream, "") : new Source(upstream.substring(0, at), upstream.substring(at + 1));
    }
}
