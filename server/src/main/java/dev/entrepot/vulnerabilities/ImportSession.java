package dev.entrepot.vulnerabilities;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the files of one import and makes sets of them. What a source does wrong is counted; what throws
/// {@link IOException} is the store's own.
final class ImportSession implements AutoCloseable, SourceFiles.Receiver {
    private final SetFolder folder;
    private final NewSets sets;
    private final LooseRecords loose;
    private final ImportTally tally = new ImportTally();

    ImportSession(SetFolder folder) {
        this.folder = folder;
        this.sets = new NewSets(folder);
        this.loose = new LooseRecords(folder);
    }

    ImportTally tally() {
        return tally;
    }

    @Override
    public void file(Path file) throws IOException {
        file(file, file.toString());
    }

    @Override
    public void unreadable(Path path, String why) {
        tally.refused(path.toString(), why);
    }

    /// @param name for people
    void file(Path file, String name) throws IOException {
        SourceFiles.Packing packing;
        try {
            packing = SourceFiles.Packing.of(file);
        } catch (IOException e) {
            tally.refused(name, "it cannot be read: " + e.getMessage());
            return;
        }
        try {
            switch (packing) {
                case ZIP -> zip(file, name);
                case GZIP -> document(SourceFiles.inflated(file), name, Optional.empty());
                case NONE -> document(SourceFiles.plain(file), name, Optional.empty());
            }
        } catch (RefusedFileException e) {
            tally.refused(name, String.valueOf(e.getMessage()));
        }
    }

    /// What everything read so far comes to.
    List<SetInfo> finish(LooseSets before, long now) throws IOException {
        try {
            loose.finish(sets, before.families(), before::originals);
        } catch (RefusedFileException e) {
            tally.refused("loose records", String.valueOf(e.getMessage()));
        }
        List<SetInfo> made = sets.finish(now);
        made.forEach(set -> tally.set(new ImportReport.ImportedSet(set.name(), set.kind(), set.records())));
        return made;
    }

    @Override
    public void close() throws IOException {
        try (sets;
                loose) {
            // both remove what they have on disk
        }
    }

    /// A set in the making, begun with its first record.
    private final class Export implements AutoCloseable {
        private @Nullable Path part;
        private @Nullable SetWriter writer;

        void add(Advisory advisory) throws IOException {
            SetWriter out = writer;
            if (out == null) {
                Path file = folder.unfinished();
                part = file;
                out = new SetWriter(file, folder.path(), false);
                writer = out;
            }
            out.add(advisory);
        }

        void finish() throws IOException, RefusedFileException {
            SetWriter out = writer;
            Path file = part;
            if (out != null && file != null) {
                SetWriter.Written written = out.finish();
                out.close();
                part = null;
                sets.add("osv " + written.mostFrequent(), SetKind.OSV, file, written);
            }
        }

        @Override
        public void close() throws IOException {
            SetWriter out = writer;
            if (out != null) {
                out.close();
            }
            remove(part);
        }
    }

    private void zip(Path file, String name) throws IOException, RefusedFileException {
        try (Export export = new Export()) {
            ZipExport zip = new ZipExport(file);
            zip.read(new ZipExport.Receiver() {
                @Override
                public void entry(String entry, byte[] content) throws IOException {
                    String where = name + "!" + Texts.plain(entry);
                    try {
                        document(() -> new ByteArrayInputStream(content), where, Optional.of(export));
                    } catch (RefusedFileException e) {
                        tally.broken(where, String.valueOf(e.getMessage()));
                    }
                }

                @Override
                public void tooLarge(String entry) {
                    tally.broken(name + "!" + Texts.plain(entry), "more than " + ZipExport.MAX_ENTRY_BYTES + " bytes");
                }
            });
            export.finish();
        }
    }

    private void document(SourceFiles.Opener source, String name, Optional<Export> export)
            throws IOException, RefusedFileException {
        try {
            switch (content(source)) {
                case OSV -> records(source, name, export);
                case SECDB -> secdb(source, name);
                case TRACKER -> tracker(source, name);
                case KEV, EPSS -> catalogue(source, name, content(source) == Content.KEV);
                case BROKEN -> tally.broken(name, "it is no JSON that can be read");
                case UNKNOWN -> tally.skippedFile();
            }
        } catch (JacksonException e) {
            throw new RefusedFileException("it is not whole, or no JSON that can be read: " + e.getOriginalMessage());
        } catch (UncheckedIOException e) {
            throw new RefusedFileException("it cannot be read: " + e.getMessage());
        }
    }

    private static Content content(SourceFiles.Opener source) throws RefusedFileException {
        try {
            return Content.of(source.open());
        } catch (IOException e) {
            throw new RefusedFileException("it cannot be read: " + e.getMessage());
        }
    }

    private static InputStream open(SourceFiles.Opener source) throws RefusedFileException {
        try {
            return source.open();
        } catch (IOException e) {
            throw new RefusedFileException("it cannot be read: " + e.getMessage());
        }
    }

    /// One record, several one behind the other, or a list of them.
    private void records(SourceFiles.Opener source, String name, Optional<Export> export)
            throws IOException, RefusedFileException {
        int number = 0;
        try (InputStream in = open(source);
                JsonParser json = Documents.parser(in)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    number++;
                    record(json, number == 1 ? name : name + " record " + number, export);
                }
            }
        } catch (JacksonException e) {
            tally.broken(name, e.getOriginalMessage());
        }
    }

    private void record(JsonParser json, String where, Optional<Export> export) throws IOException {
        int depth = json.streamReadContext().getNestingDepth() - 1;
        try {
            switch (OsvReader.read(json)) {
                case Reading.NoVulnerability none -> tally.noVulnerability();
                case Reading.Foreign foreign -> tally.foreign();
                case Reading.Useful useful -> store(useful.advisory(), export);
            }
        } catch (InvalidRecordException e) {
            tally.broken(where, String.valueOf(e.getMessage()));
            Documents.leave(json, depth);
        }
    }

    private void store(Advisory advisory, Optional<Export> export) throws IOException {
        if (advisory.withdrawn()) {
            tally.withdrawn();
        } else {
            tally.record();
        }
        if (export.isEmpty()) {
            loose.add(advisory);
        } else if (!advisory.withdrawn()) {
            export.get().add(advisory);
        }
    }

    private void secdb(SourceFiles.Opener source, String name) throws IOException, RefusedFileException {
        SecdbReader.Origin origin;
        try (InputStream in = open(source);
                JsonParser json = Documents.parser(in)) {
            origin = SecdbReader.origin(json);
        }
        advisories(
                source,
                SecdbReader.setName(origin),
                SetKind.SECDB,
                (json, out) -> new SecdbReader(json, tally, name).read(origin, out::add));
    }

    private void tracker(SourceFiles.Opener source, String name) throws IOException, RefusedFileException {
        advisories(
                source,
                "tracker debian",
                SetKind.TRACKER,
                (json, out) -> new TrackerReader(json, tally, name).read(out::add));
    }

    /// Reads a document into a set.
    @FunctionalInterface
    private interface Reader {
        void read(JsonParser json, SetWriter out) throws IOException;
    }

    private void advisories(SourceFiles.Opener source, String title, SetKind kind, Reader reader)
            throws IOException, RefusedFileException {
        Path part = folder.unfinished();
        boolean kept = false;
        try (SetWriter out = new SetWriter(part, folder.path(), false);
                InputStream in = open(source);
                JsonParser json = Documents.parser(in)) {
            reader.read(json, out);
            if (out.records() == 0) {
                // a repository without fixes yet, or a wrong file: neither may take away what is there
                tally.skippedFile();
                return;
            }
            sets.add(title, kind, part, out.finish());
            kept = true;
        } finally {
            remove(kept ? null : part);
        }
    }

    private void catalogue(SourceFiles.Opener source, String name, boolean exploited)
            throws IOException, RefusedFileException {
        Path part = folder.unfinished();
        boolean kept = false;
        try (ScoreFile.Writer out = new ScoreFile.Writer(part, folder.path());
                InputStream in = open(source)) {
            CatalogueReader reader = new CatalogueReader(out, tally, name);
            long newest;
            if (exploited) {
                try (JsonParser json = Documents.parser(in)) {
                    newest = reader.readExploited(json);
                }
            } else {
                newest = reader.readScores(in);
            }
            SetWriter.Written written = out.finish(newest);
            if (written.records() == 0) {
                throw new RefusedFileException("it names no CVE");
            }
            sets.add(exploited ? "kev" : "epss", exploited ? SetKind.KEV : SetKind.EPSS, part, written);
            kept = true;
        } finally {
            remove(kept ? null : part);
        }
    }

    private static void remove(@Nullable Path part) throws IOException {
        if (part != null) {
            Files.deleteIfExists(part);
        }
    }

    /// The sets of loose records before the import.
    interface LooseSets {
        Set<String> families();

        void originals(String setName, LooseRecords.Receiver receiver) throws IOException;
    }
}
