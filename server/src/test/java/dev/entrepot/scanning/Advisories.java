package dev.entrepot.scanning;

import dev.entrepot.vulnerabilities.ImportReport;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A vulnerability database whose content a test says in short, imported as an export of npm's advisories.
final class Advisories implements AutoCloseable {
    private final Path folder;
    private final VulnerabilityDatabase database;

    Advisories(Path data) {
        folder = data.resolve("sources");
        try {
            database = VulnerabilityDatabase.open(data.resolve("vulnerabilities"));
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    VulnerabilityDatabase database() {
        return database;
    }

    /// A file with these advisories and no others, each `PACKAGE ID FIXED-VERSION SEVERITY`.
    Path export(String... lines) {
        Path file = folder.resolve("all.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String line : lines) {
                String[] words = line.split(" ");
                zip.putNextEntry(new ZipEntry(words[1] + ".json"));
                zip.write(record(words).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static String record(String... words) {
        return """
                {"schema_version":"1.6.0","id":"%s","modified":"2026-01-01T00:00:00Z","summary":"About %s",
                 "affected":[{"package":{"ecosystem":"npm","name":"%s"},
                   "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"%s"}]}]}],
                 "database_specific":{"severity":"%s"}}
                """.formatted(words[1], words[0], words[0], words[2], words[3]);
    }

    /// Imports these and no others.
    void are(String... lines) {
        take(export(lines));
    }

    void take(Path file) {
        try {
            ImportReport report = database.importAll(List.of(file));
            if (!report.succeeded()) {
                throw new AssertionError(report);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
