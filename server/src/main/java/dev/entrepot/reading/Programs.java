package dev.entrepot.reading;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The programs of the system that start a worker, by their full paths: a worker has no `PATH`, and none is
/// trusted.
final class Programs {
    private static final List<String> FOLDERS =
            List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/run/current-system/sw/bin");

    /// Coreutils and a shell, and of util-linux the three that isolate.
    private static final List<String> NEEDED = List.of("sh", "mkdir", "ln", "chroot", "mount", "unshare", "setpriv");

    private final Map<String, String> paths = new TreeMap<>();

    /// Looks them up.
    Programs() {
        Stream.concat(NEEDED.stream(), Stream.of("prlimit"))
                .forEach(name -> find(name).ifPresent(path -> paths.put(name, path)));
    }

    /// Those without which there is no isolation and that are not there.
    List<String> missing() {
        return NEEDED.stream().filter(name -> !paths.containsKey(name)).toList();
    }

    /// Of one that is needed.
    String path(String name) {
        return paths.getOrDefault(name, name);
    }

    Optional<String> prlimit() {
        return Optional.ofNullable(paths.get("prlimit"));
    }

    private static Optional<String> find(String name) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
