package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Programs and libraries of Linux, Windows, macOS and WebAssembly that say what they were built from: those of
/// Go always, those of Rust where they were built by cargo-auditable.
///
/// A program that no loader could load is none of these. One that is too large to be held is searched while it
/// passes by, see {@link ProgramStream}.
final class ProgramAnalyzer implements Analyzer {
    /// Files that may be programs although nobody may run them: libraries, programs of other systems, and plain
    /// names.
    private static final Pattern NAMES =
            Pattern.compile("[^.]+|.*\\.(so(\\.[0-9.]+)?|exe|dll|dylib|node|wasm|bin|elf)");

    @Override
    public boolean wants(String path, long size, boolean executable) {
        if (JarWalk.isArchive(path)) {
            return false;
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        return executable || NAMES.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        byte[] head = bytes.readNBytes(ProgramReader.HEAD);
        if (!ProgramReader.matches(HeldBytes.of(head))) {
            return Optional.empty();
        }
        Finding finding = new Finding(budget);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), bytes);
        if (size > budget.limits().maxFileBytes()) {
            ProgramStream.find(whole, budget.limits().maxFileBytes()).ifPresent(finding::add);
        } else {
            finding.read(HeldBytes.read(whole, size, budget.limits().maxFileBytes()));
        }
        return finding.evidence(path);
    }

    /// What the programs in one file hold. What cannot be read of one hides nothing of the others.
    private static final class Finding {
        private final Budget budget;
        private final Set<Package> found = new LinkedHashSet<>();
        private final List<String> problems = new ArrayList<>();

        Finding(Budget budget) {
            this.budget = budget;
        }

        void read(HeldBytes file) throws IOException {
            for (ProgramLayout layout : layouts(file)) {
                try {
                    HeldBytes program = file.part(layout.begins(), file.length() - layout.begins());
                    GoBuild.find(program, layout).ifPresent(this::add);
                    found.addAll(RustAudit.find(program, layout, budget));
                } catch (UnreadableException broken) {
                    problems.add(broken.getMessage());
                }
            }
        }

        void add(GoBuild build) {
            found.addAll(GoModules.of(build));
        }

        Optional<Evidence> evidence(String path) throws IOException, UnreadableException {
            budget.found(found.size());
            Optional<Evidence> evidence =
                    found.isEmpty() ? Optional.empty() : Optional.of(Evidence.of(path, List.copyOf(found)));
            if (!problems.isEmpty()) {
                throw new UnreadableException(String.join("; ", problems), evidence);
            }
            return evidence;
        }

        private static List<ProgramLayout> layouts(HeldBytes file) {
            try {
                return ProgramReader.read(file);
            } catch (UnreadableException noLoaderCould) {
                return List.of();
            }
        }
    }
}
