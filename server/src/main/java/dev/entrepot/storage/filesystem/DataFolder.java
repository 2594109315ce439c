package dev.entrepot.storage.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The data folder, held by this process alone for as long as this is open.
///
/// The lock is the kernel's on DATA/lock: it ends with the process however that ends, so a lock file that a crash
/// left behind holds nobody up. The process id in the file is only there to be read by people.
public final class DataFolder implements AutoCloseable {
    private static final int PROCESS_ID_BYTES = 32;
    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /// Makes the folder where it is missing and locks it. Throws {@link DataFolderInUseException} when another
    /// process holds it.
    public static DataFolder open(Path data) throws IOException {
        Path path = data.toAbsolutePath().normalize();
        Files.createDirectories(path);
        FileChannel lockFile = FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!locked(lockFile)) {
                throw new DataFolderInUseException(inUse(path, lockFile));
            }
            lockFile.truncate(0);
            String holder = ProcessHandle.current().pid() + "\n";
            lockFile.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
            return new DataFolder(path, lockFile);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String inUse(Path path, FileChannel lockFile) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PROCESS_ID_BYTES);
        lockFile.read(bytes, 0);
        String holder = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return "the data folder " + path + " is in use by another entrepot"
                + (holder.isEmpty() ? "" : ", process " + holder)
                + "; stop that one first, or give this one a folder of its own with --data DIR";
    }

    /// The absolute path of the folder.
    public Path path() {
        return path;
    }

    /// Lets go of the folder. Repeatable.
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
