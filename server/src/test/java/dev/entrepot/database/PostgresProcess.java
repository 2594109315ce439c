package dev.entrepot.database;

/// A running server that trusts local users.
interface PostgresProcess extends AutoCloseable {
    int port();

    @Override
    void close();
}
