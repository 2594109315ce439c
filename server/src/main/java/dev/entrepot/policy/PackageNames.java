package dev.entrepot.policy;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.sbom.PackageUrl;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// How package URLs may name a package of an image: purl-spec, and what tools write besides.
///
/// Type and name must be equal; version and qualifiers only where the URL has them, and then each. What is not known of
/// the package, such as a subpath, it does not have.
record PackageNames(
        String type,
        Set<String> paths,
        Set<String> versions,
        Set<String> sourcePaths,
        Set<String> sourceVersions,
        Map<String, Set<String>> qualifiers) {
    private static final Pattern PYPI_SEPARATORS = Pattern.compile("[-_.]+");
    private static final Set<String> SOURCE = Set.of("source", "src");
    private static final String ARCHITECTURE = "arch";
    private static final String UPSTREAM = "upstream";

    /// purl's namespaces of distributions that call themselves otherwise.
    private static final Map<String, String> VENDORS =
            Map.of("rhel", "redhat", "amzn", "amazon", "ol", "oracle", "opensuse-leap", "opensuse", "sles", "suse");

    PackageNames {
        paths = Set.copyOf(paths);
        versions = Set.copyOf(versions);
        sourcePaths = Set.copyOf(sourcePaths);
        sourceVersions = Set.copyOf(sourceVersions);
        qualifiers = Map.copyOf(qualifiers);
    }

    static PackageNames of(Package found, Optional<Distribution> distribution) {
        PackageType type = found.type();
        Map<String, Set<String>> qualifiers = new HashMap<>();
        if (!found.architecture().isEmpty()) {
            qualifiers.put(ARCHITECTURE, Set.of(found.architecture()));
        }
        if (type.ofDistribution()) {
            distribution.ifPresent(named -> qualifiers.put("distro", distributions(named)));
            qualifiers.put("epoch", Set.of(epoch(found.version())));
            qualifiers.put(UPSTREAM, Set.of(found.sourceName(), found.sourceName() + "@" + found.builtFrom()));
        }
        if (type == PackageType.MAVEN) {
            qualifiers.put("type", Set.of("jar"));
        }
        return new PackageNames(
                type.id(),
                paths(type, found.name(), distribution),
                versions(type, found.version()),
                paths(type, found.sourceName(), distribution),
                versions(type, found.builtFrom()),
                qualifiers);
    }

    private static Set<String> paths(PackageType type, String name, Optional<Distribution> distribution) {
        String path = normal(type.id(), type == PackageType.MAVEN ? name.replaceFirst(":", "/") : name);
        if (!type.ofDistribution()) {
            return Set.of(path);
        }
        Set<String> paths = new HashSet<>();
        distribution.ifPresent(named -> {
            paths.add(named.id() + "/" + path);
            paths.add(VENDORS.getOrDefault(named.id(), named.id()) + "/" + path);
        });
        return paths;
    }

    private static String normal(String type, String path) {
        return switch (type) {
            case "pypi" -> PYPI_SEPARATORS.matcher(path).replaceAll("-").toLowerCase(Locale.ROOT);
            case "golang", "nuget", "composer", "deb", "apk", "rpm" -> path.toLowerCase(Locale.ROOT);
            default -> path;
        };
    }

    private static Set<String> versions(PackageType type, String version) {
        Set<String> versions = new HashSet<>(Set.of(version));
        int colon = version.indexOf(':');
        if (type.ofDistribution() && colon > 0) {
            versions.add(version.substring(colon + 1));
        }
        if (type == PackageType.GOLANG || type == PackageType.COMPOSER) {
            versions.add("v" + version);
        }
        return versions;
    }

    private static String epoch(String version) {
        int colon = version.indexOf(':');
        return colon > 0 ? version.substring(0, colon) : "0";
    }

    private static Set<String> distributions(Distribution named) {
        Set<String> names = new HashSet<>();
        for (String vendor : List.of(named.id(), VENDORS.getOrDefault(named.id(), named.id()))) {
            names.add(vendor + "-" + named.versionId());
            if (!named.codename().isEmpty()) {
                names.add(vendor + "-" + named.codename());
            }
        }
        names.add(named.versionId());
        if (!named.codename().isEmpty()) {
            names.add(named.codename());
        }
        return names;
    }

    boolean fits(PackageUrl url) {
        if (!url.type().equals(type) || !url.subpath().isEmpty()) {
            return false;
        }
        boolean source = SOURCE.contains(url.qualifiers().getOrDefault(ARCHITECTURE, ""));
        return (source ? sourcePaths : paths).contains(normal(type, path(url)))
                && (url.version().isEmpty() || (source ? sourceVersions : versions).contains(url.version()))
                && url.qualifiers().entrySet().stream()
                        .filter(qualifier -> !(source && qualifier.getKey().equals(ARCHITECTURE)))
                        .allMatch(this::has);
    }

    /// Namespace and name, a slash between; the name alone where there is no namespace.
    static String path(PackageUrl url) {
        return url.namespace().isEmpty() ? url.name() : url.namespace() + "/" + url.name();
    }

    private boolean has(Map.Entry<String, String> qualifier) {
        return qualifiers.getOrDefault(qualifier.getKey(), Set.of()).contains(qualifier.getValue());
    }
}
