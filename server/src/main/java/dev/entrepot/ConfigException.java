package dev.entrepot;

import java.util.List;

/// The configuration cannot be used. Says everything that is wrong with it at once.
public final class ConfigException extends RuntimeException {
    private static final String HEADING = "the configuration cannot be used:";

    public ConfigException(List<String> problems) {
        super(HEADING + "\n  " + String.join("\n  ", problems));
    }

    public ConfigException(String problem, Throwable cause) {
        super(HEADING + "\n  " + problem, cause);
    }
}
