package dev.entrepot.storage.filesystem;

import dev.entrepot.health.FullDisk;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.health.StorageFullException;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.BlobWriter;
import dev.entrepot.storage.StorageKey;
import dev.entrepot.storage.StoredBytes;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Blobs as files of one machine.
///
/// ```
/// DATA/blobs/00/
///            …
///            3f/3f9c0d…   the bytes of key 3f9c0d…, 32 hex digits; nothing else lies here
///            …
///            ff/
/// ```
///
/// All 256 folders are made, durably, before the first key: a key then needs one fsync of its file and one of its
/// folder, and never one of a folder above.
public final class FilesystemBlobStore implements BlobStore {
    private static final int FOLDERS = 256;
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{0,32}");
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");
    private final Path blobs;
    private final NodeHealth health;
    private final Syncs syncs;
    private final List<SharedFolderSync> folderSyncs;

    private FilesystemBlobStore(Path blobs, NodeHealth health, Syncs syncs) {
        this.blobs = blobs;
        this.health = health;
        this.syncs = syncs;
        this.folderSyncs = folders(blobs).stream()
                .map(folder -> new SharedFolderSync(() -> syncs.folder(folder)))
                .toList();
    }

    /// Opens the store in `data`, making its folders where they are missing.
    public static FilesystemBlobStore open(Path data, NodeHealth health, Metrics metrics) throws IOException {
        return open(data, health, metrics, new Disk());
    }

    static FilesystemBlobStore open(Path data, NodeHealth health, Metrics metrics, Disk disk) throws IOException {
        Path folder = data.toAbsolutePath().normalize();
        Files.createDirectories(folder);
        Path blobs = folder.resolve("blobs");
        Syncs syncs = new Syncs(disk, health, metrics);
        try {
            makeFolders(blobs);
        } catch (IOException e) {
            throw explained(e, folder);
        }
        // At every start, not only after making them: an earlier start may have ended before its fsync. The 256
        // folders themselves are still empty then; each is synced with its first key.
        syncs.folder(blobs);
        syncs.folder(folder);
        return new FilesystemBlobStore(blobs, health, syncs);
    }

    @Override
    public BlobWriter append(StorageKey key, long offset) throws IOException {
        if (offset < 0) {
            throw new IllegalArgumentException("offset below 0: " + offset);
        }
        health.requireWritable();
        Path path = path(key);
        FileChannel file = openForAppend(path, offset);
        try {
            long present = file.size();
            if (present < offset) {
                throw new IOException("key " + key + " holds " + present + " bytes, fewer than the offset " + offset);
            }
            file.truncate(offset);
            file.position(offset);
            return new FileBlobWriter(path, file, offset, syncs, folderSync(key));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static FileChannel openForAppend(Path path, long offset) throws IOException {
        Set<? extends OpenOption> options = offset == 0
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE)
                : Set.of(StandardOpenOption.WRITE);
        try {
            return FileChannel.open(path, options);
        } catch (IOException e) {
            throw explained(e, parent(path));
        }
    }

    @Override
    public void adopt(StorageKey key, Path file) throws IOException {
        health.requireWritable();
        Path path = path(key);
        try {
            Files.createLink(path, file);
        } catch (IOException e) {
            throw explained(e, parent(path));
        }
        // Who wrote the file need not have made it durable.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            syncs.file(channel, path);
        }
        folderSync(key).sync();
    }

    @Override
    public Optional<BlobBytes> find(StorageKey key) throws IOException {
        Path path = path(key);
        try {
            return Optional.of(new BlobBytes.LocalFile(path, Files.size(path)));
        } catch (NoSuchFileException e) {
            // A disk that is not mounted says nothing of the bytes on it.
            if (!Files.isDirectory(parent(path))) {
                throw new IOException("the folder " + parent(path) + " is gone: is its disk mounted?", e);
            }
            return Optional.empty();
        }
    }

    @Override
    public void delete(StorageKey key) throws IOException {
        health.requireWritable();
        // The fsync happens for a missing key too: an earlier call may have removed it and failed before its fsync.
        Path path = path(key);
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw explained(e, parent(path));
        }
        folderSync(key).sync();
    }

    @Override
    public Stream<StoredBytes> list(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("no prefix of a storage key: " + prefix);
        }
        return folders(blobs).stream()
                .filter(folder -> begins(nameOf(folder), prefix))
                .flatMap(FilesystemBlobStore::files)
                .filter(file -> nameOf(file).startsWith(prefix)
                        && KEY.matcher(nameOf(file)).matches())
                .flatMap(file -> stored(file).stream());
    }

    private static boolean begins(String folder, String prefix) {
        return prefix.startsWith(folder) || folder.startsWith(prefix);
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    @SuppressWarnings("StreamResourceLeak") // closed by the flatMap that it is made for
    private static Stream<Path> files(Path folder) {
        try {
            return Files.list(folder);
        } catch (NoSuchFileException e) {
            return Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Empty when it went since it was listed.
    private static Optional<StoredBytes> stored(Path file) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return facts.isRegularFile()
                    ? Optional.of(new StoredBytes(
                            new StorageKey(nameOf(file)),
                            facts.size(),
                            facts.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Nothing is held open between calls; writers are closed by those who opened them.
    }

    /// What an operation on a file under `folder` that failed with `failure` throws: a full disk has its own name.
    static IOException explained(IOException failure, Path folder) {
        if (FullDisk.caused(failure, folder)) {
            throw new StorageFullException("blobs in " + folder, failure);
        }
        return failure;
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("a blob's path has no folder: " + path);
        }
        return parent;
    }

    private Path path(StorageKey key) {
        return blobs.resolve(key.text().substring(0, 2)).resolve(key.text());
    }

    private SharedFolderSync folderSync(StorageKey key) {
        return folderSyncs.get(HexFormat.fromHexDigits(key.text(), 0, 2));
    }

    private static List<Path> folders(Path blobs) {
        List<Path> folders = new ArrayList<>(FOLDERS);
        for (int number = 0; number < FOLDERS; number++) {
            folders.add(blobs.resolve(HexFormat.of().toHexDigits((byte) number)));
        }
        return folders;
    }

    private static void makeFolders(Path blobs) throws IOException {
        Files.createDirectories(blobs);
        for (Path folder : folders(blobs)) {
            Files.createDirectories(folder);
        }
    }
}
