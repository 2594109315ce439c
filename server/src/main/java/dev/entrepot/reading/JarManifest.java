package dev.entrepot.reading;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The main section of a `META-INF/MANIFEST.MF` (JAR File Specification), read as leniently as it is written:
/// lines that are none are passed over.
final class JarManifest {
    static final JarManifest NONE = new JarManifest(Map.of());

    private static final int MAX_ATTRIBUTES = 1000;
    private static final int MAX_VALUE = 1024;

    private final Map<String, String> attributes;

    private JarManifest(Map<String, String> attributes) {
        this.attributes = attributes;
    }

    /// @param bytes the beginning is enough: the main section comes first
    static JarManifest parse(byte[] bytes) {
        Map<String, String> attributes = new HashMap<>();
        String name = "";
        StringBuilder value = new StringBuilder();
        for (String line : (Iterable<String>) new String(bytes, StandardCharsets.UTF_8).lines()::iterator) {
            if (line.isEmpty() || attributes.size() == MAX_ATTRIBUTES) {
                break;
            }
            if (line.startsWith(" ")) {
                append(value, line.substring(1));
                continue;
            }
            put(attributes, name, value);
            int colon = Math.max(0, line.indexOf(':'));
            name = line.substring(0, colon);
            value.setLength(0);
            append(value, line.substring(Math.min(line.length(), colon + 1)));
        }
        put(attributes, name, value);
        return new JarManifest(attributes);
    }

    /// Empty where there is none.
    String value(String name) {
        return attributes.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /// The name of the bundle (OSGi) or of the module, the first without its directives.
    Stream<String> bundleNames() {
        String bundle = value("Bundle-SymbolicName");
        int directives = bundle.indexOf(';');
        return Stream.of(
                        (directives < 0 ? bundle : bundle.substring(0, directives)).strip(),
                        value("Automatic-Module-Name"))
                .filter(name -> !name.isEmpty());
    }

    /// Versions that it names, the most telling first.
    List<String> versions() {
        return Stream.of("Implementation-Version", "Specification-Version", "Bundle-Version")
                .map(this::value)
                .filter(JarPom::isVersion)
                .distinct()
                .toList();
    }

    private static void put(Map<String, String> attributes, String name, StringBuilder value) {
        if (!name.isEmpty()) {
            attributes.putIfAbsent(
                    name.toLowerCase(Locale.ROOT), value.toString().strip());
        }
    }

    private static void append(StringBuilder value, String part) {
        value.append(part, 0, Math.min(part.length(), MAX_VALUE - Math.min(MAX_VALUE, value.length())));
    }
}
