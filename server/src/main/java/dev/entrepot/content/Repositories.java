package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/// The repositories of this registry. A first push makes a repository and its namespace.
public final class Repositories {
    private final Database database;
    private final DatabaseClock clock;
    private final AuditLog audit;
    private final KnownRepositories known;
    private final RepositoryTable table = new RepositoryTable();
    private final AliasTable aliases = new AliasTable();

    Repositories(Database database, DatabaseClock clock, AuditLog audit) {
        this.database = database;
        this.clock = clock;
        this.audit = audit;
        this.known = new KnownRepositories(!database.engine().equals("sqlite"));
    }

    /// The repository, if it is at hand without touching the database. Empty says nothing about whether it exists.
    public Optional<Repository> cached(RepositoryName name) {
        return known.get(name);
    }

    /// The repository of this name; empty when there is none. Follows no old names.
    public Optional<Repository> find(RepositoryName name) {
        return known.get(name, () -> database.read(sql -> table.find(sql, name)));
    }

    /// The repository that had this name before and still answers pulls by it. Reads the database each time.
    public Optional<Alias> alias(RepositoryName name) {
        return database.read(sql -> aliases.find(sql, name, clock.now(sql)));
    }

    /// At most `limit` names after `last` (which need not exist), in byte order.
    public List<String> namesAfter(String last, int limit) {
        return database.read(sql -> table.namesAfter(sql, last, limit));
    }

    /// At most `limit` repositories of all namespaces after `last` (which need not exist), in byte order of their
    /// names.
    public List<Repository> after(String last, int limit) {
        return database.read(sql -> table.after(sql, last, limit));
    }

    /// The same in one namespace.
    public List<Repository> after(String namespace, String last, int limit) {
        return database.read(sql -> table.after(sql, namespace, last, limit));
    }

    /// The id of a repository that exists.
    Optional<Long> id(RepositoryName name) {
        return find(name).map(Repository::id);
    }

    /// The id within the transaction of `sql`, made when absent.
    long ensure(Sql sql, RepositoryName name, Authority authority, long now) {
        Optional<Long> existing = table.id(sql, name);
        if (existing.isPresent()) {
            return existing.get();
        }
        if (table.createNamespace(sql, name.namespace(), now)) {
            audit.record(sql, authority.author(), ContentEvents.namespaceCreated(name.namespace()));
        }
        audit.record(sql, authority.author(), ContentEvents.repositoryCreated(name));
        return table.create(sql, name, now);
    }
}
