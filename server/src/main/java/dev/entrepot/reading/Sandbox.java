package dev.entrepot.reading;

import com.github.luben.zstd.util.Native;
import com.github.luben.zstd.util.ZstdVersion;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The private folder in which workers are started, and the commands that start them.
///
/// ```
/// FOLDER/reading-…/       mode 0700, removed at the end
///   zstd.so               written once, so that no worker has to write it
///   mounts                what stands in the root of a worker, see SandboxRoot
///   root/                 empty; each worker mounts its own root here, where nobody else sees it
///   work/                 empty; where a worker without a root of its own is started
/// ```
///
/// A worker holds nothing of the registry, whoever the server runs as:
///
/// | way    | server is | the worker is                             | reads no file of the registry, because      |
/// | ------ | --------- | ----------------------------------------- | ------------------------------------------- |
/// | `ROOT` | root      | user 65534 without capabilities           | none is in its root, nor has it rights      |
/// | `USER` | any user  | that user in a user namespace, powerless  | none is in its root, which it cannot leave  |
/// | `NONE` | any user  | that user                                 | it does not try: nothing would stop it      |
///
/// With the first two it has its own network (not even a loopback that is up), IPC, host name and process
/// numbers, and it dies with the process that the server started. All ways: an empty environment, no files may
/// be written, no core.
final class Sandbox implements AutoCloseable {
    private static final String PREFIX = "reading-";
    private static final String NOBODY = "65534";

    /// Pipes, the JDK's files, the class path.
    private static final int MAX_FILES = 1024;

    /// What a JVM takes beside its heap: code, classes, threads, and the window of zstd.
    private static final long BESIDE_HEAP = 1L << 30;

    /// How a worker is kept apart.
    enum Way {
        ROOT,
        USER,
        NONE
    }

    private final Path folder;
    private final Programs programs = new Programs();
    private final long heapBytes;
    private final String mainClass;

    private Sandbox(Path folder, long heapBytes, String mainClass) {
        this.folder = folder;
        this.heapBytes = heapBytes;
        this.mainClass = mainClass;
    }

    /// Makes the folder, and removes those of servers that died.
    ///
    /// @param parent of this server alone; created when it is not there
    static Sandbox in(Path parent, long heapBytes, String mainClass) throws IOException {
        Files.createDirectories(parent);
        try (Stream<Path> left = Files.list(parent)) {
            for (Path each : left.toList()) {
                if (each.getFileName().toString().startsWith(PREFIX)) {
                    remove(each);
                }
            }
        }
        // Private from the beginning: the JDK makes temporary folders with mode 0700.
        Path folder = Files.createTempDirectory(parent, PREFIX).toRealPath();
        Files.createDirectory(folder.resolve("root"));
        Files.createDirectory(folder.resolve("work"));
        Sandbox sandbox = new Sandbox(folder, heapBytes, mainClass);
        sandbox.writeLibrary();
        return sandbox;
    }

    /// The ways that may work here, the best first.
    List<Way> ways() throws IOException {
        boolean root = Files.getAttribute(folder, "unix:uid").equals(0);
        return root ? List.of(Way.ROOT, Way.USER) : List.of(Way.USER);
    }

    /// Why none can work here; empty when it may be tried.
    Optional<String> refusal() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return Optional.of("workers can be isolated on Linux only");
        }
        List<String> missing = programs.missing();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("these programs are missing: " + String.join(", ", missing)
                        + " (install util-linux and coreutils)");
    }

    /// The command that starts a worker in one of the ways.
    ProcessBuilder command(Way way) throws IOException {
        List<String> command = switch (way) {
            case NONE -> plain();
            case ROOT, USER -> isolated(way);
        };
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.resolve("work").toFile());
        builder.environment().clear();
        return builder;
    }

    /// Removes the folder. Workers must have ended.
    @Override
    public void close() throws IOException {
        remove(folder);
    }

    private List<String> plain() {
        List<String> command = new ArrayList<>(limits());
        command.addAll(java(
                classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                library().map(Path::toString),
                folder.resolve("work").toString()));
        return command;
    }

    private List<String> isolated(Way way) throws IOException {
        Path root = folder.resolve("root");
        Path mounts = folder.resolve("mounts");
        SandboxRoot inside = new SandboxRoot(javaHome().toRealPath(), classPath());
        inside.add(SandboxRoot.SETPRIV, Path.of(programs.path("setpriv")));
        Optional<Path> library = library();
        if (library.isPresent()) {
            inside.add(SandboxRoot.ZSTD, library.get());
        }
        if (!Files.exists(mounts)) {
            Files.writeString(mounts, inside.mounts(root));
        }
        List<String> last = new ArrayList<>(limits());
        last.addAll(List.of(programs.path("chroot"), root.toString(), SandboxRoot.SETPRIV));
        if (way == Way.ROOT) {
            last.addAll(List.of("--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        last.addAll(List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--pdeathsig=KILL"));
        last.addAll(java(inside.classPath(), library.map(file -> SandboxRoot.ZSTD), SandboxRoot.WORK));
        StringBuilder script = new StringBuilder(inside.script(root, mounts, programs)).append("exec");
        last.forEach(word -> script.append(' ').append(SandboxRoot.quoted(word)));
        List<String> command = new ArrayList<>(List.of(programs.path("unshare")));
        if (way == Way.USER) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("--mount", "--net", "--ipc", "--uts", "--pid", "--fork", "--kill-child=KILL"));
        command.addAll(List.of(programs.path("sh"), "-c", script.toString()));
        return command;
    }

    private List<String> limits() {
        return programs.prlimit()
                .map(prlimit -> List.of(
                        prlimit,
                        "--core=0",
                        "--fsize=0",
                        "--nofile=" + MAX_FILES,
                        "--data=" + (heapBytes + BESIDE_HEAP)))
                .orElse(List.of());
    }

    private List<String> java(String classPath, Optional<String> library, String work) {
        List<String> java = new ArrayList<>(List.of(
                javaHome().resolve("bin/java").toString(),
                "-Xmx" + heapBytes / 1024 + "k",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + work));
        library.ifPresent(path -> java.add("-DZstdNativePath=" + path));
        java.addAll(List.of("-cp", classPath, mainClass));
        return java;
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home", ""));
    }

    private static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
    }

    private Optional<Path> library() {
        return Optional.of(folder.resolve("zstd.so")).filter(Files::exists);
    }

    /// There is none for every kind of machine; layers compressed by zstd are unreadable where it is missing.
    private void writeLibrary() throws IOException {
        String name = "/linux/" + System.getProperty("os.arch") + "/libzstd-jni-" + ZstdVersion.VERSION + ".so";
        try (InputStream library = Native.class.getResourceAsStream(name)) {
            if (library != null) {
                Path file = folder.resolve("zstd.so");
                Files.copy(library, file);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
