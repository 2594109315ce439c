package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.List;
import java.util.Optional;

/// What manifests of a repository have to do with each other, over the tables that say so.
final class StandingTable {
    /// What a tag is and was.
    record Pointer(String name, Digest digest, long version) {}

    /// Where a manifest stands.
    record Standing(Optional<Digest> subject, long leasedUntil, long size) {}

    Optional<Standing> standing(Sql sql, long repositoryId, Digest digest) {
        return sql.first(
                """
                SELECT here.digest, manifest.leased_until, manifest.size FROM manifest
                LEFT JOIN manifest here ON here.repository_id = manifest.repository_id
                  AND here.digest = manifest.subject_digest
                WHERE manifest.repository_id = ? AND manifest.digest = ?
                """,
                row -> new Standing(row.optionalText(1).map(Digest::parse), row.number(2), row.number(3)),
                repositoryId,
                digest.toString());
    }

    /// Children that are there, and referrers.
    List<Digest> below(Sql sql, long repositoryId, Digest digest, int limit) {
        return sql.list(
                """
                SELECT present_digest AS below FROM manifest_child
                WHERE repository_id = ? AND parent_digest = ? AND present_digest IS NOT NULL
                UNION
                SELECT digest FROM manifest WHERE repository_id = ? AND subject_digest = ?
                ORDER BY below LIMIT ?
                """,
                row -> Digest.parse(row.text(1)),
                repositoryId,
                digest.toString(),
                repositoryId,
                digest.toString(),
                limit);
    }

    /// Indexes that name a manifest.
    List<Digest> parents(Sql sql, long repositoryId, Digest digest, int limit) {
        return sql.list(
                "SELECT parent_digest FROM manifest_child WHERE repository_id = ? AND present_digest = ? LIMIT ?",
                row -> Digest.parse(row.text(1)),
                repositoryId,
                digest.toString(),
                limit);
    }

    List<Pointer> tagsOf(Sql sql, long repositoryId, Digest digest, int limit) {
        return sql.list(
                """
                SELECT name, digest, version FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name LIMIT ?
                """,
                row -> new Pointer(row.text(1), Digest.parse(row.text(2)), row.number(3)),
                repositoryId,
                digest.toString(),
                limit);
    }

    Optional<Pointer> tag(Sql sql, long repositoryId, String name) {
        return sql.first(
                "SELECT name, digest, version FROM tag WHERE repository_id = ? AND name = ?",
                row -> new Pointer(row.text(1), Digest.parse(row.text(2)), row.number(3)),
                repositoryId,
                name);
    }

    /// Tags that by their names are about a manifest: its signatures, attestations, SBOM and list of referrers.
    List<Pointer> tagsAbout(Sql sql, long repositoryId, Digest digest) {
        String name = digest.fallbackTag();
        return sql.list(
                """
                SELECT name, digest, version FROM tag WHERE repository_id = ? AND name IN (?, ?, ?, ?) ORDER BY name
                """,
                row -> new Pointer(row.text(1), Digest.parse(row.text(2)), row.number(3)),
                repositoryId,
                name,
                name + ".sig",
                name + ".att",
                name + ".sbom");
    }
}
