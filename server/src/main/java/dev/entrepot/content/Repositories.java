package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The repositories of this registry. A first push makes a repository and its namespace.
public final class Repositories {
    private final Database database;
    private final DatabaseClock clock;
    private final KnownRepositories known;
    private final PushTurns turns;
    private final RepositoryBirth birth;
    private final RepositoryTable table = new RepositoryTable();
    private final AliasTable aliases = new AliasTable();

    Repositories(Database database, DatabaseClock clock, AuditLog audit) {
        this.database = database;
        this.clock = clock;
        this.turns = new PushTurns(database);
        this.birth = new RepositoryBirth(audit);
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

    /// Called after the commit of a change, before it is answered.
    void changed(Collection<RepositoryName> names) {
        known.changed(names);
    }

    /// The id of a repository that exists.
    Optional<Long> id(RepositoryName name) {
        return find(name).map(Repository::id);
    }

    /// The repository of this name in the transaction of `sql`, whatever this node remembers.
    Optional<Home> home(Sql sql, RepositoryName name) {
        return table.home(sql, name);
    }

    /// The repository with this id, if it is still there, in the transaction of `sql`.
    Optional<Home> home(Sql sql, long id) {
        return noted(table.home(sql, id));
    }

    private Optional<Home> noted(Optional<Home> home) {
        home.filter(found -> found.maxBytes() != null).ifPresent(found -> turns.note(found.namespace()));
        return home;
    }

    /// Runs a transaction that pushes `digest` into a namespace.
    <T> T write(RepositoryName name, Digest digest, Database.Work<T> work) {
        return turns.write(name.namespace(), digest, work);
    }

    /// The repository within the transaction of `sql`, made when absent.
    ///
    /// @throws RefusedException when it must not be made
    Home ensure(Sql sql, RepositoryName name, Pusher pusher, long now) {
        Optional<Home> existing = noted(table.home(sql, name));
        return existing.isPresent() ? existing.get() : birth.of(sql, name, pusher, now);
    }
}
