package dev.entrepot;

import dev.entrepot.cli.Spelling;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Tells known settings from unknown ones, and what was probably meant.
final class KnownKeys {
    private final List<ConfigKey> keys;

    KnownKeys(List<ConfigKey> keys) {
        this.keys = keys;
    }

    /// Why `name` may not stand in a configuration file; empty when it may.
    Optional<String> objection(String name) {
        if (keys.stream().anyMatch(key -> key.name().equals(name))) {
            return Optional.empty();
        }
        ConfigKey nearest = keys.stream()
                .min(Comparator.comparingInt(key -> distance(name, key)))
                .orElseThrow();
        return Optional.of(name + ": there is no such setting; write " + nearest.name() + " (" + nearest.type()
                + ") or take the line out");
    }

    /// Whether the environment variable `name` sets anything.
    boolean variable(String name) {
        return keys.stream().anyMatch(key -> key.variable().equals(name));
    }

    /// How far the written name is from a key: the whole name or, when people forget the section, its last part.
    private static int distance(String name, ConfigKey key) {
        String last = key.name().substring(key.name().indexOf('.') + 1);
        String written = name.substring(name.lastIndexOf('.') + 1);
        return Math.min(Spelling.distance(name, key.name()), Spelling.distance(written, last) + 1);
    }
}
