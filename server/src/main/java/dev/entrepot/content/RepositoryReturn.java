package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/// How repositories and namespaces come back from the trash: under the names that they had, where these are free.
final class RepositoryReturn {
    private final RepositoryBirth birth;
    private final DeletionTable deletions = new DeletionTable();
    private final RepositoryTable repositories = new RepositoryTable();
    private final AliasTable aliases = new AliasTable();
    private final NamespaceTable namespaces = new NamespaceTable();
    private final TrashUsage usage = new TrashUsage();
    private final UsageTable used = new UsageTable();
    private final UsageRecount recounts = new UsageRecount();

    RepositoryReturn(AuditLog audit) {
        this.birth = new RepositoryBirth(audit);
    }

    /// @param changed names that mean something else from now on
    Restoration repository(Sql sql, DeletionTable.Stored deletion, List<RepositoryName> changed) {
        RepositoryName name = new RepositoryName(deletion.repository());
        Optional<Namespace> namespace = namespaces.find(sql, deletion.namespace());
        if (namespace.isEmpty()) {
            return deletions
                    .ofNamespace(sql, deletion.namespace())
                    .map(Restorations::inTrash)
                    .orElseGet(Restoration.Nothing::new);
        }
        if (repositories.find(sql, name).isPresent() || aliases.owner(sql, name).isPresent()) {
            return new Restoration.NameTaken(name.text());
        }
        birth.requireRoomFor(sql, deletion.namespace());
        long id = Trash.repositoryOf(deletion);
        if (!repositories.restore(sql, id, name)) {
            return new Restoration.Nothing();
        }
        long grown = usage.enter(sql, deletion.namespace(), id);
        Long limit = namespace.get().limits().bytes();
        if (limit != null && grown > 0) {
            used.requireRoom(sql, deletion.namespace(), grown, limit);
        }
        deletions.delete(sql, deletion.id());
        changed.add(name);
        return new Restoration.Restored(List.of(), List.of(), List.of(), List.of(), 1);
    }

    /// With all repositories that were in it; those that were deleted before stay in the trash.
    Restoration namespace(Sql sql, DeletionTable.Stored deletion) {
        String name = deletion.namespace();
        if (!namespaces.restore(sql, name)) {
            return new Restoration.Nothing();
        }
        int back = repositories.restoreAll(sql, deletion.id());
        recounts.recount(sql, name);
        deletions.deleteParts(sql, deletion.id());
        deletions.delete(sql, deletion.id());
        return new Restoration.Restored(List.of(), List.of(), List.of(), List.of(), back);
    }
}
