package dev.entrepot.scanning;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.vulnerabilities.ImportReport;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings vulnerabilities in: from paths that an admin names, and from the configured sources, of which only those are
/// imported that have something new.
public final class Imports implements AutoCloseable {
    /// A source that failed is asked again this soon, or as soon as it is due, whichever is sooner.
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(30);

    private static final int MAX_PROBLEM = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);

    private final ScanningConfig config;
    private final Database database;
    private final DatabaseClock clock;
    private final VulnerabilityDatabase vulnerabilities;
    private final Path downloads;
    private final Download download = new Download();
    private final SourceTable table = new SourceTable();

    /// @param downloads a folder of this class alone, made where it is missing
    Imports(ScanningConfig config, Scanning.Foundations below, Path downloads) {
        this.config = config;
        this.database = below.database();
        this.clock = below.clock();
        this.vulnerabilities = below.vulnerabilities();
        this.downloads = downloads;
    }

    /// What a source said last.
    ///
    /// @param problem empty when it was well
    public record SourceStatus(String source, Instant fetchedAt, String problem) {}

    /// The configured sources that were asked already, in byte order.
    public List<SourceStatus> sources() {
        return database.read(table::all).stream()
                .filter(stored -> config.sources().contains(stored.source()))
                .map(stored -> new SourceStatus(
                        stored.source(), Instant.EPOCH.plus(stored.fetchedAt(), ChronoUnit.MICROS), stored.problem()))
                .toList();
    }

    /// Imports files, and all files below folders, of this machine.
    ImportReport paths(List<Path> paths) throws IOException {
        return vulnerabilities.importAll(paths);
    }

    /// Whether a configured source is to be asked again.
    boolean due() {
        if (config.sources().isEmpty()) {
            return false;
        }
        return database.read(sql -> {
            long now = clock.now(sql);
            List<SourceTable.Stored> stored = table.all(sql);
            return config.sources().stream()
                    .anyMatch(source -> stored.stream()
                            .filter(each -> each.source().equals(source))
                            .noneMatch(each -> each.fetchedAt() + rest(each) > now));
        });
    }

    private long rest(SourceTable.Stored stored) {
        Duration every = config.every();
        boolean sooner = !stored.problem().isEmpty() && AFTER_A_FAILURE.compareTo(every) < 0;
        return Workers.micros(sooner ? AFTER_A_FAILURE : every);
    }

    /// What came of asking all sources.
    ///
    /// @param report empty when none of them had anything new
    record Fetched(int asked, int fresh, List<String> problems, Optional<ImportReport> report) {}

    /// A source that has something new.
    private record Fresh(String source, Path path, String validators) {}

    /// Asks all configured sources and imports what is new.
    Fetched fetch(Download.Check check) throws IOException, InterruptedException {
        empty(downloads);
        Files.createDirectories(downloads);
        List<Fresh> fresh = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String source : config.sources()) {
            check.look();
            try {
                ask(source, check).ifPresent(fresh::add);
            } catch (IOException e) {
                LOG.warn("event=source_failed source={} because=\"{}\"", source, e.getMessage());
                problems.add(source + ": " + e.getMessage());
                note(source, String.valueOf(e.getMessage()), Optional.empty());
            }
        }
        Optional<ImportReport> report = fresh.isEmpty() ? Optional.empty() : Optional.of(take(fresh, problems));
        forget(new HashSet<>(config.sources()));
        empty(downloads);
        return new Fetched(config.sources().size(), fresh.size(), problems, report);
    }

    private Optional<Fresh> ask(String source, Download.Check check) throws IOException, InterruptedException {
        String known = database.read(sql -> table.find(sql, source))
                .filter(stored -> stored.age() <= Knowledge.of(vulnerabilities).age())
                .map(SourceTable.Stored::validators)
                .orElse("");
        Optional<Fresh> fresh = switch (Source.parse(source)) {
            case Source.Address(URI uri) -> {
                Path file = file(source, uri);
                yield download.to(file, uri, known, check).map(validators -> new Fresh(source, file, validators));
            }
            case Source.Local(Path path) -> {
                String signature = signature(path);
                yield signature.equals(known) ? Optional.empty() : Optional.of(new Fresh(source, path, signature));
            }
        };
        if (fresh.isEmpty()) {
            note(source, "", Optional.empty());
        }
        return fresh;
    }

    /// A file of its own, under the name that it has there: importers go by what is in it, people by its name.
    private Path file(String source, URI uri) throws IOException {
        String hash = Digest.of(Digest.Algorithm.SHA256, source.getBytes(StandardCharsets.UTF_8))
                .encoded()
                .substring(0, 16);
        String path = uri.getPath() == null ? "" : uri.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        Path folder = Files.createDirectories(downloads.resolve(hash));
        return folder.resolve(name.isEmpty() || name.startsWith(".") ? "download" : name);
    }

    private ImportReport take(List<Fresh> fresh, List<String> problems) throws IOException {
        ImportReport report =
                vulnerabilities.importAll(fresh.stream().map(Fresh::path).toList());
        for (Fresh each : fresh) {
            Optional<String> refused = report.refusedFiles().stream()
                    .filter(text -> text.contains(each.path().toString()))
                    .findFirst();
            String problem = refused.orElse(report.succeeded() ? "" : "it holds no vulnerabilities that can be read");
            if (!problem.isEmpty()) {
                problems.add(each.source() + ": " + problem);
            }
            note(each.source(), problem, problem.isEmpty() ? Optional.of(each.validators()) : Optional.empty());
        }
        return report;
    }

    /// @param validators of what is in the database now; empty: as before
    private void note(String source, String problem, Optional<String> validators) {
        String clean = Clean.problem(problem, MAX_PROBLEM);
        long age = Knowledge.of(vulnerabilities).age();
        database.write(sql -> {
            Optional<SourceTable.Stored> before = table.find(sql, source);
            table.put(
                    sql,
                    new SourceTable.Stored(
                            source,
                            validators.orElse(
                                    before.map(SourceTable.Stored::validators).orElse("")),
                            validators.isPresent()
                                    ? age
                                    : before.map(SourceTable.Stored::age).orElse(0L),
                            clock.now(sql),
                            clean));
            return true;
        });
    }

    /// Sources that are configured no more.
    private void forget(Set<String> configured) {
        database.write(sql -> {
            table.all(sql).stream()
                    .map(SourceTable.Stored::source)
                    .filter(source -> !configured.contains(source))
                    .forEach(source -> table.delete(sql, source));
            return true;
        });
    }

    /// Changes when a file comes, goes, or is written.
    private static String signature(Path path) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.newHash();
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String line = file + "\n" + attributes.size() + "\n"
                            + attributes.lastModifiedTime().toMillis() + "\n";
                    hash.update(line.getBytes(StandardCharsets.UTF_8));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private static void empty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @org.jspecify.annotations.Nullable IOException failure)
                    throws IOException {
                if (!each.equals(folder)) {
                    Files.delete(each);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() {
        download.close();
    }
}
