package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// From a digest up to the tags through which it is reached: of the manifest itself, of an index that names it, of a
/// manifest that names it as a blob, of the subject that it refers to.
final class TagReach {
    /// Digests that are looked at, and tags that are told: further ones are as if they were not there.
    private static final int MOST = 1_000;

    List<String> tags(Sql sql, long repositoryId, Digest digest) {
        Set<String> seen = new HashSet<>(Set.of(digest.toString()));
        Deque<String> open = new ArrayDeque<>(seen);
        List<String> tags = new ArrayList<>();
        while (!open.isEmpty() && tags.size() < MOST) {
            String next = open.pop();
            tags.addAll(sql.list(
                    "SELECT name FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name LIMIT ?",
                    row -> row.text(1),
                    repositoryId,
                    next,
                    MOST));
            for (String above : above(sql, repositoryId, next)) {
                if (seen.size() < MOST && seen.add(above)) {
                    open.push(above);
                }
            }
        }
        return tags;
    }

    private static List<String> above(Sql sql, long repositoryId, String digest) {
        return sql.list(
                """
                SELECT parent_digest FROM manifest_child WHERE repository_id = ? AND child_digest = ?
                UNION
                SELECT manifest_digest FROM manifest_blob WHERE repository_id = ? AND blob_digest = ?
                UNION
                SELECT subject_digest FROM manifest
                WHERE repository_id = ? AND digest = ? AND subject_digest IS NOT NULL
                LIMIT ?
                """, row -> row.text(1), repositoryId, digest, repositoryId, digest, repositoryId, digest, MOST);
    }
}
