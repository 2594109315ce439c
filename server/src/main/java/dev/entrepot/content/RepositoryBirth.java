package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Author;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// How a repository begins: from its namespace's template, within its namespace's limit, under a name that is free.
final class RepositoryBirth {
    private final AuditLog audit;
    private final NamespaceTable namespaces = new NamespaceTable();
    private final RepositoryTable repositories = new RepositoryTable();
    private final AliasTable aliases = new AliasTable();
    private final DeletionTable deletions = new DeletionTable();

    RepositoryBirth(AuditLog audit) {
        this.audit = audit;
    }

    /// By a push. The repository does not exist.
    Home of(Sql sql, RepositoryName name, Pusher pusher, long now) {
        Author author = pusher.authority().author();
        String namespace = name.namespace();
        requireFree(sql, name);
        if (pusher.births() == Births.NAMESPACE_TOO && namespaces.insert(sql, namespace, now)) {
            audit.record(sql, author, ContentEvents.namespaceCreated(namespace));
        }
        make(sql, name, author, now);
        return repositories.home(sql, name).orElseThrow();
    }

    /// The row of a repository that does not exist, under a name that is free; returns its id.
    long make(Sql sql, RepositoryName name, Author author, long now) {
        String namespace = name.namespace();
        requireRoomFor(sql, namespace);
        long id = repositories.insert(sql, name, now);
        audit.record(sql, author, ContentEvents.repositoryCreated(name));
        return id;
    }

    /// Names that another repository had are its own for as long as it keeps them.
    void requireFree(Sql sql, RepositoryName name) {
        aliases.owner(sql, name).ifPresent(owner -> {
            throw new RefusedException(new Refusal.FormerName(name, owner.name()));
        });
    }

    /// For one repository more.
    void requireRoomFor(Sql sql, String namespace) {
        Namespace found =
                namespaces.find(sql, namespace).orElseThrow(() -> new RefusedException(absent(sql, namespace)));
        Long limit = found.limits().repositories();
        if (limit == null) {
            return;
        }
        long used = repositories.count(sql, namespace);
        if (used >= limit) {
            throw new RefusedException(new Refusal.TooManyRepositories(namespace, used, limit));
        }
    }

    private Refusal absent(Sql sql, String namespace) {
        return deletions
                .ofNamespace(sql, namespace)
                .<Refusal>map(deletion -> new Refusal.NamespaceInTrash(
                        namespace, Instant.EPOCH.plus(deletion.keepUntil(), ChronoUnit.MICROS)))
                .orElseGet(() -> new Refusal.NoNamespace(namespace));
    }
}
