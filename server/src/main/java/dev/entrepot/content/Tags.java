package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;

/// The tags of a repository, in byte order.
public final class Tags {
    private final Database database;
    private final Repositories repositories;
    private final TagTable table = new TagTable();
    private final TagReach reach = new TagReach();
    private final RepositoryTable homes = new RepositoryTable();
    private final ContentCache cache;

    Tags(Database database, Repositories repositories, ContentCache cache) {
        this.database = database;
        this.repositories = repositories;
        this.cache = cache;
    }

    /// Grows with every change of tags and manifests of a repository that this node makes, before the change is
    /// answered.
    /// Never blocks.
    public long changes(RepositoryName name) {
        return cache.changes(name);
    }

    /// At most `limit` tags after `last` (which need not exist); empty when there is no such repository.
    public Optional<List<String>> namesAfter(RepositoryName name, String last, int limit) {
        return repositories
                .id(name)
                .map(repository -> database.read(sql -> table.namesAfter(sql, repository, last, limit)));
    }

    /// The tags through which a manifest or blob is reached, at most a thousand; see {@link TagReach}.
    public List<String> reaching(RepositoryName name, Digest digest) {
        return repositories
                .id(name)
                .map(repository -> database.read(sql -> reach.tags(sql, repository, digest)))
                .orElse(List.of());
    }

    /// The rule that keeps a tag from moving; empty when it may move, or is not there yet.
    public Optional<Freeze> frozenBy(RepositoryName name, Tag tag) {
        return repositories
                .id(name)
                .flatMap(repository -> database.read(sql -> table.find(sql, repository, tag)
                        .flatMap(there -> homes.home(sql, repository))
                        .flatMap(home -> TagRules.freezes(home, tag).stream().findFirst())));
    }
}
