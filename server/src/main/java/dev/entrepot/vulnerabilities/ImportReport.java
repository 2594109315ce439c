package dev.entrepot.vulnerabilities;

import java.util.List;

/// What an import did. If it changed no set it failed, and the database is as it was.
///
/// @param generation of the database afterwards
/// @param sets those that were made or replaced
/// @param records read from advisories, catalogues and scores and stored
/// @param withdrawn records that their source took back
/// @param noVulnerabilities records that are updates or remarks
/// @param foreign records of ecosystems to which no package of an image belongs
/// @param broken records that could not be read, while the rest went in
/// @param firstBroken which and why, the first ten
/// @param skippedFiles files, or entries of archives, that are no source of vulnerabilities
/// @param refusedFiles files of which nothing was taken, and why; the first ten
public record ImportReport(
        long generation,
        List<ImportedSet> sets,
        long records,
        long withdrawn,
        long noVulnerabilities,
        long foreign,
        long broken,
        List<String> firstBroken,
        long skippedFiles,
        List<String> refusedFiles) {
    public ImportReport {
        sets = List.copyOf(sets);
        firstBroken = List.copyOf(firstBroken);
        refusedFiles = List.copyOf(refusedFiles);
    }

    /// A set that was made.
    ///
    /// @param records that it has now
    public record ImportedSet(String name, SetKind kind, long records) {}

    /// Whether anything valid was read.
    public boolean succeeded() {
        return !sets.isEmpty();
    }
}
