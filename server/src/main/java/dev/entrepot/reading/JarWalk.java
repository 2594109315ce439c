package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Goes through an archive and those within it. One per file of a layer.
///
/// An archive is read by its central directory where it can be held in memory, together with those around it;
/// else as a stream. One that is stored unpacked within one that is held takes no memory of its own.
final class JarWalk {
    private static final Set<String> ENDINGS = Set.of(".jar", ".war", ".ear", ".par");

    /// Those of Maven have some hundred bytes.
    private static final int MAX_PROPERTIES = 64 << 10;

    /// Lists of packages of large bundles fill some hundred KiB; signatures follow behind the main section.
    private static final int MAX_MANIFEST = 1 << 20;

    /// Names of archives within archives are put together.
    private static final int MAX_INSIDE = 1024;

    private final JarIdentity identity;
    private final Budget budget;
    private final List<Evidence.Item> found = new ArrayList<>();
    private final Problems problems = new Problems();
    private long entries;
    private long room;

    JarWalk(JarIdentity identity, Budget budget) {
        this.identity = identity;
        this.budget = budget;
        this.room = budget.limits().maxFileBytes();
    }

    /// Whether a file of that name is an archive of Java.
    static boolean isArchive(String path) {
        int ending = Math.max(0, path.length() - 4);
        return ENDINGS.contains(path.substring(ending).toLowerCase(Locale.ROOT));
    }

    List<Evidence.Item> found() {
        return found;
    }

    List<String> problems() {
        return problems.all();
    }

    /// @param path in the layer
    /// @param size -1 where it is unknown
    void walk(String path, long size, InputStream bytes) throws IOException {
        walk(new Archive("", path, 0), size, bytes);
    }

    private void walk(Archive archive, long size, InputStream bytes) throws IOException {
        if (size < 0 || size > Math.min(room, Integer.MAX_VALUE - 8)) {
            archive.read(() -> JarStream.visit(bytes, budget, archive));
            return;
        }
        room -= size;
        try {
            byte[] held = new byte[(int) size];
            int length = bytes.readNBytes(held, 0, held.length);
            if (length < held.length || bytes.read() >= 0) {
                throw new JarBrokenException("it does not have the size that its archive says");
            }
            archive.read(HeldBytes.of(held));
        } finally {
            room += size;
        }
    }

    private interface Reading {
        boolean read() throws IOException;
    }

    private final class Archive implements JarEntry.Visitor {
        private final String inside;
        private final String file;
        private final int depth;
        private final JarFacts facts = new JarFacts();

        /// @param path whose last part is its name
        Archive(String inside, String path, int depth) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            this.inside = inside;
            this.file = name.substring(0, Math.max(0, name.length() - 4));
            this.depth = depth;
        }

        void read(HeldBytes bytes) throws IOException {
            read(() -> JarDirectory.visit(bytes, budget, this) || JarStream.visit(bytes.stream(), budget, this));
        }

        /// An archive that breaks off is what it was up to there.
        void read(Reading reading) throws IOException {
            boolean isArchive = true;
            try {
                isArchive = reading.read();
            } catch (JarBrokenException broken) {
                problem(inside, broken);
            }
            if (isArchive) {
                List<JarPom> all = facts.software(file, identity);
                budget.found(all.size() - facts.told());
                all.forEach(pom -> found.add(new Evidence.Item(pom.software(), inside)));
            }
        }

        @Override
        public void visit(JarEntry entry) throws IOException {
            entries++;
            if (entries > budget.limits().maxEntries()) {
                throw new LimitException(
                        "archives in it hold more than " + budget.limits().maxEntries() + " files");
            }
            String name = entry.name();
            try {
                if (JarPom.isAt(name)) {
                    pom(name, entry);
                } else if (name.equalsIgnoreCase("META-INF/MANIFEST.MF")) {
                    facts.set(JarManifest.parse(head(entry, MAX_MANIFEST)));
                } else if (isArchive(name)) {
                    nested(name, entry);
                }
            } catch (JarBrokenException broken) {
                problem(below(name), broken);
            }
        }

        private void pom(String name, JarEntry entry) throws IOException {
            Optional<JarPom> pom = JarPom.parse(name, head(entry, MAX_PROPERTIES));
            if (pom.isPresent() && facts.add(pom.get())) {
                budget.found(1);
            }
        }

        private void nested(String name, JarEntry entry) throws IOException {
            String below = below(name);
            if (depth == budget.limits().maxDepth()) {
                throw new JarBrokenException("nested more than " + depth + " archives deep");
            }
            if (below.length() > MAX_INSIDE) {
                throw new JarBrokenException("its name has more than " + MAX_INSIDE + " characters");
            }
            Archive archive = new Archive(below, name, depth + 1);
            Optional<HeldBytes> held = entry.held();
            if (held.isPresent()) {
                budget.unpacked(held.get().length());
                archive.read(held.get());
                return;
            }
            try (InputStream content = entry.open()) {
                walk(archive, entry.size(), content);
            }
        }

        private byte[] head(JarEntry entry, int limit) throws IOException {
            try (InputStream content = entry.open()) {
                return content.readNBytes(limit);
            }
        }

        private String below(String name) {
            return inside.isEmpty() ? name : inside + "!/" + name;
        }

        private void problem(String where, JarBrokenException broken) {
            problems.add((where.isEmpty() ? "" : where + ": ") + broken.getMessage());
        }
    }
}
