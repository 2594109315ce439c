package dev.entrepot.integrity;

import dev.entrepot.content.Soundness;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import dev.entrepot.storage.StoredBytes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Compares what lies in storage with the rows that name it, one part of the keys after the other.
///
/// A listing proves nothing: whatever seems wrong by it is looked at again by its key, rows first and bytes then, since
/// the row that names bytes is there before them and, as a removal, until they are gone.
final class Inventory {
    /// Rows of a part, about: they are held in memory.
    private static final long PART_ROWS = 20_000;

    private static final int DIGITS = 16;
    private static final int MOST_DIGITS = 2;

    /// Behind every digit.
    private static final String AFTER = "g";

    private final Database database;
    private final BlobStore store;

    Inventory(Database database, BlobStore store) {
        this.database = database;
        this.store = store;
    }

    /// What a part holds.
    ///
    /// @param strays bytes that no row names
    /// @param missing blobs, not known to be damaged, whose bytes are not there or of another size
    /// @param shortUploads open uploads with fewer bytes than their row says
    record Part(
            long files,
            long fileBytes,
            long blobs,
            List<StoredBytes> strays,
            List<Soundness.Entry> missing,
            List<String> shortUploads) {}

    private record Upload(StorageKey key, long length) {}

    /// The beginnings of keys that make the parts: the more there is, the more of them.
    List<String> prefixes() {
        long rows = database.read(sql -> sql.first(
                        "SELECT (SELECT COUNT(*) FROM blob) + (SELECT COUNT(*) FROM upload)", row -> row.number(1)))
                .orElseThrow();
        List<String> prefixes = List.of("");
        for (int digits = 0; digits < MOST_DIGITS && rows / prefixes.size() > PART_ROWS; digits++) {
            prefixes = prefixes.stream()
                    .flatMap(
                            prefix -> IntStream.range(0, DIGITS).mapToObj(digit -> prefix + Integer.toHexString(digit)))
                    .toList();
        }
        return prefixes;
    }

    Part part(String prefix) throws IOException {
        Map<String, StoredBytes> files = new HashMap<>();
        try (Stream<StoredBytes> listing = store.list(prefix)) {
            listing.forEach(file -> files.put(file.key().text(), file));
        }
        long bytes = files.values().stream().mapToLong(StoredBytes::sizeBytes).sum();
        List<Soundness.Entry> blobs = database.read(sql -> blobs(sql, prefix));
        List<Upload> uploads = database.read(sql -> uploads(sql, prefix));
        Map<String, StoredBytes> unnamed = new HashMap<>(files);
        List<Soundness.Entry> missing = new ArrayList<>();
        for (Soundness.Entry blob : blobs) {
            StoredBytes file = unnamed.remove(blob.key().text());
            boolean wrong = file == null || file.sizeBytes() != blob.size();
            if (wrong && blob.sound() && isStillMissing(blob)) {
                missing.add(blob);
            }
        }
        List<String> shortUploads = new ArrayList<>();
        for (Upload upload : uploads) {
            StoredBytes file = unnamed.remove(upload.key.text());
            if (upload.length > (file == null ? 0 : file.sizeBytes()) && isStillShort(upload)) {
                shortUploads.add(upload.key.text());
            }
        }
        List<StoredBytes> strays = new ArrayList<>();
        for (StoredBytes file : unnamed.values()) {
            if (isStillStray(file.key())) {
                strays.add(file);
            }
        }
        return new Part(files.size(), bytes, blobs.size(), strays, missing, shortUploads);
    }

    private static List<Soundness.Entry> blobs(Sql sql, String prefix) {
        return sql.list(
                "SELECT storage_key, digest, size, state, scrubbed_at FROM blob WHERE storage_key >= ? AND storage_key < ?",
                row -> new Soundness.Entry(
                        new StorageKey(row.text(1)),
                        Digest.parse(row.text(2)),
                        row.number(3),
                        row.text(4).equals("sound"),
                        row.number(5)),
                prefix,
                prefix + AFTER);
    }

    private static List<Upload> uploads(Sql sql, String prefix) {
        return sql.list(
                "SELECT storage_key, length FROM upload WHERE storage_key >= ? AND storage_key < ?",
                row -> new Upload(new StorageKey(row.text(1)), row.number(2)),
                prefix,
                prefix + AFTER);
    }

    /// The bytes of a blob that is there go only after its row: they were missing if the row is still there afterwards.
    boolean isStillMissing(Soundness.Entry blob) throws IOException {
        Optional<Long> size = store.find(blob.key()).map(Inventory::size);
        return !size.equals(Optional.of(blob.size()))
                && database.read(sql -> sql.first(
                                "SELECT 1 FROM blob WHERE storage_key = ? AND size = ?",
                                row -> row.number(1),
                                blob.key().text(),
                                blob.size()))
                        .isPresent();
    }

    private boolean isStillShort(Upload upload) throws IOException {
        long size = store.find(upload.key).map(Inventory::size).orElse(0L);
        return size < upload.length
                && database.read(sql -> sql.first(
                                "SELECT 1 FROM upload WHERE storage_key = ? AND length > ?",
                                row -> row.number(1),
                                upload.key.text(),
                                size))
                        .isPresent();
    }

    /// The row that names bytes is there before them; whatever has none, and is there after that was seen, is a stray.
    private boolean isStillStray(StorageKey key) throws IOException {
        boolean named = database.read(sql -> sql.first("""
                                SELECT 1 FROM blob WHERE storage_key = ?
                                UNION ALL SELECT 1 FROM upload WHERE storage_key = ?
                                UNION ALL SELECT 1 FROM removal WHERE storage_key = ?
                                """, row -> row.number(1), key.text(), key.text(), key.text()))
                .isPresent();
        return !named && store.find(key).isPresent();
    }

    /// Whether bytes were last written before that time.
    static boolean olderThan(StoredBytes bytes, Instant time) {
        return bytes.changedAt().isBefore(time);
    }

    private static long size(BlobBytes bytes) {
        return switch (bytes) {
            case BlobBytes.LocalFile file -> file.sizeBytes();
        };
    }
}
