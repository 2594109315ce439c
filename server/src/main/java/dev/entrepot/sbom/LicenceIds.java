package dev.entrepot.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The identifiers of the SPDX License List.
///
/// The list of CycloneDX 1.6's own schema: a newer identifier would make a document invalid.
final class LicenceIds {
    /// Of the list, without its patch level.
    static final String VERSION = "3.24";

    private static final String FILE = "licence-ids.txt";
    private static final LicenceIds LIST = read();

    private final Map<String, String> licences = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> exceptions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private LicenceIds() {}

    /// As the list writes it, for an identifier in any case.
    static Optional<String> licence(String id) {
        return Optional.ofNullable(LIST.licences.get(id));
    }

    /// As {@link #licence}, for what may follow a `WITH`.
    static Optional<String> exception(String id) {
        return Optional.ofNullable(LIST.exceptions.get(id));
    }

    private static LicenceIds read() {
        LicenceIds list = new LicenceIds();
        Map<String, String> current = list.licences;
        for (String line : text().lines().skip(1).toList()) {
            if (line.isEmpty()) {
                current = list.exceptions;
            } else {
                current.put(line, line);
            }
        }
        return list;
    }

    private static String text() {
        try (InputStream file = LicenceIds.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not in the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
