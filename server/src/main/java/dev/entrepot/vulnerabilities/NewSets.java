package dev.entrepot.vulnerabilities;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The sets that an import has made so far; none of them counts before all do.
final class NewSets implements AutoCloseable {
    /// All public sources together make some 200; more are somebody's invention.
    private static final int MAX_SETS = 1_000;

    private static final int MAX_NAME = 60;
    private static final int HASH_CHARACTERS = 16;

    private final SetFolder folder;
    private final Map<String, Made> made = new LinkedHashMap<>();

    private record Made(SetKind kind, Path part, SetWriter.Written written) {}

    NewSets(SetFolder folder) {
        this.folder = folder;
    }

    boolean isEmpty() {
        return made.isEmpty();
    }

    /// One of the same name in this import is replaced.
    void add(String title, SetKind kind, Path part, SetWriter.Written written)
            throws IOException, RefusedFileException {
        String name = name(title);
        if (made.size() >= MAX_SETS) {
            Files.deleteIfExists(part);
            throw new RefusedFileException("an import of more than " + MAX_SETS + " sets");
        }
        Made before = made.put(name, new Made(kind, part, written));
        if (before != null) {
            Files.deleteIfExists(before.part());
        }
    }

    /// Gives the files their names; the manifest that names them is the caller's to write.
    ///
    /// @param now seconds since 1970
    List<SetInfo> finish(long now) throws IOException {
        List<SetInfo> infos = new ArrayList<>();
        for (Map.Entry<String, Made> each : made.entrySet()) {
            String name = each.getKey();
            SetWriter.Written written = each.getValue().written();
            String file = name + "-" + written.sha256().substring(0, HASH_CHARACTERS) + SetFolder.FINISHED;
            folder.finish(each.getValue().part(), file);
            infos.add(new SetInfo(
                    name,
                    each.getValue().kind(),
                    file,
                    written.sha256(),
                    List.copyOf(written.families().keySet()),
                    written.records(),
                    written.newest(),
                    now,
                    written.bytes()));
        }
        return infos;
    }

    /// The sets of `before`, those that were made in the place of what they replace.
    static List<SetInfo> merged(List<SetInfo> before, List<SetInfo> made) {
        Map<String, SetInfo> sets = new TreeMap<>();
        before.forEach(set -> sets.put(set.name(), set));
        made.forEach(set -> sets.put(set.name(), set));
        return List.copyOf(sets.values());
    }

    @Override
    public void close() throws IOException {
        for (Made each : made.values()) {
            Files.deleteIfExists(each.part());
        }
    }

    /// `secdb-alpine-v3.10-main` of `secdb Alpine:v3.10 main`: letters that every file system keeps apart.
    static String name(String title) {
        String name = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
        return name.length() <= MAX_NAME
                ? name
                : name.substring(0, MAX_NAME) + "-" + Long.toHexString(Hash64.of(title));
    }
}
