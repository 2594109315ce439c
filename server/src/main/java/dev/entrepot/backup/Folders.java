package dev.entrepot.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a folder of backups may lie.
final class Folders {
    private Folders() {}

    /// Throws {@link UnusableFolderException} when one lies inside the other: a backup there is lost with
    /// what it is to save, and files among the blobs are not ours.
    static void requireApart(Path data, Path backups) throws IOException {
        Path one = real(data);
        Path other = real(backups);
        if (one.startsWith(other) || other.startsWith(one)) {
            throw new UnusableFolderException("the folder of backups " + backups + " and the data folder " + data
                    + " lie in each other: name a folder elsewhere, at best on another disk");
        }
    }

    /// Follows links as far as there is something.
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return Files.exists(absolute) || parent == null
                ? absolute.toRealPath()
                : real(parent).resolve(absolute.getFileName());
    }
}
