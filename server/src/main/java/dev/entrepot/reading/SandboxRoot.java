package dev.entrepot.reading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a worker sees of the file system: the libraries of the system, the JDK and this program, all read-only,
/// and nothing else. It stands in memory, in a mount namespace of the worker's own.
///
/// ```
/// /lib /usr/lib …       as outside: what the JDK is linked with
/// JAVA_HOME             as outside
/// /app/0.jar …          the class path
/// /app/zstd.so          the native part of zstd
/// /setpriv              gives away all rights as the last thing before the JVM
/// /proc/self/exe        a plain link to the JDK's java, by which the linker finds what lies beside it: no /proc
/// /work                 empty
/// ```
final class SandboxRoot {
    private static final List<String> LIBRARIES =
            List.of("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/nix/store", "/gnu/store");
    private static final String LINKER_CACHE = "/etc/ld.so.cache";
    private static final String MOUNT_TABLE = "/proc/self/mountinfo";

    /// Where the mount point and its options stand in a line of mountinfo (proc(5)).
    private static final int MOUNT_POINT = 4;

    private static final int OPTIONS = 5;

    /// How deep packaged JDKs have links to their settings in `/etc`.
    private static final int LINKS_DEPTH = 3;

    static final String SETPRIV = "/setpriv";
    static final String ZSTD = "/app/zstd.so";
    static final String WORK = "/work";

    private final Path javaHome;
    private final Map<String, Path> binds = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final List<String> classPath = new ArrayList<>();

    /// @param javaHome of the JDK, symbolic links followed
    /// @param classPath jars and folders, absolute
    SandboxRoot(Path javaHome, List<Path> classPath) throws IOException {
        this.javaHome = javaHome;
        for (String library : LIBRARIES) {
            Path path = Path.of(library);
            if (Files.isSymbolicLink(path)) {
                links.put(library, Files.readSymbolicLink(path).toString());
            } else if (Files.isDirectory(path)) {
                binds.put(library, path);
            }
        }
        bindOnce(javaHome.toString(), javaHome);
        bindSettings();
        if (Files.isReadable(Path.of(LINKER_CACHE))) {
            binds.put(LINKER_CACHE, Path.of(LINKER_CACHE).toRealPath());
        }
        for (Path entry : classPath) {
            if (Files.exists(entry)) {
                String place = "/app/" + this.classPath.size() + (Files.isDirectory(entry) ? "" : ".jar");
                binds.put(place, entry.toRealPath());
                this.classPath.add(place);
            }
        }
    }

    /// Puts a file there.
    void add(String place, Path file) throws IOException {
        binds.put(place, file.toRealPath());
    }

    /// The class path as it is inside.
    String classPath() {
        return String.join(":", classPath);
    }

    /// One line for each mount, as fstab(5) has them, below the folder `root`.
    String mounts(Path root) throws IOException {
        Map<String, Set<String>> mounted = mounted();
        StringBuilder table = new StringBuilder();
        binds.forEach((place, source) -> table.append(escaped(source.toString()))
                .append(' ')
                .append(escaped(root + place))
                .append(" none rbind,ro,nosuid,nodev")
                .append(isNoExec(source, mounted) ? ",noexec" : "")
                .append(" 0 0\n"));
        return table.toString();
    }

    /// What the shell does in the new mount namespace, up to the last command.
    ///
    /// @param mounts the file with {@link #mounts}
    String script(Path root, Path mounts, Programs programs) {
        Set<String> folders = new LinkedHashSet<>();
        Set<String> files = new LinkedHashSet<>();
        folders.add("proc/self");
        folders.add(WORK.substring(1));
        binds.forEach((place, source) -> {
            String relative = place.substring(1);
            if (Files.isDirectory(source)) {
                folders.add(relative);
            } else {
                files.add(relative);
                if (relative.contains("/")) {
                    folders.add(relative.substring(0, relative.lastIndexOf('/')));
                }
            }
        });
        StringBuilder script = new StringBuilder("set -e\n");
        line(script, programs.path("mount"), "-t", "tmpfs", "-o", "size=1m,mode=755,nosuid,nodev", "tmpfs", root + "");
        line(script, "cd", root + "");
        line(script, programs.path("mkdir"), "-p", folders);
        files.forEach(file -> script.append(": > ").append(quoted(file)).append('\n'));
        links.forEach((place, target) -> line(script, programs.path("ln"), "-s", target, place.substring(1)));
        line(script, programs.path("ln"), "-s", javaHome.resolve("bin/java") + "", "proc/self/exe");
        line(script, programs.path("mount"), "-a", "-T", mounts + "");
        line(script, programs.path("mount"), "-o", "remount,bind,ro,nosuid,nodev", root + "");
        line(script, "cd", "/");
        script.append("unset PWD OLDPWD\n");
        return script.toString();
    }

    private static void line(StringBuilder script, String first, Object... words) {
        script.append(quoted(first));
        for (Object word : words) {
            Stream<?> each = word instanceof Set<?> set ? set.stream() : Stream.of(word);
            each.forEach(text -> script.append(' ').append(quoted(text.toString())));
        }
        script.append('\n');
    }

    /// As one word of a shell, whatever stands in it.
    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private void bindOnce(String place, Path source) {
        boolean there = binds.keySet().stream().anyMatch(bound -> place.equals(bound) || place.startsWith(bound + "/"));
        if (!there) {
            binds.put(place, source);
        }
    }

    /// Packaged JDKs keep some files of theirs in `/etc`, behind symbolic links.
    private void bindSettings() throws IOException {
        for (String folder : List.of("conf", "lib")) {
            try (Stream<Path> all = Files.walk(javaHome.resolve(folder), LINKS_DEPTH)) {
                for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                    Path target =
                            link.resolveSibling(Files.readSymbolicLink(link)).normalize();
                    if (target.startsWith("/etc") && Files.isReadable(target)) {
                        bindOnce(target.toString(), target.toRealPath());
                    }
                }
            }
        }
    }

    /// The options of each mount point that there is.
    private static Map<String, Set<String>> mounted() throws IOException {
        Map<String, Set<String>> mounted = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(MOUNT_TABLE), StandardCharsets.UTF_8)) {
            String[] fields = line.split(" ", -1);
            if (fields.length > OPTIONS) {
                mounted.put(fields[MOUNT_POINT], Set.of(fields[OPTIONS].split(",", -1)));
            }
        }
        return mounted;
    }

    /// A user namespace may not take this option away from a mount, and must name it again.
    private static boolean isNoExec(Path source, Map<String, Set<String>> mounted) {
        for (Path at = source; at != null; at = at.getParent()) {
            Set<String> options = mounted.get(escaped(at.toString()));
            if (options != null) {
                return options.contains("noexec");
            }
        }
        return false;
    }

    /// Blanks and backslashes as fstab(5) and mountinfo write them.
    private static String escaped(String path) {
        return path.chars()
                .mapToObj(c -> switch (c) {
                    case ' ' -> "\\040";
                    case '\t' -> "\\011";
                    case '\n' -> "\\012";
                    case '\\' -> "\\134";
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining());
    }
}
