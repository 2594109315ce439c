package dev.entrepot.backup;

import dev.entrepot.oci.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder of backups, held by this process alone while it is open.
///
/// ```
/// DIR/entrepot-backup              says what this folder is, and in which format
/// DIR/lock                         held by whoever writes or reads here
/// DIR/snapshots/ID/tables/*.gz     the rows of one table each, as JSON, one row a line
/// DIR/snapshots/ID/secret-key      only with secrets
/// DIR/snapshots/ID/SHA256SUMS      of all files of the snapshot, as `sha256sum -c` reads it
/// DIR/snapshots/ID/manifest.json   written last: without it there is no snapshot
/// DIR/blobs/sha256/ab/ab12…        bytes of blobs, shared by all snapshots
/// ```
final class BackupFolder implements AutoCloseable {
    static final String MANIFEST = "manifest.json";
    static final String SUMS = "SHA256SUMS";
    static final String TABLES = "tables";
    static final String SECRET_KEY = "secret-key";

    private static final String MARKER = "entrepot-backup";
    private static final String MARKED = "entrepot backup, format " + Manifest.FORMAT + "\n";
    private static final String LOCK = "lock";
    private static final String SNAPSHOTS = "snapshots";
    private static final String BLOBS = "blobs";

    private final Path path;
    private final @Nullable FileChannel lockFile;

    private BackupFolder(Path path, @Nullable FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /// Opens the folder to add to it, making it where it is missing. Throws {@link UnusableFolderException}
    /// for one that holds other things.
    static BackupFolder forWriting(Path path) throws IOException {
        DurableFiles.folder(path);
        Path marker = path.resolve(MARKER);
        if (!Files.exists(marker)) {
            if (!isEmpty(path)) {
                throw new UnusableFolderException(path + " holds files and is no folder of backups: name an empty or"
                        + " new folder, or one that `entrepot backup` made");
            }
            DurableFiles.write(marker, MARKED.getBytes(StandardCharsets.UTF_8));
        }
        requireFormat(marker);
        DurableFiles.folder(path.resolve(SNAPSHOTS));
        DurableFiles.folder(path.resolve(BLOBS));
        return new BackupFolder(path, lock(path, true));
    }

    /// Opens the folder to read it.
    static BackupFolder forReading(Path path) throws IOException {
        Path marker = path.resolve(MARKER);
        if (!Files.exists(marker)) {
            throw new UnusableFolderException(path + " is no folder of backups: name one that `entrepot backup` made");
        }
        requireFormat(marker);
        return new BackupFolder(path, Files.isWritable(path) ? lock(path, false) : null);
    }

    /// What a cut-off first backup left of itself is nothing to keep.
    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(file -> file.getFileName().toString().equals(MARKER + DurableFiles.PART));
        }
    }

    private static void requireFormat(Path marker) throws IOException {
        String found = Files.readString(marker).strip();
        if (!found.equals(MARKED.strip())) {
            throw new UnusableFolderException(marker + " says \"" + found + "\"; this program knows \"" + MARKED.strip()
                    + "\": use the version of entrepot that wrote it, or a newer one");
        }
    }

    private static FileChannel lock(Path path, boolean writing) throws IOException {
        FileChannel channel = FileChannel.open(
                path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, !writing);
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(path);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw inUse(path);
    }

    private static UnusableFolderException inUse(Path path) {
        return new UnusableFolderException(
                path + " is in use by another backup, check or restore: wait until that one ended");
    }

    Path snapshot(String id) {
        return path.resolve(SNAPSHOTS).resolve(id);
    }

    /// Where the bytes of a digest lie, or would.
    Path blob(Digest digest) {
        return path.resolve(BLOBS)
                .resolve(digest.algorithm().id())
                .resolve(digest.encoded().substring(0, 2))
                .resolve(digest.encoded());
    }

    /// Whether bytes of that length lie there. They came there whole, see {@link DurableFiles}.
    boolean holds(Digest digest, long size) throws IOException {
        Path file = blob(digest);
        return Files.isRegularFile(file) && Files.size(file) == size;
    }

    /// The ids of all snapshots that are whole, the oldest first.
    List<String> snapshots() throws IOException {
        return ids(true);
    }

    Optional<String> newest() throws IOException {
        List<String> all = snapshots();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /// Removes what backups left that were cut off.
    void removeUnfinished() throws IOException {
        for (String id : ids(false)) {
            DurableFiles.deleteTree(snapshot(id));
        }
    }

    /// First its manifest: what a crash leaves is no snapshot any more.
    void remove(String id) throws IOException {
        Files.deleteIfExists(snapshot(id).resolve(MANIFEST));
        DurableFiles.syncFolder(snapshot(id));
        DurableFiles.deleteTree(snapshot(id));
    }

    private List<String> ids(boolean whole) throws IOException {
        Path all = path.resolve(SNAPSHOTS);
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(all)) {
            return folders.filter(folder -> Files.exists(folder.resolve(MANIFEST)) == whole)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /// Makes the names of all blobs durable, also of those that a backup brought which was cut off.
    void syncBlobFolders() throws IOException {
        Path blobs = path.resolve(BLOBS);
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(blobs, 2)) {
            walk.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).forEach(folders::add);
        }
        for (Path folder : folders) {
            DurableFiles.syncFolder(folder);
        }
    }

    /// Removes every file of a blob whose digest is not among those, and returns how many bytes came back.
    long keepOnly(Set<ShortDigest> named) throws IOException {
        long freed = 0;
        try (Stream<Path> walk = Files.walk(path.resolve(BLOBS), 3)) {
            for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                if (ShortDigest.ofFile(file).filter(named::contains).isEmpty()) {
                    freed += Files.size(file);
                    Files.delete(file);
                }
            }
        }
        return freed;
    }

    @Override
    public void close() throws IOException {
        if (lockFile != null) {
            lockFile.close();
        }
    }
}
