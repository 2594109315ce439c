package dev.entrepot.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What was asked of `serve`.
///
/// @param settings settings given on the command line, by their names
/// @param configFile the file named by `--config`
public record ServeOptions(Map<String, String> settings, Optional<Path> configFile) {
    public ServeOptions {
        settings = Map.copyOf(settings);
    }
}
