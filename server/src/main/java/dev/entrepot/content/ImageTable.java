package dev.entrepot.content;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// Listings over `tag`, `manifest` and the trash.
final class ImageTable {
    /// A repository that is, or was at a moment.
    ///
    /// @param repository as it is called now, or was when it was deleted
    /// @param live whether it still is
    record Place(Repository repository, boolean live) {
        RepositoryName name() {
            return repository.name();
        }

        long id() {
            return repository.id();
        }
    }

    /// Repositories of a namespace behind (`name`, `id`), and those that were deleted since a moment and can be
    /// restored;
    /// by name, and where several had one by their ids.
    List<Place> placesAt(Sql sql, String namespace, String name, long id, Moment moment, int limit) {
        return sql.list(
                """
                SELECT id, name, visibility, 1 AS live FROM repository
                WHERE namespace = ? AND deleted_at IS NULL AND name >= ? AND (name > ? OR id > ?)
                UNION ALL
                SELECT repository.id, deletion.repository, repository.visibility, 0
                FROM deletion JOIN repository ON repository.id = deletion.bin_id
                WHERE deletion.kind = 'repository' AND deletion.namespace = ? AND deletion.repository >= ?
                  AND (deletion.repository > ? OR repository.id > ?)
                  AND deletion.deleted_at > ? AND deletion.keep_until > ?
                ORDER BY 2, 1 LIMIT ?
                """,
                row -> new Place(RepositoryTable.repository(row), row.number(4) == 1),
                namespace,
                name,
                name,
                id,
                namespace,
                name,
                name,
                id,
                moment.at(),
                moment.now(),
                limit);
    }

    /// @param at in question
    record Moment(long at, long now) {}

    List<ListedImage> tagsAfter(Sql sql, Repository repository, String last, int limit) {
        return sql.list(
                """
                SELECT tag.name, tag.digest, manifest.pushed_at, tag.moved_at
                FROM tag
                JOIN manifest ON manifest.repository_id = tag.repository_id AND manifest.digest = tag.digest
                WHERE tag.repository_id = ? AND tag.name > ? ORDER BY tag.name LIMIT ?
                """,
                row -> new ListedImage(
                        repository.name(),
                        new Tag(row.text(1)),
                        Digest.parse(row.text(2)),
                        Optional.of(TagHistoryTable.instant(row.number(3))),
                        TagHistoryTable.instant(row.number(4)),
                        0,
                        Whereabouts.HERE,
                        cursor(repository, row.text(1))),
                repository.id(),
                last,
                limit);
    }

    static String cursor(Repository repository, String tag) {
        return repository.name() + ":" + tag + "#" + repository.id();
    }

    List<ListedManifest> manifestsAfter(Sql sql, Repository repository, String last, int limit) {
        return sql.list("""
                SELECT digest, media_type, artifact_type, subject_digest, size, pushed_at, pushed_by
                FROM manifest WHERE repository_id = ? AND digest > ? ORDER BY digest LIMIT ?
                """, row -> manifest(repository, row), repository.id(), last, limit);
    }

    Optional<ListedManifest> manifest(Sql sql, Repository repository, Digest digest) {
        return sql.first("""
                SELECT digest, media_type, artifact_type, subject_digest, size, pushed_at, pushed_by
                FROM manifest WHERE repository_id = ? AND digest = ?
                """, row -> manifest(repository, row), repository.id(), digest.toString());
    }

    private static ListedManifest manifest(Repository repository, Row row) {
        return new ListedManifest(
                repository.name(),
                Digest.parse(row.text(1)),
                new MediaType(row.text(2)),
                row.optionalText(3),
                row.optionalText(4).map(Digest::parse),
                List.of(),
                row.number(5),
                TagHistoryTable.instant(row.number(6)),
                row.text(7));
    }

    List<Tag> tagsOf(Sql sql, long repositoryId, Digest digest, int limit) {
        return sql.list(
                "SELECT name FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name LIMIT ?",
                row -> new Tag(row.text(1)),
                repositoryId,
                digest.toString(),
                limit);
    }

    /// Where a manifest of a repository lies.
    ///
    /// @param repositoryId whose rows it has: the repository's, or a bin's
    record Found(long repositoryId, Whereabouts where, long pushedAt) {}

    /// When the manifest was pushed to the repository last; empty when that does not have it.
    Optional<Long> find(Sql sql, long repositoryId, Digest digest) {
        return sql.first(
                "SELECT pushed_at FROM manifest WHERE repository_id = ? AND digest = ?",
                row -> row.number(1),
                repositoryId,
                digest.toString());
    }

    /// Empty when it is gone for good.
    Optional<Found> find(Sql sql, ImageTable.Place place, Digest digest, long now) {
        Optional<Found> here = find(sql, place.id(), digest)
                .map(pushedAt -> new Found(place.id(), place.live() ? Whereabouts.HERE : Whereabouts.TRASH, pushedAt));
        return here.isPresent() ? here : inTrash(sql, place.id(), digest, now);
    }

    /// From the digest to the few repositories and bins that have it: a repository may have thousands of bins.
    private static Optional<Found> inTrash(Sql sql, long repositoryId, Digest digest, long now) {
        return sql.first(
                """
                SELECT manifest.repository_id, manifest.pushed_at
                FROM manifest CROSS JOIN deletion
                WHERE manifest.digest = ? AND deletion.bin_id = manifest.repository_id
                  AND deletion.repository_id = ? AND deletion.keep_until > ?
                ORDER BY deletion.id DESC LIMIT 1
                """,
                row -> new Found(row.number(1), Whereabouts.TRASH, row.number(2)),
                digest.toString(),
                repositoryId,
                now);
    }
}
