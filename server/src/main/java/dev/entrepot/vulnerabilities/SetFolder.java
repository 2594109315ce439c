package dev.entrepot.vulnerabilities;

import dev.entrepot.health.FullDisk;
import dev.entrepot.health.StorageFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The folder of the database:
///
///     manifest                       the sets that count, see {@link Manifest}
///     osv-debian-1f0c….set           a set; never changed once it has this name
///     *.part                         what an import is making; of no worth after a crash
final class SetFolder {
    static final String UNFINISHED = ".part";
    static final String FINISHED = ".set";

    private static final String MANIFEST = "manifest";

    private final Path folder;

    SetFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path unfinished() throws IOException {
        return Files.createTempFile(folder, "set-", UNFINISHED);
    }

    boolean hasManifest() {
        return Files.exists(file(MANIFEST));
    }

    /// Throws {@link DamagedSetException} when it is not as it was written.
    Manifest manifest() throws IOException {
        return Manifest.parse(Files.readString(file(MANIFEST), StandardCharsets.UTF_8));
    }

    /// A file that is whole gets the name under which the manifest will know it. Forced, its name only with the
    /// manifest.
    void finish(Path part, String name) throws IOException {
        force(part);
        Files.move(part, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /// From here on these sets count, also after a crash.
    void replace(Manifest manifest) throws IOException {
        force(folder);
        Path part = Files.createTempFile(folder, MANIFEST, UNFINISHED);
        try {
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer text = ByteBuffer.wrap(manifest.text().getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    out.write(text);
                }
                out.force(true);
            }
            Files.move(part, file(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        force(folder);
    }

    /// Removes what no manifest names. A reader that still has such a file mapped keeps its bytes until it lets
    /// go.
    void clean(Set<String> named) throws IOException {
        clean(name -> name.endsWith(FINISHED) && !named.contains(name));
    }

    /// Removes what a crash left.
    void cleanUnfinished() throws IOException {
        clean(name -> name.endsWith(UNFINISHED));
    }

    private void clean(Predicate<String> old) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (old.test(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// The same failure, as {@link StorageFullException} if there was no room.
    IOException explained(IOException failure) {
        if (FullDisk.caused(failure, folder)) {
            throw new StorageFullException("the vulnerability database in " + folder, failure);
        }
        return failure;
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
