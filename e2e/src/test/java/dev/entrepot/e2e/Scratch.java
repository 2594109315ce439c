package dev.entrepot.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A folder for one test, with a path short enough for Unix sockets, that is gone afterwards.
public record Scratch(Path folder) implements AutoCloseable {
    public static Scratch make() {
        try {
            return new Scratch(Files.createTempDirectory("entrepot-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A new folder within it.
    public Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A new file within it.
    public Path file(String name, String content) {
        try {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What container engines leave mounted here would keep the folder from being deleted.
    private void unmount() throws IOException {
        var mounts = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ", 3)[1])
                .filter(mount -> mount.startsWith(folder + "/"))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (var mount : mounts) {
            Shell.in(folder).run("umount", "--lazy", mount);
        }
    }

    @Override
    public void close() {
        try {
            unmount();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
