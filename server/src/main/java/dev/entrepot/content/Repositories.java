package dev.entrepot.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/// The repositories of this registry. A first push makes a repository and its namespace.
public final class Repositories {
    private static final int CACHED_IDS = 10_000;

    private final Database database;
    private final RepositoryTable table = new RepositoryTable();
    private final Cache<RepositoryName, Long> ids =
            Caffeine.newBuilder().maximumSize(CACHED_IDS).build();

    public Repositories(Database database) {
        this.database = database;
    }

    /// At most `limit` names after `last` (which need not exist), in byte order.
    public List<String> namesAfter(String last, int limit) {
        return database.read(sql -> table.namesAfter(sql, last, limit));
    }

    /// The id of a repository that exists. Ids never change and, once cached, are known to be committed.
    Optional<Long> find(RepositoryName name) {
        Long cached = ids.getIfPresent(name);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Long> found = database.read(sql -> table.find(sql, name));
        found.ifPresent(id -> ids.put(name, id));
        return found;
    }

    /// The id within the transaction of `sql`, made when absent.
    long ensure(Sql sql, RepositoryName name, long now) {
        Long cached = ids.getIfPresent(name);
        return cached != null ? cached : table.ensure(sql, name, now);
    }
}
