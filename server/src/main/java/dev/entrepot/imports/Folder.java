package dev.entrepot.imports;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A folder of somebody else's, of which nothing is read that lies outside it. Links within it are followed to
/// files, and never to folders that are walked.
final class Folder {
    /// Names of one folder that are read; the largest registries have some hundred thousand.
    static final int MAX_NAMES = 5_000_000;

    private final Path root;

    private Folder(Path root) {
        this.root = root;
    }

    /// Throws `IOException` when there is no such folder.
    static Folder open(Path path) throws IOException {
        Path real = path.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new NotDirectoryException(path.toString());
        }
        return new Folder(real);
    }

    String name() {
        return String.valueOf(root.getFileName());
    }

    /// A file of the folder; empty when there is none. Never a device, a pipe or a folder.
    Optional<Path> file(String path) throws IOException {
        Path real;
        try {
            real = root.resolve(path).toRealPath();
        } catch (NoSuchFileException | NotDirectoryException | InvalidPathException e) {
            return Optional.empty();
        } catch (FileSystemLoopException e) {
            throw new OutsideException(path + " is a link to itself");
        }
        if (!real.startsWith(root)) {
            throw new OutsideException(path + " leads out of the folder");
        }
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new OutsideException(path + " is no file");
        }
        return Optional.of(real);
    }

    /// The bytes of a file; empty when there is none. Throws `OutsideException` when it is larger than `most`.
    Optional<byte[]> bytes(String path, int most) throws IOException {
        Optional<Path> file = file(path);
        return file.isEmpty() ? Optional.empty() : Optional.of(bytes(file.get(), path, most));
    }

    static byte[] bytes(Path file, String name, int most) throws IOException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new OutsideException(name + " has more than " + most + " bytes");
            }
            return bytes;
        }
    }

    /// Whether this is a folder that no link leads to.
    boolean isFolder(String path) throws IOException {
        try {
            Path folder = root.resolve(path).normalize();
            return folder.toRealPath().equals(folder) && Files.isDirectory(folder);
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException | InvalidPathException e) {
            return false;
        }
    }

    /// Whether this is a file of the folder.
    boolean isFile(String path) throws IOException {
        try {
            return file(path).isPresent();
        } catch (OutsideException _) {
            return false;
        }
    }

    /// Whether this is a link.
    boolean isLink(String path) {
        return Files.isSymbolicLink(root.resolve(path));
    }

    /// The names in a folder, in byte order; none when there is no such folder.
    List<String> names(String path) throws IOException {
        List<String> names = new ArrayList<>();
        if (!isFolder(path)) {
            return names;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(path))) {
            for (Path entry : entries) {
                if (names.size() == MAX_NAMES) {
                    throw new IOException(path + " has more than " + MAX_NAMES + " entries");
                }
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }
}
