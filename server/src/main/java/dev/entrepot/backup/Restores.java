package dev.entrepot.backup;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Author;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Databases;
import dev.entrepot.database.Sql;
import dev.entrepot.storage.BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/// Lays a snapshot down as a registry again, in an empty database of either engine.
///
/// ```
///   check all files of the snapshot -> mark the database -> bytes of blobs under their keys
///       -> rows, by the schema of the snapshot -> newest schema -> what a restore changes, and the mark off
/// ```
///
/// While the mark is there no registry starts on the database, and the same restore can be run again: bytes
/// that lie there are not copied again.
public final class Restores {
    private static final String LOADING = "loading ";
    private static final String LOADED = "loaded ";

    private final Parts parts;
    private final RegistryFacts facts = new RegistryFacts();
    private final RestoreTable table = new RestoreTable();

    /// What it is made from.
    ///
    /// @param data the data folder
    /// @param database opens the database; a new one with the tables of that version
    /// @param secrets over the newest tables
    /// @param holdsBytes whether anything lies in storage
    public record Parts(
            Path data,
            IntFunction<Database> database,
            BlobStore store,
            BooleanSupplier holdsBytes,
            RestoredSecrets secrets,
            InstantSource clock) {}

    public Restores(Parts parts) {
        this.parts = parts;
    }

    /// Lays it down. Blocks, and hashes: to be called on a platform thread. Throws {@link
    /// UnusableFolderException}, {@link DamagedBackupException} when the rows are not what was written
    /// (nothing was begun then), {@link dev.entrepot.health.StorageFullException}, and whatever `watch`
    /// throws.
    public RestoreReport run(RestoreOrder order, Watch watch) throws IOException {
        Folders.requireApart(parts.data(), order.folder());
        try (BackupFolder folder = BackupFolder.forReading(order.folder())) {
            String id = chosen(folder, order);
            Manifest manifest = Generations.manifest(folder, id);
            if (manifest.schema() > Databases.schemaVersion()) {
                throw new UnusableFolderException("snapshot " + id + " was taken by a newer entrepot, "
                        + manifest.version() + ": restore it with that version or a newer one");
            }
            new BackupCheck(folder, watch).requireRows(manifest);
            return run(order, folder, manifest, watch);
        }
    }

    private static String chosen(BackupFolder folder, RestoreOrder order) throws IOException {
        Optional<String> id = order.snapshot().isPresent() ? order.snapshot() : folder.newest();
        if (id.isEmpty()) {
            throw new UnusableFolderException(order.folder() + " holds no snapshot: each backup that was begun was"
                    + " cut off; run `entrepot backup` again");
        }
        if (!folder.snapshots().contains(id.get())) {
            throw new UnusableFolderException(
                    order.folder() + " holds no snapshot " + id.get() + ", but " + folder.snapshots());
        }
        return id.get();
    }

    private RestoreReport run(RestoreOrder order, BackupFolder folder, Manifest manifest, Watch watch)
            throws IOException {
        Path snapshot = folder.snapshot(manifest.id());
        BlobLayer layer = new BlobLayer(folder, parts.store(), new Bytes(watch, manifest)::passed);
        long rows = manifest.tables().stream().mapToLong(Manifest.Table::rows).sum();
        try (Database old = parts.database().apply(manifest.schema())) {
            if (mark(order, old, snapshot, manifest)) {
                StoredBlob.each(snapshot, manifest, layer::lay);
                RowLoader loader = new RowLoader(old, snapshot, manifest);
                loader.empty();
                loader.load(watch);
                old.write(sql -> loaded(sql, manifest, layer));
            }
        }
        if (manifest.secrets()) {
            parts.secrets().place(Sums.checked(snapshot, BackupFolder.SECRET_KEY));
        }
        watch.at(rows, rows, "rows", "what a restore changes");
        try (Database database = parts.database().apply(Databases.schemaVersion())) {
            String admin = finish(order, manifest, layer.missing().size(), database);
            return new RestoreReport(
                    manifest.id(),
                    manifest.takenAt(),
                    rows,
                    manifest.blobs().count(),
                    layer.copied(),
                    layer.copiedBytes(),
                    layer.damagedKeys().size(),
                    layer.missing(),
                    admin,
                    admin.isEmpty() ? "" : parts.secrets().passwordFile());
        }
    }

    /// False when the rows are loaded already and only the end is missing.
    private boolean mark(RestoreOrder order, Database database, Path snapshot, Manifest manifest) {
        Optional<String> mark = database.read(sql -> facts.value(sql, RegistryFacts.RESTORE));
        if (mark.isPresent()) {
            requireSame(mark.get(), manifest);
            return mark.get().startsWith(LOADING);
        }
        RowLoader loader = new RowLoader(database, snapshot, manifest);
        loader.requireFitting();
        if (!loader.databaseIsEmpty()) {
            throw new UnusableFolderException(
                    "the database (" + database.engine() + ") already holds a registry: restore"
                            + " into an empty one, with a new --data folder or, on PostgreSQL, a new database");
        }
        if (!order.ontoStorage() && parts.holdsBytes().getAsBoolean()) {
            throw new UnusableFolderException(parts.data().resolve("blobs") + " holds bytes already: restore into a new"
                    + " --data folder, or say --onto-storage to go on with what lies there");
        }
        database.write(sql -> {
            facts.put(sql, RegistryFacts.RESTORE, LOADING + manifest.id());
            return manifest;
        });
        return true;
    }

    private static void requireSame(String mark, Manifest manifest) {
        if (!mark.equals(LOADING + manifest.id()) && !mark.equals(LOADED + manifest.id())) {
            throw new UnusableFolderException("a restore of another snapshot into this database was cut off (" + mark
                    + "): run that one again, with --snapshot, or take an empty database");
        }
    }

    private Manifest loaded(Sql sql, Manifest manifest, BlobLayer layer) {
        table.damaged(sql, layer.damagedKeys());
        table.sound(sql, layer.soundKeys());
        facts.put(sql, RegistryFacts.RESTORE, LOADED + manifest.id());
        return manifest;
    }

    /// All that a restore changes, in one transaction. Returns the name of the account with a new password.
    private String finish(RestoreOrder order, Manifest manifest, int missing, Database database) {
        Optional<RestoreTable.Admin> admin = order.revokeSecrets() ? database.read(table::admin) : Optional.empty();
        String hash = admin.isPresent() ? parts.secrets().newPassword() : "";
        DatabaseClock clock = new DatabaseClock(database, parts.clock());
        AuditLog audit = new AuditLog(parts.clock());
        return database.write(sql -> {
            long now = clock.now(sql);
            table.later(sql, Math.max(0, now - manifest.takenAt()));
            table.endJobs(sql, now);
            table.forgetTokenKeys(sql);
            table.raiseEpoch(sql);
            // Keys that were not taken along still verify what they signed.
            parts.secrets().adopt(sql, manifest.audit().keys(), now);
            if (order.revokeSecrets()) {
                table.revokeSecrets(sql);
                admin.ifPresent(account -> table.setPassword(sql, account.id(), hash));
            }
            String id = RegistryFacts.newId();
            facts.put(sql, RegistryFacts.DATABASE_ID, id);
            audit.record(sql, Author.system("restore"), event(order, manifest, missing, id));
            facts.remove(sql, RegistryFacts.RESTORE);
            return admin.map(RestoreTable.Admin::name).orElse("");
        });
    }

    /// Names the end of the chain that the snapshot has; the entry itself is the beginning of what follows.
    private static AuditEvent event(RestoreOrder order, Manifest manifest, int missing, String databaseId) {
        return AuditEvent.of("registry.restore", "", "snapshot " + manifest.id())
                .with("folder", order.folder().toString())
                .with(
                        "taken-at",
                        Instant.EPOCH
                                .plus(manifest.takenAt(), ChronoUnit.MICROS)
                                .toString())
                .with("chain-number", "" + manifest.audit().number())
                .with("chain", manifest.audit().chain())
                .with("audit-keys", String.join(" ", manifest.audit().keys().keySet()))
                .with("database-before", manifest.databaseId())
                .with("database", databaseId)
                .with("missing-blobs", "" + missing)
                .with(Map.of("secrets-revoked", "" + order.revokeSecrets()));
    }

    /// How many bytes of blobs came by.
    private static final class Bytes {
        private final Watch watch;
        private final long total;
        private long done;

        Bytes(Watch watch, Manifest manifest) {
            this.watch = watch;
            this.total = manifest.blobs().bytes();
        }

        void passed(long bytes) {
            done += bytes;
            watch.at(Math.min(done, total), total, "bytes", "blobs");
        }
    }
}
