package dev.entrepot.policy;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Place;
import java.util.List;
import java.util.Optional;

/// Table `vex_document`.
final class VexTable {
    private static final int CURSOR_PARTS = 2;
    private static final String BETWEEN = " ";

    /// One that counts for a repository.
    ///
    /// @param image what it was attached to; empty when it was uploaded
    record Counting(String id, String authorName, String image) {}

    /// @param digests of the manifest that it was attached by and of what that was attached to; empty texts when it was
    ///        uploaded
    @SuppressWarnings("ArrayRecordComponent")
    record Stored(VexDocument document, Digests digests, String author, byte[] content) {
        record Digests(String manifest, String image) {}
    }

    /// What is there under the id that a document gives itself.
    record Present(String id, long statedAt) {}

    record Usage(long documents, long bytes) {}

    /// Those that count in a repository, the oldest first.
    List<Counting> counting(Sql sql, Place repository) {
        return sql.list(
                """
                SELECT id, author_name, image_digest FROM vex_document
                WHERE namespace = ? AND repository IN ('', ?) ORDER BY added_at, id
                """,
                row -> new Counting(row.text(1), row.text(2), row.text(3)),
                repository.namespace(),
                repository.repository());
    }

    Optional<byte[]> content(Sql sql, String id) {
        return sql.first("SELECT content FROM vex_document WHERE id = ?", row -> row.bytes(1), id);
    }

    /// Those of a namespace behind a cursor, by repository and id.
    List<VexDocument> after(Sql sql, String namespace, String cursor, int limit) {
        String[] last = cursor.split(BETWEEN, -1);
        boolean known = last.length == CURSOR_PARTS;
        return sql.list(
                """
                SELECT id, namespace, repository, document, format, stated_by, stated_at, statements, manifest_digest,
                  author_name, added_at
                FROM vex_document WHERE namespace = ? AND (? = 0 OR (repository, id) > (?, ?))
                ORDER BY repository, id LIMIT ?
                """, VexTable::document, namespace, known ? 1 : 0, known ? last[0] : "", known ? last[1] : "", limit);
    }

    Optional<VexDocument> find(Sql sql, Place place, String id) {
        return sql.first("""
                SELECT id, namespace, repository, document, format, stated_by, stated_at, statements, manifest_digest,
                  author_name, added_at
                FROM vex_document WHERE namespace = ? AND repository = ? AND id = ?
                """, VexTable::document, place.namespace(), place.repository(), id);
    }

    private static VexDocument document(Row row) {
        return new VexDocument(
                row.text(1),
                new Place(row.text(2), row.text(3)),
                row.text(4),
                VexFormat.of(row.text(5)),
                row.text(6),
                ExemptionTable.instant(row.number(7)),
                row.number(8),
                row.text(9),
                row.text(10),
                ExemptionTable.instant(row.number(11)));
    }

    Optional<Present> present(Sql sql, Place place, String document) {
        return sql.first(
                "SELECT id, stated_at FROM vex_document WHERE namespace = ? AND repository = ? AND document = ?",
                row -> new Present(row.text(1), row.number(2)),
                place.namespace(),
                place.repository(),
                document);
    }

    /// Digests of the manifests whose documents were accepted in a repository.
    boolean accepted(Sql sql, Place repository, String manifest) {
        return sql.first("""
                SELECT 1 FROM vex_document
                WHERE namespace = ? AND repository = ? AND manifest_digest = ? AND manifest_digest <> '' LIMIT 1
                """, row -> row.number(1), repository.namespace(), repository.repository(), manifest)
                .isPresent();
    }

    Usage usage(Sql sql, String namespace) {
        return sql.first(
                        "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM vex_document WHERE namespace = ?",
                        row -> new Usage(row.number(1), row.number(2)),
                        namespace)
                .orElseThrow();
    }

    void insert(Sql sql, Stored stored) {
        VexDocument document = stored.document;
        sql.update(
                """
                INSERT INTO vex_document (id, namespace, repository, document, format, stated_by, stated_at, statements,
                  manifest_digest, image_digest, size, content, author, author_name, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                document.id(),
                document.place().namespace(),
                document.place().repository(),
                document.document(),
                document.format().id(),
                document.statedBy(),
                VexDocuments.micros(document.statedAt()),
                document.statements(),
                stored.digests.manifest,
                stored.digests.image,
                stored.content.length,
                stored.content,
                stored.author,
                document.author(),
                VexDocuments.micros(document.addedAt()));
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM vex_document WHERE id = ?", id);
    }

    int rename(Sql sql, Place from, Place to) {
        return sql.update(
                "UPDATE vex_document SET repository = ? WHERE namespace = ? AND repository = ?",
                to.repository(),
                from.namespace(),
                from.repository());
    }

    int deleteOf(Sql sql, Place repository) {
        return sql.update(
                "DELETE FROM vex_document WHERE namespace = ? AND repository = ?",
                repository.namespace(),
                repository.repository());
    }

    int deleteAllIn(Sql sql, String namespace) {
        return sql.update("DELETE FROM vex_document WHERE namespace = ?", namespace);
    }
}
