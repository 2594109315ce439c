package dev.entrepot;

/// The registry that runs.
public final class Registry implements AutoCloseable {
    private Registry() {}

    /// Starts all parts.
    static Registry start(Config config) {
        if (config.http().listenPort() < 0) {
            throw new IllegalStateException();
        }
        return new Registry();
    }

    int port() {
        return 5000;
    }

    @Override
    public void close() {}
}
