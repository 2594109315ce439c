package dev.entrepot.content;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// How repositories and namespaces go to the trash. A repository becomes its own bin: its row loses its name, and all
/// that hangs on it stays. A namespace keeps its name, so that nobody takes it.
final class RepositoryTrash {
    private final DatabaseClock clock;
    private final AuditLog audit;
    private final NameKeeper names;
    private final TrashKeeping keeping;
    private final RepositoryTable repositories = new RepositoryTable();
    private final NamespaceTable namespaces = new NamespaceTable();
    private final AliasTable aliases = new AliasTable();
    private final LockTable locks = new LockTable();
    private final DeletionTable deletions = new DeletionTable();
    private final TrashUsage usage = new TrashUsage();

    RepositoryTrash(Content.Foundations below, DatabaseClock clock, TrashKeeping keeping) {
        this.audit = below.audit();
        this.names = below.names();
        this.clock = clock;
        this.keeping = keeping;
    }

    RepositoryResult delete(Sql sql, RepositoryDetails old, Authority authority) {
        Repository repository = old.repository();
        List<ManifestLock> locked = locks.after(sql, repository.id(), "", 1);
        if (!locked.isEmpty()) {
            return new RepositoryResult.Locked(locked.getFirst());
        }
        long now = clock.now(sql);
        String id = DeletionId.at(now);
        String namespace = repository.name().namespace();
        long keepUntil = now + keeping.micros(namespaces.find(sql, namespace).orElseThrow());
        deletions.insert(
                sql,
                new DeletionTable.Stored(
                        id,
                        TrashEntry.Kind.REPOSITORY,
                        namespace,
                        repository.name().text(),
                        repository.id(),
                        repository.id(),
                        null,
                        null,
                        Cause.REQUEST,
                        now,
                        authority.author().name(),
                        keepUntil));
        aliases.deleteOf(sql, repository.id());
        repositories.markDeleted(sql, repository.id(), now);
        usage.leave(sql, namespace, repository.id(), TrashUsage.NONE);
        names.deleted(sql, repository.name());
        audit.record(
                sql,
                authority.author(),
                ContentEvents.repositoryDeleted(repository.name()).with("deletion", id));
        return new RepositoryResult.Deleted(old, id, time(keepUntil));
    }

    /// A repository goes to another namespace: its trash goes along.
    void move(Sql sql, long repositoryId, String to) {
        deletions.move(sql, repositoryId, to);
    }

    /// With all repositories in it, and without any: what else is kept by its name stays until it is gone for good.
    NamespaceResult delete(Sql sql, Namespace old, Authority authority) {
        String name = old.name();
        Optional<ManifestLock> locked = locks.firstIn(sql, name);
        if (locked.isPresent()) {
            return new NamespaceResult.Locked(locked.get());
        }
        long now = clock.now(sql);
        String id = DeletionId.at(now);
        DeletionTable.Stored deletion = new DeletionTable.Stored(
                id,
                TrashEntry.Kind.NAMESPACE,
                name,
                "",
                null,
                null,
                null,
                null,
                Cause.REQUEST,
                now,
                authority.author().name(),
                now + keeping.micros(old));
        deletions.insert(sql, deletion);
        deletions.insertRepositoriesOf(sql, deletion);
        aliases.deleteAllIn(sql, name);
        repositories.markAllDeleted(sql, name, now);
        usage.clear(sql, name);
        namespaces.markDeleted(sql, name, now);
        audit.record(
                sql,
                authority.author(),
                AuditEvent.of("namespace.delete", name, name).with("deletion", id));
        return new NamespaceResult.Deleted(old, id, time(deletion.keepUntil()));
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
