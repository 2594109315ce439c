package dev.entrepot.sbom;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A package URL (ECMA-427): `pkg:type/namespace/name@version?qualifiers#subpath`. Its text is the canonical one, so
/// that
/// two that mean the same are equal.
///
/// @param type in lower case; `deb`, `maven`, `oci`, …
/// @param namespace its segments with `/` between them; may be empty
/// @param version may be empty
/// @param qualifiers by keys in lower case; none of the values is empty
/// @param subpath may be empty
public record PackageUrl(
        String type,
        String namespace,
        String name,
        String version,
        SortedMap<String, String> qualifiers,
        String subpath) {
    /// Longer ones are refused unread; the longest that scanners write have some hundred characters.
    public static final int MAX_LENGTH = 4096;

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9.-]*");

    public PackageUrl {
        if (!TYPE.matcher(type).matches() || name.isEmpty()) {
            throw new IllegalArgumentException("a package URL of type '" + type + "' named '" + name + "'");
        }
        qualifiers = Collections.unmodifiableSortedMap(new TreeMap<>(qualifiers));
    }

    /// Of an installed package.
    ///
    /// @param distribution of the image it is installed in; names the vendor of packages of a distribution
    public static PackageUrl of(Package what, Optional<Distribution> distribution) {
        return PackageUrlWriter.of(what, distribution);
    }

    /// Of an image.
    ///
    /// @param qualifiers those that are empty are left out
    static PackageUrl of(String type, String name, String version, Map<String, String> qualifiers) {
        return new PackageUrl(type, "", name, version, withoutEmpty(qualifiers), "");
    }

    /// Empty for what is no package URL.
    public static Optional<PackageUrl> parse(String text) {
        return text.length() > MAX_LENGTH ? Optional.empty() : PackageUrlParser.parse(text);
    }

    /// The installed package that this names; empty for types of which Entrepot reads no packages, and for one that
    /// lacks what its type demands. It has no licences.
    public Optional<Package> toPackage() {
        return PackageUrlReader.read(this);
    }

    /// The release of a distribution for which the package was built, as far as it says so. The id is the namespace,
    /// with
    /// the names that os-release(5) uses.
    public Optional<Distribution> distribution() {
        return PackageUrlReader.distribution(this);
    }

    /// Whether what is said of this is said of `other`: type, namespace and name are the same, and of version,
    /// qualifiers and subpath those that this has.
    public boolean covers(PackageUrl other) {
        return type.equals(other.type)
                && namespace.equals(other.namespace)
                && name.equals(other.name)
                && (version.isEmpty() || version.equals(other.version))
                && (subpath.isEmpty() || subpath.equals(other.subpath))
                && other.qualifiers.entrySet().containsAll(qualifiers.entrySet());
    }

    String qualifier(String key) {
        return qualifiers.getOrDefault(key, "");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("pkg:").append(type).append('/');
        if (!namespace.isEmpty()) {
            text.append(encodeSegments(namespace)).append('/');
        }
        text.append(PercentCode.encode(name));
        if (!version.isEmpty()) {
            text.append('@').append(PercentCode.encode(version));
        }
        if (!qualifiers.isEmpty()) {
            text.append(qualifiers.entrySet().stream()
                    .map(qualifier -> qualifier.getKey() + "=" + PercentCode.encode(qualifier.getValue()))
                    .collect(Collectors.joining("&", "?", "")));
        }
        if (!subpath.isEmpty()) {
            text.append('#').append(encodeSegments(subpath));
        }
        return text.toString();
    }

    static SortedMap<String, String> withoutEmpty(Map<String, String> qualifiers) {
        SortedMap<String, String> kept = new TreeMap<>(qualifiers);
        kept.values().removeIf(String::isEmpty);
        return kept;
    }

    private static String encodeSegments(String path) {
        return Arrays.stream(path.split("/")).map(PercentCode::encode).collect(Collectors.joining("/"));
    }
}
