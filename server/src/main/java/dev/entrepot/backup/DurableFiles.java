package dev.entrepot.backup;

import dev.entrepot.health.FullDisk;
import dev.entrepot.health.StorageFullException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Files that are there whole or not at all: written under another name, forced, and then given their own.
/// Readable by their owner only, for they hold the hashes of passwords.
final class DurableFiles {
    /// Behind the name of a file that is not whole.
    static final String PART = ".part";

    private static final FileAttribute<Set<PosixFilePermission>> OWN_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWN_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private DurableFiles() {}

    /// What writes the bytes of a file; closing the stream only flushes it.
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static final class Kept extends FilterOutputStream {
        Kept(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /// Throws {@link StorageFullException} when there is no room; then, and whenever the content throws,
    /// nothing is left of it. The name is durable after {@link #syncFolder}.
    static void write(Path file, Content content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + PART);
        Files.deleteIfExists(part);
        try {
            try (FileChannel channel =
                    FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWN_FILE)) {
                content.writeTo(new Kept(Channels.newOutputStream(channel)));
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw explained(e, parent(file));
        } catch (RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    static void write(Path file, byte[] bytes) throws IOException {
        write(file, (OutputStream out) -> out.write(bytes));
        syncFolder(parent(file));
    }

    /// Makes a folder, and those above it where they are missing, durably.
    static void folder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = parent(folder);
        folder(parent);
        try {
            Files.createDirectory(folder, OWN_FOLDER);
        } catch (IOException e) {
            throw explained(e, parent);
        }
        syncFolder(parent);
    }

    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void deleteTree(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.toList();
        }
        for (Path path : all.reversed()) {
            Files.deleteIfExists(path);
        }
    }

    static IOException explained(IOException failure, Path folder) {
        if (FullDisk.caused(failure, folder)) {
            throw new StorageFullException("the backup folder " + folder, failure);
        }
        return failure;
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("not a path inside a folder: " + file);
        }
        return parent;
    }
}
