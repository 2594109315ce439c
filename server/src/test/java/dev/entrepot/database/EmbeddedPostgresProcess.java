package dev.entrepot.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/// PostgreSQL unpacked from the class path.
record EmbeddedPostgresProcess(EmbeddedPostgres server) implements PostgresProcess {
    static EmbeddedPostgresProcess start() {
        try {
            return new EmbeddedPostgresProcess(EmbeddedPostgres.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
