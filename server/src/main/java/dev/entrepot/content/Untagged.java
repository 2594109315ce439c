package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.time.Instant;
import java.util.List;

/// Manifests that nothing holds: no tag, no index, no subject that is there, no lock.
public final class Untagged {
    /// One of them.
    ///
    /// @param bytes of the manifest and of the blobs that it names
    public record Found(Digest digest, long bytes, Instant pushedAt) {}

    private final Database database;
    private final Repositories repositories;
    private final UntaggedTable table = new UntaggedTable();

    Untagged(Database database, Repositories repositories) {
        this.database = database;
        this.repositories = repositories;
    }

    /// At most `limit` after `last` (a digest, which need not exist), in byte order; none where there is no such
    /// repository.
    public List<Found> after(RepositoryName name, String last, int limit) {
        return repositories
                .id(name)
                .map(id -> database.read(sql -> table.after(sql, id, last, limit)))
                .orElse(List.of());
    }
}
