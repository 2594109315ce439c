package dev.entrepot.reading;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Groups of well-known artifacts whose jars do not say theirs, from a list in the program (`maven-groups.txt`,
/// where its form is described).
final class JarGroups {
    private static final String LIST = "maven-groups.txt";

    /// Name and group of an artifact.
    record Known(String group, String artifact) {}

    private final Map<String, String> exact = new HashMap<>();
    private final TreeMap<String, String> beginnings = new TreeMap<>();
    private final Map<String, Known> bundles = new HashMap<>();

    JarGroups() {
        try (InputStream list = Objects.requireNonNull(JarGroups.class.getResourceAsStream(LIST), LIST);
                BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> add(line.split(" ")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Optional<String> ofArtifact(String artifact) {
        String group = exact.get(artifact);
        for (var longest = beginnings.floorEntry(artifact); group == null && longest != null; ) {
            if (artifact.startsWith(longest.getKey())) {
                group = longest.getValue();
            } else {
                longest = beginnings.lowerEntry(longest.getKey());
            }
        }
        return Optional.ofNullable(group);
    }

    /// By the name of a bundle or module.
    Optional<Known> ofBundle(String name) {
        return Optional.ofNullable(bundles.get(name));
    }

    private void add(String[] words) {
        if (words[0].startsWith("=")) {
            bundles.put(words[0].substring(1), new Known(words[1], words[2]));
            return;
        }
        for (int word = 1; word < words.length; word++) {
            if (words[word].endsWith("*")) {
                beginnings.put(words[word].substring(0, words[word].length() - 1), words[0]);
            } else {
                exact.put(words[word], words[0]);
            }
        }
    }
}
