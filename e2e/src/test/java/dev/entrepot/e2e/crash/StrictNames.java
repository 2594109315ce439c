package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A disk that keeps the name of a file only once its folder was synced, as POSIX allows and ext4 does not show: a
/// library in the server's process (`disk.c`) notes what is made and what is synced, and after a power cut the
/// names that were not synced are taken away. The same library leaves out the fsyncs of a {@link Mutant}.
final class StrictNames {
    private static final String SOURCE = "disk.c";
    private final Path library;
    private final Path notes;

    private StrictNames(Path library, Path notes) {
        this.library = library;
        this.notes = notes;
    }

    /// Compiles the library into `folder`, which must keep its power.
    static StrictNames in(Path folder) throws IOException {
        Path source = folder.resolve(SOURCE);
        try (InputStream text = StrictNames.class.getResourceAsStream(SOURCE)) {
            if (text == null) {
                throw new AssertionError(SOURCE + " is missing beside the tests");
            }
            Files.copy(text, source);
        }
        Path library = folder.resolve("disk.so");
        Shell.in(folder).run("gcc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString());
        return new StrictNames(library, folder.resolve("names"));
    }

    Launch loadedInto(Launch launch, Mutant mutant) {
        return launch.environment("LD_PRELOAD", library.toString())
                .environment("CRASH_DATA", launch.data().toString())
                .environment("CRASH_NAMES", notes.toString())
                .environment("CRASH_MUTANT", mutant.withoutFsyncOf());
    }

    /// Takes away every name whose folder was not synced since it was made, and begins anew. Returns how many.
    int loseUnsynced() throws IOException {
        int lost = 0;
        if (Files.exists(notes)) {
            List<String> lines = Files.readAllLines(notes);
            for (Path name : unsynced(lines)) {
                lost += remove(name);
            }
            Files.delete(notes);
        }
        return lost;
    }

    private static List<Path> unsynced(List<String> lines) {
        Map<Path, Integer> made = new LinkedHashMap<>();
        Map<String, Integer> began = new HashMap<>();
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line);
            String rest = text.substring(Math.min(2, text.length()));
            switch (text.isEmpty() ? ' ' : text.charAt(0)) {
                case 'c' -> made.put(Path.of(rest), line);
                case 'b' -> began.put(rest, line);
                case 'e' -> forget(made, Path.of(rest.substring(rest.indexOf(' ') + 1)), began.getOrDefault(rest, 0));
                default -> throw new AssertionError("not a note: " + text);
            }
        }
        return List.copyOf(made.keySet());
    }

    /// A sync makes durable what was made before it began.
    private static void forget(Map<Path, Integer> made, Path folder, Integer began) {
        made.entrySet().removeIf(entry -> folder.equals(entry.getKey().getParent()) && entry.getValue() < began);
    }

    private static int remove(Path name) throws IOException {
        if (!Files.exists(name)) {
            return 0;
        }
        try (Stream<Path> below = Files.walk(name)) {
            List<Path> paths = below.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                Files.delete(path);
            }
            return paths.size();
        }
    }
}
