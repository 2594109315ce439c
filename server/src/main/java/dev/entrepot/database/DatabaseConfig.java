package dev.entrepot.database;

import java.util.Optional;

/// Section `database`. `url` is `postgresql://USER:PASSWORD@HOST:PORT/DB`; without it SQLite lies in DATA.
public record DatabaseConfig(Optional<String> url, int connections) {
    public static final DatabaseConfig DEFAULT = new DatabaseConfig(Optional.empty(), 16);

    /// The URL holds a password.
    @Override
    public String toString() {
        return "DatabaseConfig[url=" + (url.isPresent() ? "***" : "none") + ", connections=" + connections + "]";
    }
}
