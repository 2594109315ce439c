package dev.entrepot.scanning;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.vulnerabilities.Match;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Tables `package`, `package_finding` and `image_package`: the different packages of the registry, what is wrong with
/// them, and which images have them.
final class PackageTable {
    /// A package and what it was matched against.
    record Stored(long id, PackageKey key, String fingerprint, long matchedWith) {}

    /// What came of matching.
    ///
    /// @param with which advisories, see {@link Knowledge#age}
    record Matched(List<Match> matches, String fingerprint, long with) {
        Matched {
            matches = List.copyOf(matches);
        }
    }

    /// A vulnerability of a package of an image.
    record Found(long packageId, String body) {}

    private static final String COLUMNS = """
            SELECT id, type, name, version, architecture, source, source_version, module, vendored, distribution,
              distribution_version, codename, fingerprint, matched_with
            FROM package
            """;

    Optional<Long> id(Sql sql, String identity) {
        return sql.first("SELECT id FROM package WHERE identity = ?", row -> row.number(1), identity);
    }

    /// Makes the row of a package with its findings, unless there is one.
    void insert(Sql sql, PackageKey key, Matched matched) {
        long id = ThreadLocalRandom.current().nextLong() >>> 1;
        Package what = key.what();
        Distribution from = key.distribution().orElse(new Distribution("", "", "", ""));
        int made = sql.update(
                """
                INSERT INTO package (id, identity, type, name, lower_name, short_name, version, architecture, source,
                  source_version, module, vendored, distribution, distribution_version, codename, fingerprint,
                  matched_with)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (identity) DO NOTHING
                """,
                id,
                key.identity(),
                what.type().id(),
                what.name(),
                key.lowerName(),
                key.shortName(),
                what.version(),
                what.architecture(),
                what.source(),
                what.sourceVersion(),
                what.module(),
                what.vendored() ? 1 : 0,
                from.id(),
                from.versionId(),
                from.codename(),
                matched.fingerprint,
                matched.with);
        if (made == 1) {
            putFindings(sql, id, matched.matches);
        }
    }

    private static void putFindings(Sql sql, long id, List<Match> matches) {
        sql.updateAll(
                """
                INSERT INTO package_finding (package_id, vulnerability, severity, body) VALUES (?, ?, ?, ?)
                ON CONFLICT (package_id, vulnerability) DO UPDATE SET severity = excluded.severity, body = excluded.body
                """,
                matches.stream()
                        .map(match ->
                                new Object[] {id, match.id(), match.severity().rank(), MatchJson.text(match)})
                        .toList());
    }

    /// Packages that were matched against older advisories than these, and not those of a page before that were done.
    List<Stored> matchedBefore(Sql sql, long with, int limit) {
        return sql.list(
                COLUMNS + " WHERE matched_with < ? ORDER BY matched_with, id LIMIT ?",
                PackageTable::stored,
                with,
                limit);
    }

    boolean anyMatchedBefore(Sql sql, long with) {
        return sql.first("SELECT 1 FROM package WHERE matched_with < ? LIMIT 1", row -> row.number(1), with)
                .isPresent();
    }

    long countMatchedBefore(Sql sql, long with) {
        return sql.first("SELECT COUNT(*) FROM package WHERE matched_with < ?", row -> row.number(1), with)
                .orElse(0L);
    }

    /// The least that any package was matched against; empty when there are none.
    Optional<Long> leastMatched(Sql sql) {
        return sql.first("SELECT MIN(matched_with) FROM package", row -> row.optionalNumber(1))
                .flatMap(least -> least);
    }

    /// Packages that people may mean by a lower-case name, behind an id.
    List<Stored> named(Sql sql, String lowerName, String type, long after, int limit) {
        return sql.list(
                COLUMNS
                        + " WHERE (lower_name = ? OR short_name = ?) AND (? = '' OR type = ?) AND id > ? ORDER BY id LIMIT ?",
                PackageTable::stored,
                lowerName,
                lowerName,
                type,
                type,
                after,
                limit);
    }

    private static Stored stored(Row row) {
        Package what = new Package(
                PackageType.of(row.text(2)).orElseThrow(),
                row.text(3),
                row.text(4),
                row.text(5),
                row.text(6),
                row.text(7),
                row.text(8),
                List.of(),
                row.number(9) == 1);
        Optional<Distribution> from =
                row.text(10).isEmpty() && row.text(11).isEmpty() && row.text(12).isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Distribution(row.text(10), row.text(11), row.text(12), ""));
        return new Stored(row.number(1), new PackageKey(what, from), row.text(13), row.number(14));
    }

    /// Notes that nothing is new about these.
    void markMatched(Sql sql, List<Stored> packages, long with) {
        sql.updateAll(
                "UPDATE package SET matched_with = ? WHERE id = ? AND matched_with = ?",
                packages.stream()
                        .map(each -> new Object[] {with, each.id, each.matchedWith})
                        .toList());
    }

    /// Replaces what is known of a package; empty when another did so meanwhile, else what it was before.
    Optional<Map<String, String>> rematch(Sql sql, Stored before, Matched matched) {
        int changed = sql.update(
                "UPDATE package SET fingerprint = ?, matched_with = ? WHERE id = ? AND matched_with = ?",
                matched.fingerprint,
                matched.with,
                before.id,
                before.matchedWith);
        if (changed != 1) {
            return Optional.empty();
        }
        Map<String, String> old = new HashMap<>();
        sql.each(
                "SELECT vulnerability, body FROM package_finding WHERE package_id = ?",
                row -> old.put(row.text(1), row.text(2)),
                before.id);
        List<Object[]> gone = old.keySet().stream()
                .filter(id ->
                        matched.matches.stream().noneMatch(match -> match.id().equals(id)))
                .map(id -> new Object[] {before.id, id})
                .toList();
        sql.updateAll("DELETE FROM package_finding WHERE package_id = ? AND vulnerability = ?", gone);
        putFindings(sql, before.id, matched.matches);
        return Optional.of(old);
    }

    /// Notes that an image has packages, each with the number of places; fewer than given when one is gone.
    int addToImage(Sql sql, long imageId, List<Placed> packages) {
        return sql.updateAll(
                """
                INSERT INTO image_package (package_id, image_id, places)
                SELECT id, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM package WHERE id = ?
                ON CONFLICT (package_id, image_id) DO UPDATE SET places = excluded.places
                """,
                packages.stream()
                        .map(each -> new Object[] {imageId, each.places, each.id})
                        .toList());
    }

    /// @param places how often the image has it
    record Placed(long id, long places) {}

    List<Long> ofImage(Sql sql, long imageId) {
        return sql.list("SELECT package_id FROM image_package WHERE image_id = ?", row -> row.number(1), imageId);
    }

    void takeFromImage(Sql sql, long imageId, List<Long> packages) {
        sql.updateAll(
                "DELETE FROM image_package WHERE package_id = ? AND image_id = ?",
                packages.stream().map(id -> new Object[] {id, imageId}).toList());
    }

    List<Found> findings(Sql sql, long imageId, int limit) {
        return sql.list("""
                SELECT package_finding.package_id, package_finding.body
                FROM image_package JOIN package_finding ON package_finding.package_id = image_package.package_id
                WHERE image_package.image_id = ?
                ORDER BY package_finding.severity DESC, package_finding.package_id, package_finding.vulnerability LIMIT ?
                """, row -> new Found(row.number(1), row.text(2)), imageId, limit);
    }

    /// Images that have a package, behind an id.
    List<Long> images(Sql sql, long packageId, long after, int limit) {
        return sql.list(
                "SELECT image_id FROM image_package WHERE package_id = ? AND image_id > ? ORDER BY image_id LIMIT ?",
                row -> row.number(1),
                packageId,
                after,
                limit);
    }
}
