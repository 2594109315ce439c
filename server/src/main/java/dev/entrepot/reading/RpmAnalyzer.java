package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The package database of rpm, in each of the forms that it has had. Which one a file is, its first bytes say,
/// not its name.
final class RpmAnalyzer implements Analyzer {
    private static final Set<String> PATHS = Stream.of("var/lib", "usr/lib/sysimage", "usr/share")
            .flatMap(folder ->
                    Stream.of("rpmdb.sqlite", "Packages.db", "Packages").map(name -> folder + "/rpm/" + name))
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return PATHS.contains(path) || path.equals(RpmManifest.PATH);
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        HeldBytes file = HeldBytes.read(bytes, size, budget.limits().maxFileBytes());
        Reading reading = new Reading(budget);
        String problem = "";
        try {
            reading.read(path, file);
        } catch (UnreadableException broken) {
            problem = String.valueOf(broken.getMessage());
        }
        Evidence evidence = Evidence.of(path, reading.found);
        if (problem.isEmpty() && reading.broken > 0) {
            problem = reading.broken + " of its packages cannot be read: " + reading.firstProblem;
        }
        if (!problem.isEmpty()) {
            throw new UnreadableException(problem, Optional.of(evidence));
        }
        return Optional.of(evidence);
    }

    /// A package that cannot be read does not hide the others.
    private static final class Reading implements RpmHeaders {
        private final Budget budget;
        private final List<Package> found = new ArrayList<>();
        private int files;
        private int broken;
        private String firstProblem = "";

        Reading(Budget budget) {
            this.budget = budget;
        }

        void read(String path, HeldBytes file) throws IOException, UnreadableException {
            if (file.length() == 0) {
                return;
            }
            if (path.equals(RpmManifest.PATH)) {
                Lines lines = new Lines(file.stream());
                for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                    line(line.get());
                }
            } else if (file.startsWith(RpmSqliteFile.MAGIC, 0)) {
                RpmSqliteFile.read(file, this);
            } else if (file.startsWith(RpmNdbFile.MAGIC, 0)) {
                RpmNdbFile.read(file, this);
            } else if (RpmBerkeleyFile.matches(file)) {
                RpmBerkeleyFile.read(file, this);
            } else {
                throw new UnreadableException(
                        "is no package database of rpm: neither SQLite nor ndb nor a Berkeley DB hash");
            }
        }

        @Override
        public void header(HeldBytes bytes) throws IOException {
            try {
                RpmHeader header = RpmHeader.of(bytes);
                add(header.software());
                if (header.ofDistribution() && files < Ownership.MAX_FILES) {
                    header.files(file -> {
                        files++;
                        budget.ownership().add(file);
                    });
                }
            } catch (UnreadableException unreadable) {
                count(unreadable);
            }
        }

        private void line(String line) throws LimitException {
            try {
                add(RpmManifest.software(line));
            } catch (UnreadableException unreadable) {
                count(unreadable);
            }
        }

        private void add(Optional<Package> software) throws LimitException {
            if (software.isPresent()) {
                budget.found(1);
                found.add(software.get());
            }
        }

        private void count(UnreadableException unreadable) {
            if (broken == 0) {
                firstProblem = String.valueOf(unreadable.getMessage());
            }
            broken++;
        }
    }
}
