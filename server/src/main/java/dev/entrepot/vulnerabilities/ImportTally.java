package dev.entrepot.vulnerabilities;

import java.util.ArrayList;
import java.util.List;

/// Counts of a running import.
final class ImportTally {
    /// Of what went wrong, that many are named.
    static final int NAMED = 10;

    private long records;
    private long withdrawn;
    private long noVulnerabilities;
    private long foreign;
    private long broken;
    private long skippedFiles;
    private final List<String> firstBroken = new ArrayList<>();
    private final List<String> refusedFiles = new ArrayList<>();
    private final List<ImportReport.ImportedSet> sets = new ArrayList<>();

    void record() {
        records++;
    }

    void withdrawn() {
        withdrawn++;
    }

    void noVulnerability() {
        noVulnerabilities++;
    }

    void foreign() {
        foreign++;
    }

    void broken(String where, String why) {
        broken++;
        if (firstBroken.size() < NAMED) {
            firstBroken.add(where + ": " + Texts.plain(why));
        }
    }

    void skippedFile() {
        skippedFiles++;
    }

    void refused(String file, String why) {
        if (refusedFiles.size() < NAMED) {
            refusedFiles.add(file + ": " + Texts.plain(why));
        }
    }

    void set(ImportReport.ImportedSet set) {
        sets.add(set);
    }

    ImportReport report(long generation) {
        return new ImportReport(
                generation,
                sets,
                records,
                withdrawn,
                noVulnerabilities,
                foreign,
                broken,
                firstBroken,
                skippedFiles,
                refusedFiles);
    }
}
