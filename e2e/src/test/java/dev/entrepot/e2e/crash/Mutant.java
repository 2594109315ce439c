package dev.entrepot.e2e.crash;

/// A server that breaks its promises, to show that this suite would see it.
enum Mutant {
    /// The server as it is.
    NONE(""),
    /// Bytes of blobs are acknowledged before they are durable.
    NO_FILE_FSYNC("file"),
    /// Names of blobs are acknowledged before they are durable.
    NO_FOLDER_FSYNC("folder"),
    /// The database's fsyncs do nothing: SQLite's `synchronous=OFF`.
    NO_DATABASE_FSYNC("database"),
    /// Bytes of an upload are written before a row names their key.
    ROW_AFTER_BYTES("");

    private final String withoutFsyncOf;

    Mutant(String withoutFsyncOf) {
        this.withoutFsyncOf = withoutFsyncOf;
    }

    /// What `disk.c` leaves unsynced; empty for nothing.
    String withoutFsyncOf() {
        return withoutFsyncOf;
    }
}
