package dev.entrepot.sbom;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Takes a package URL apart (ECMA-427, "Parse a PURL"), from its end to its beginning.
final class PackageUrlParser {
    private static final Pattern SCHEME = Pattern.compile("pkg:/*", Pattern.CASE_INSENSITIVE);
    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9.-]*");
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9._-]*");

    private PackageUrlParser() {}

    static Optional<PackageUrl> parse(String text) {
        var scheme = SCHEME.matcher(text);
        if (!scheme.lookingAt()) {
            return Optional.empty();
        }
        String rest = text.substring(scheme.end());
        int hash = rest.lastIndexOf('#');
        Optional<String> subpath = segments(
                hash < 0 ? "" : rest.substring(hash + 1), segment -> !segment.equals(".") && !segment.equals(".."));
        rest = hash < 0 ? rest : rest.substring(0, hash);
        int question = rest.lastIndexOf('?');
        Optional<SortedMap<String, String>> qualifiers = qualifiers(question < 0 ? "" : rest.substring(question + 1));
        rest = question < 0 ? rest : rest.substring(0, question);
        int slash = rest.indexOf('/');
        if (slash < 0 || subpath.isEmpty() || qualifiers.isEmpty()) {
            return Optional.empty();
        }
        String type = rest.substring(0, slash);
        return TYPE.matcher(type).matches()
                ? named(type.toLowerCase(Locale.ROOT), rest.substring(slash + 1))
                        .map(named -> new PackageUrl(
                                named.type,
                                named.namespace,
                                named.name,
                                named.version,
                                qualifiers.get(),
                                subpath.get()))
                : Optional.empty();
    }

    /// What stands between type and qualifiers.
    private record Named(String type, String namespace, String name, String version) {}

    /// An `@` that begins a segment is the scope of an npm package whose author forgot to escape it.
    private static Optional<Named> named(String type, String text) {
        int at = text.lastIndexOf('@');
        boolean versioned = at > 0 && text.charAt(at - 1) != '/';
        Optional<String> version = PercentCode.decode(versioned ? text.substring(at + 1) : "");
        String path = strip(versioned ? text.substring(0, at) : text);
        int slash = path.lastIndexOf('/');
        Optional<String> namespace = segments(slash < 0 ? "" : path.substring(0, slash), segment -> true);
        Optional<String> name = PercentCode.decode(path.substring(slash + 1)).filter(found -> !found.isEmpty());
        if (version.isEmpty() || namespace.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Named(
                type,
                PackageUrlWriter.canonicalNamespace(type, namespace.get()),
                PackageUrlWriter.canonicalName(type, name.get()),
                version.get()));
    }

    private static String strip(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }

    /// Empty when one of them cannot be read or would be two.
    private static Optional<String> segments(String path, Predicate<String> wanted) {
        List<String> segments = new ArrayList<>();
        for (String written : path.split("/", -1)) {
            Optional<String> segment = PercentCode.decode(written);
            if (segment.isEmpty() || segment.get().contains("/")) {
                return Optional.empty();
            }
            if (!segment.get().isEmpty() && wanted.test(segment.get())) {
                segments.add(segment.get());
            }
        }
        return Optional.of(String.join("/", segments));
    }

    /// Empty when a key is malformed or comes twice.
    private static Optional<SortedMap<String, String>> qualifiers(String text) {
        SortedMap<String, String> qualifiers = new TreeMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isEmpty()) {
                continue;
            }
            String key = pair.substring(0, Math.max(equals, 0)).toLowerCase(Locale.ROOT);
            Optional<String> value = PercentCode.decode(pair.substring(equals + 1));
            if (!KEY.matcher(key).matches() || value.isEmpty() || qualifiers.containsKey(key)) {
                return Optional.empty();
            }
            if (!value.get().isEmpty()) {
                qualifiers.put(key, value.get());
            }
        }
        return Optional.of(qualifiers);
    }
}
