package dev.entrepot.backup;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Catalog;
import dev.entrepot.database.Database;
import dev.entrepot.database.Databases;
import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.storage.BlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Takes backups of a registry that runs, or of one that does not.
///
/// ```
///   pin (committed) -> snapshot of all rows -> bytes of all blobs that it names -> names durable
///       -> manifest: the snapshot exists -> older snapshots and bytes that nobody names go -> pin off
/// ```
///
/// One that is cut off leaves no snapshot; the bytes that it brought are there for the next.
public final class Backups {
    /// Tables of what a restored registry cannot go on with: bytes that are in no backup, and work under way.
    static final Set<String> LEFT_OUT = Set.of("upload", "removal", "backup", "device_login");

    /// Only with secrets.
    static final String KEYS = "signing_key";

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Parts parts;
    private final DatabaseClock clock;
    private final BackupTable table = new BackupTable();

    /// What it is made from.
    ///
    /// @param data the data folder
    /// @param secretKeyFile opens the sealed secrets of the database
    /// @param auditKeys the public keys that ever signed the audit, in base64 by their ids
    /// @param version of this program
    public record Parts(
            Database database,
            BlobStore store,
            AuditLog audit,
            DatabaseClock clock,
            Path data,
            Path secretKeyFile,
            Supplier<Map<String, String>> auditKeys,
            String version) {}

    public Backups(Parts parts) {
        this.parts = parts;
        this.clock = parts.clock();
    }

    /// Takes one. Blocks, and hashes: to be called on a platform thread. Throws {@link
    /// UnusableFolderException}, {@link dev.entrepot.health.StorageFullException}, and whatever `watch`
    /// throws.
    public BackupReport take(Authority authority, BackupOrder order, Watch watch) throws IOException {
        Folders.requireApart(parts.data(), order.folder());
        try (BackupFolder folder = BackupFolder.forWriting(order.folder())) {
            folder.removeUnfinished();
            String id = id();
            try (Pin pin = Pin.set(parts.database(), clock, id, sql -> begin(sql, authority, order, id))) {
                return take(order, folder, id, new Progress(watch, pin, order.bytesPerSecond()));
            }
        }
    }

    private String begin(Sql sql, Authority authority, BackupOrder order, String id) {
        authority.exercise(sql);
        parts.audit()
                .record(
                        sql,
                        authority.author(),
                        AuditEvent.of("registry.backup", "", order.folder().toString())
                                .with("snapshot", id)
                                .with("secrets", "" + order.secrets()));
        return id;
    }

    /// Sorts by time; the last digits keep two apart that begin together.
    private static String id() {
        return ID.format(Instant.now().truncatedTo(ChronoUnit.MICROS)) + "-"
                + HexFormat.of().toHexDigits((short) new SecureRandom().nextInt());
    }

    private BackupReport take(BackupOrder order, BackupFolder folder, String id, Progress progress) throws IOException {
        Path snapshot = folder.snapshot(id);
        DurableFiles.folder(snapshot.resolve(BackupFolder.TABLES));
        Rows rows = rows(order, snapshot, progress);
        DurableFiles.syncFolder(snapshot.resolve(BackupFolder.TABLES));
        progress.blobs(rows.blobs.bytes());
        BlobCopies copies = new BlobCopies(parts.database(), parts.store(), folder, progress::passed);
        StoredBlob.each(snapshot, manifest(id, order, rows, List.of(), 0), blob -> {
            copies.copy(blob, order.recheck());
            progress.blob(blob.size());
        });
        folder.syncBlobFolders();
        Manifest manifest = manifest(id, order, rows, copies.damaged(), copies.damagedCount());
        progress.ending();
        finish(order, snapshot, manifest);
        Generations.Pruned pruned = new Generations(folder).keep(order.keep());
        return new BackupReport(
                id,
                rows.tables.stream().mapToLong(Manifest.Table::rows).sum(),
                rows.blobs.count(),
                rows.blobs.bytes(),
                copies.copied(),
                copies.copiedBytes(),
                copies.damagedCount(),
                copies.damaged().stream()
                        .map(each -> each.digest() + ": " + each.reason())
                        .toList(),
                pruned.snapshots(),
                pruned.freedBytes(),
                pruned.problem());
    }

    /// What one transaction saw.
    private record Rows(
            long takenAt,
            String databaseId,
            long auditNumber,
            String auditChain,
            List<Manifest.Table> tables,
            Manifest.Blobs blobs) {}

    private Rows rows(BackupOrder order, Path snapshot, Progress progress) throws IOException {
        try {
            return parts.database().read(sql -> {
                try {
                    return rows(sql, order, snapshot, progress);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Rows rows(Sql sql, BackupOrder order, Path snapshot, Progress progress) throws IOException {
        // The first statement opens the snapshot.
        BackupTable.Head head = table.auditHead(sql).orElseGet(() -> new BackupTable.Head(0, new byte[0]));
        long takenAt = clock.now(sql);
        String databaseId = new RegistryFacts().databaseId(sql).orElse("");
        RowWriter writer = new RowWriter(sql, snapshot);
        List<Manifest.Table> tables = new ArrayList<>();
        long[] blobs = {0, 0};
        for (Catalog.Table each : sql.tables()) {
            if (LEFT_OUT.contains(each.name()) || (each.name().equals(KEYS) && !order.secrets())) {
                continue;
            }
            progress.table(each.name());
            int size = each.name().equals(StoredBlob.TABLE) ? place(each, StoredBlob.SIZE) : 0;
            tables.add(writer.write(each, row -> {
                progress.row(each.name());
                if (size > 0) {
                    count(row, size, blobs);
                }
            }));
        }
        return new Rows(
                takenAt,
                databaseId,
                head.number(),
                HexFormat.of().formatHex(head.chain()),
                tables,
                new Manifest.Blobs(blobs[0], blobs[1]));
    }

    private static int place(Catalog.Table table, String column) {
        return 1 + table.columns().stream().map(Catalog.Column::name).toList().indexOf(column);
    }

    private static void count(Row row, int sizeColumn, long[] blobs) {
        blobs[0]++;
        blobs[1] += row.number(sizeColumn);
    }

    private Manifest manifest(
            String id, BackupOrder order, Rows rows, List<Manifest.Damaged> damaged, long damagedCount) {
        return new Manifest(
                id,
                rows.takenAt,
                parts.version(),
                parts.database().engine(),
                rows.databaseId,
                Databases.schemaVersion(),
                order.secrets(),
                new Manifest.Audit(
                        rows.auditNumber, rows.auditChain, parts.auditKeys().get()),
                rows.tables,
                rows.blobs,
                damagedCount,
                damaged);
    }

    private void finish(BackupOrder order, Path snapshot, Manifest manifest) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        manifest.tables().forEach(each -> sums.put(each.file(), each.sha256()));
        if (order.secrets()) {
            byte[] key = Files.readAllBytes(parts.secretKeyFile());
            DurableFiles.write(snapshot.resolve(BackupFolder.SECRET_KEY), key);
            sums.put(BackupFolder.SECRET_KEY, Sums.of(key));
        }
        byte[] json = manifest.json();
        sums.put(BackupFolder.MANIFEST, Sums.of(json));
        DurableFiles.write(snapshot.resolve(BackupFolder.SUMS), Sums.text(sums));
        DurableFiles.write(snapshot.resolve(BackupFolder.MANIFEST), json);
    }
}
