package dev.entrepot.backup;

import dev.entrepot.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks at a folder of backups: whether all that its snapshots name is there as it was written.
public final class BackupCheck {
    /// Problems that are told; further ones are counted.
    private static final int MOST_TOLD = 1_000;

    private final BackupFolder folder;
    private final Watch watch;
    private final Set<ShortDigest> seen = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private long problemCount;
    private long rows;
    private long blobs;
    private long bytes;
    private long done;

    BackupCheck(BackupFolder folder, Watch watch) {
        this.folder = folder;
        this.watch = watch;
    }

    /// What was found.
    ///
    /// @param snapshots that were looked at
    /// @param blobs that these name, each once
    /// @param problems in words, the first of them
    public record Report(
            List<String> snapshots, long rows, long blobs, long bytes, long problemCount, List<String> problems) {
        public Report {
            snapshots = List.copyOf(snapshots);
            problems = List.copyOf(problems);
        }

        /// Whether every snapshot can be restored whole.
        public boolean sound() {
            return problemCount == 0;
        }
    }

    /// Looks at one snapshot, or at all of them. Blocks, and hashes. Throws {@link UnusableFolderException}
    /// when there is nothing to look at.
    ///
    /// @param deep hash the bytes of blobs, too
    public static Report check(Path path, Optional<String> snapshot, boolean deep, Watch watch) throws IOException {
        try (BackupFolder folder = BackupFolder.forReading(path.toAbsolutePath().normalize())) {
            List<String> all = folder.snapshots();
            if (all.isEmpty() || (snapshot.isPresent() && !all.contains(snapshot.get()))) {
                throw new UnusableFolderException(path + " holds no snapshot " + snapshot.orElse("at all")
                        + (all.isEmpty() ? "" : ", but " + all));
            }
            List<String> chosen = snapshot.map(List::of).orElse(all);
            BackupCheck check = new BackupCheck(folder, watch);
            for (String id : chosen) {
                check.snapshot(id, deep);
            }
            return new Report(chosen, check.rows, check.blobs, check.bytes, check.problemCount, check.problems);
        }
    }

    private void snapshot(String id, boolean deep) throws IOException {
        Manifest manifest;
        try {
            manifest = Generations.manifest(folder, id);
        } catch (DamagedBackupException e) {
            problem(String.valueOf(e.getMessage()));
            return;
        }
        rows(manifest).forEach(this::problem);
        manifest.damaged()
                .forEach(each ->
                        problem("snapshot " + id + ": blob " + each.digest() + " was not copied: " + each.reason()));
        Set<String> told = new HashSet<>();
        manifest.damaged().forEach(each -> told.add(each.digest()));
        try {
            StoredBlob.each(folder.snapshot(id), manifest, blob -> {
                if (seen.add(ShortDigest.of(blob.digest()))
                        && !told.contains(blob.digest().toString())) {
                    blob(id, blob, deep);
                }
            });
        } catch (DamagedBackupException e) {
            // Told already, with the other tables.
            return;
        }
    }

    /// Throws when a file of the snapshot is not what was written.
    void requireRows(Manifest manifest) throws IOException {
        List<String> wrong = rows(manifest);
        if (!wrong.isEmpty()) {
            throw new DamagedBackupException(String.join("; ", wrong));
        }
    }

    private List<String> rows(Manifest manifest) throws IOException {
        List<String> wrong = new ArrayList<>();
        Path snapshot = folder.snapshot(manifest.id());
        Map<String, String> sums = Sums.read(snapshot);
        for (Manifest.Table table : manifest.tables()) {
            try {
                if (!table.sha256().equals(sums.get(table.file()))) {
                    wrong.add(snapshot.resolve(BackupFolder.SUMS) + " does not have the sum of " + table.file());
                }
                RowReader.each(snapshot, table, row -> {
                    rows++;
                    if (rows % MOST_TOLD == 1) {
                        watch.at(rows, 0, "rows", "snapshot " + manifest.id() + ", table " + table.name());
                    }
                });
            } catch (DamagedBackupException e) {
                wrong.add(e.getMessage());
            }
        }
        if (manifest.secrets()) {
            try {
                Sums.checked(snapshot, BackupFolder.SECRET_KEY);
            } catch (DamagedBackupException e) {
                wrong.add(e.getMessage());
            }
        }
        return wrong;
    }

    private void blob(String id, StoredBlob blob, boolean deep) throws IOException {
        blobs++;
        bytes += blob.size();
        Path file = folder.blob(blob.digest());
        if (!Files.isRegularFile(file)) {
            problem("snapshot " + id + ": blob " + blob.digest() + " is missing");
            return;
        }
        long size = Files.size(file);
        if (size != blob.size()) {
            problem("snapshot " + id + ": blob " + blob.digest() + " has " + size + " bytes instead of " + blob.size());
            return;
        }
        if (deep) {
            Digest digest = BlobCopies.hash(file, blob.digest().algorithm(), this::passed);
            if (!digest.equals(blob.digest())) {
                problem("snapshot " + id + ": blob " + blob.digest() + " is damaged: its bytes have another digest");
            }
        } else if (blobs % MOST_TOLD == 1) {
            watch.at(blobs, 0, "blobs", "snapshot " + id);
        }
    }

    private void passed(long many) {
        done += many;
        watch.at(done, 0, "bytes", "blobs");
    }

    private void problem(String text) {
        problemCount++;
        if (problems.size() < MOST_TOLD) {
            problems.add(text);
        }
    }
}
