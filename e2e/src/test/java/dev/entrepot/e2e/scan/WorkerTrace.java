package dev.entrepot.e2e.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The system calls of the workers, from what `strace -f` wrote about a server and all that it started.
///
/// @param starts workers that were started
/// @param opened files that they opened, their own programs and libraries included
/// @param openedElsewhere those that are neither their programs and libraries, nor in their work folders
/// @param connected where they connected to, and where on a network they tried to
record WorkerTrace(int starts, List<String> opened, List<String> openedElsewhere, List<String> connected) {
    private static final Pattern CALL = Pattern.compile("(\\d+) +(?:<\\.\\.\\. )?(\\w+)(?: resumed>)?(.*)");
    private static final Pattern RESULT = Pattern.compile("= (-?\\d+)(?: .*)?$");
    private static final Pattern PATH = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern WORK = Pattern.compile("-Djava\\.io\\.tmpdir=([^\"]+)");
    private static final String WORKER = "dev.entrepot.reading.Worker";

    /// What any Java program opens as it starts and runs: itself, its libraries, what the kernel tells of the machine.
    private static final List<String> PROGRAMS = List.of(
            System.getProperty("java.home"),
            Path.of(System.getProperty("entrepot.jar"))
                    .toAbsolutePath()
                    .normalize()
                    .toString(),
            "/proc/",
            "/sys/",
            "/lib/",
            "/lib64/",
            "/usr/lib/",
            "/usr/share/zoneinfo",
            "/usr/share/locale",
            "/etc/ld.so",
            "/etc/localtime",
            "/etc/timezone",
            "/etc/nsswitch.conf",
            "/dev/null",
            "/dev/random",
            "/dev/urandom");

    /// Files that only a layer could have named.
    private static final List<String> NEVER =
            List.of("/etc/passwd", "/etc/shadow", "/proc/self/mem", "/proc/self/environ", "/dev/zero");

    static WorkerTrace read(Path trace) throws IOException {
        Map<String, String> workers = new HashMap<>();
        // What a call that strace tells in two lines is about.
        Map<String, String> asked = new HashMap<>();
        List<String> opened = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        List<String> connected = new ArrayList<>();
        int starts = 0;
        try (Stream<String> lines = Files.lines(trace, ISO_8859_1)) {
            for (String line : (Iterable<String>) lines::iterator) {
                var call = CALL.matcher(line);
                if (!call.matches()) {
                    continue;
                }
                String process = call.group(1);
                String rest = call.group(3);
                switch (call.group(2)) {
                    case "execve" -> {
                        var work = WORK.matcher(rest);
                        if (rest.contains("/bin/java\"") && rest.contains(WORKER) && work.find()) {
                            workers.put(process, work.group(1));
                            starts++;
                        }
                    }
                    case "clone", "clone3", "fork", "vfork" -> {
                        var result = RESULT.matcher(rest);
                        String work = workers.get(process);
                        if (work != null && result.find()) {
                            workers.put(result.group(1), work);
                        }
                    }
                    case "open", "openat", "openat2", "creat", "unlink", "mkdir" -> {
                        String work = workers.get(process);
                        var path = PATH.matcher(rest);
                        if (path.find()) {
                            asked.put(process, path.group(1));
                        }
                        String name = asked.get(process);
                        if (work != null && name != null && succeeded(rest)) {
                            opened.add(name);
                            if (!isOwn(name, work)) {
                                elsewhere.add(line);
                            }
                        }
                    }
                    case "connect" -> {
                        if (workers.containsKey(process) && (succeeded(rest) || rest.contains("AF_INET"))) {
                            connected.add(line);
                        }
                    }
                    default -> {}
                }
            }
        }
        return new WorkerTrace(starts, opened, elsewhere, connected);
    }

    /// A JVM asks for the names of users as it starts, in files and at a daemon that a worker does not have: what is
    /// not
    /// there was not opened.
    private static boolean succeeded(String rest) {
        var result = RESULT.matcher(rest);
        return result.find() && !result.group(1).startsWith("-");
    }

    private static boolean isOwn(String path, String work) {
        if (NEVER.contains(path)) {
            return false;
        }
        return !path.startsWith("/")
                || path.startsWith(work)
                || PROGRAMS.stream().anyMatch(path::startsWith);
    }
}
