package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Changes of repositories as such: made, described, renamed, deleted. Each is one transaction; when it returns, this
/// node finds nothing by what it remembered before.
public final class RepositoryChanges {
    /// Which repository, as the caller last saw it.
    ///
    /// @param version empty when the caller does not care
    public record Seen(RepositoryName name, OptionalLong version) {
        public static Seen any(RepositoryName name) {
            return new Seen(name, OptionalLong.empty());
        }
    }

    private final Database database;
    private final DatabaseClock clock;
    private final AccessEpoch epoch;
    private final AuditLog audit;
    private final NameKeeper names;
    private final long servesMicros;
    private final Repositories repositories;
    private final ContentCache cache;
    private final RepositoryTrash trash;
    private final RepositoryBirth birth;
    private final RepositoryTable table = new RepositoryTable();
    private final AliasTable aliases = new AliasTable();
    private final LabelTable labels = new LabelTable();
    private final NamespaceTable namespaces = new NamespaceTable();
    private final ManifestTable manifests = new ManifestTable();
    private final UsageTable usage = new UsageTable();
    private final UsageRecount moves = new UsageRecount();

    /// What this class works with, beside the foundations.
    record Parts(
            DatabaseClock clock,
            AccessEpoch epoch,
            Repositories repositories,
            ContentCache cache,
            TrashKeeping keeping) {}

    RepositoryChanges(ContentConfig config, Content.Foundations below, Parts parts) {
        this.database = below.database();
        this.audit = below.audit();
        this.names = below.names();
        this.clock = parts.clock();
        this.epoch = parts.epoch();
        this.servesMicros = config.renameServes().toNanos() / 1000;
        this.repositories = parts.repositories();
        this.cache = parts.cache();
        this.trash = new RepositoryTrash(below, parts.clock(), parts.keeping());
        this.birth = new RepositoryBirth(audit);
    }

    /// Makes a repository in a namespace that exists.
    public RepositoryResult create(RepositoryName name, RepositoryChange begin, Authority authority) {
        return guarded(sql -> {
            authority.exercise(sql);
            if (table.find(sql, name).isPresent()) {
                return new RepositoryResult.Exists();
            }
            birth.requireFree(sql, name);
            birth.make(sql, name, authority.author(), clock.now(sql));
            RepositoryDetails made = begin.of(table.details(sql, name).orElseThrow());
            write(sql, made, begin);
            return new RepositoryResult.Done(made);
        });
    }

    /// Changes what `change` names of a repository that need not be there yet: then it is made, as by a push.
    public RepositoryResult set(RepositoryName name, RepositoryChange change, Pusher pusher) {
        Authority authority = pusher.authority();
        RepositoryResult result = guarded(sql -> {
            authority.exercise(sql);
            if (table.find(sql, name).isEmpty()) {
                birth.of(sql, name, pusher, clock.now(sql));
            }
            RepositoryDetails changed = change.of(table.details(sql, name).orElseThrow());
            write(sql, changed, change);
            audit.record(sql, authority.author(), ContentEvents.repositoryChanged(name, change));
            return new RepositoryResult.Done(changed);
        });
        repositories.changed(List.of(name));
        return result;
    }

    /// Changes what `change` names.
    public RepositoryResult change(Seen seen, RepositoryChange change, Authority authority) {
        RepositoryResult result = guarded(sql -> {
            authority.exercise(sql);
            Optional<RepositoryDetails> old = table.details(sql, seen.name());
            Optional<RepositoryResult> objection = objection(old, seen);
            if (objection.isPresent()) {
                return objection.get();
            }
            RepositoryDetails changed = change.of(old.orElseThrow());
            write(sql, changed, change);
            audit.record(sql, authority.author(), ContentEvents.repositoryChanged(seen.name(), change));
            return new RepositoryResult.Done(changed);
        });
        repositories.changed(List.of(seen.name()));
        return result;
    }

    private void write(Sql sql, RepositoryDetails changed, RepositoryChange change) {
        long id = changed.repository().id();
        table.update(sql, changed);
        change.readme().ifPresent(readme -> table.updateReadme(sql, id, readme));
        change.labels().ifPresent(all -> labels.replace(sql, id, all));
    }

    private static Optional<RepositoryResult> objection(Optional<RepositoryDetails> old, Seen seen) {
        if (old.isEmpty()) {
            return Optional.of(new RepositoryResult.Unknown());
        }
        long version = old.get().version();
        return seen.version().isPresent() && seen.version().getAsLong() != version
                ? Optional.of(new RepositoryResult.Moved(version))
                : Optional.empty();
    }

    /// Gives a repository another name, in the same namespace or another that exists. The old name serves pulls for a
    /// while and stays its own; a repository that takes an old name of its own back has it as if it had never left.
    public RepositoryResult rename(Seen seen, RepositoryName to, Authority authority) {
        RepositoryName from = seen.name();
        RepositoryResult result = guarded(sql -> {
            authority.exercise(sql);
            Optional<RepositoryDetails> old = table.details(sql, from);
            Optional<RepositoryResult> objection = objection(old, seen);
            if (objection.isPresent()) {
                return objection.get();
            }
            if (table.find(sql, to).isPresent()) {
                return new RepositoryResult.Exists();
            }
            long id = old.orElseThrow().repository().id();
            if (aliases.owner(sql, to).filter(owner -> owner.id() == id).isPresent()) {
                aliases.delete(sql, to);
            }
            birth.requireFree(sql, to);
            if (!from.namespace().equals(to.namespace())) {
                move(sql, id, from.namespace(), to.namespace());
            }
            table.rename(sql, id, to);
            aliases.insert(sql, from, id, clock.now(sql) + servesMicros);
            names.renamed(sql, from, to);
            audit.record(sql, authority.author(), ContentEvents.repositoryRenamed(from, to));
            return new RepositoryResult.Done(table.details(sql, to).orElseThrow());
        });
        repositories.changed(List.of(from, to));
        cache.gone(from);
        cache.gone(to);
        return result;
    }

    private void move(Sql sql, long id, String from, String to) {
        birth.requireRoomFor(sql, to);
        long grown = moves.move(sql, id, from, to);
        trash.move(sql, id, to);
        manifests.markUnseen(sql, id);
        Long limit = namespaces.find(sql, to).orElseThrow().limits().bytes();
        if (limit != null && grown > 0) {
            usage.requireRoom(sql, to, grown, limit);
        }
    }

    /// Moves a repository with all that is in it to the trash; its name is free at once, its old names too.
    ///
    /// @param force also when it has manifests
    public RepositoryResult delete(Seen seen, boolean force, Authority authority) {
        RepositoryResult result = guarded(sql -> {
            authority.exercise(sql);
            Optional<RepositoryDetails> old = table.details(sql, seen.name());
            Optional<RepositoryResult> objection = objection(old, seen);
            if (objection.isPresent()) {
                return objection.get();
            }
            if (!force && table.hasManifests(sql, old.orElseThrow().repository().id())) {
                return new RepositoryResult.NotEmpty();
            }
            return trash.delete(sql, old.orElseThrow(), authority);
        });
        repositories.changed(List.of(seen.name()));
        cache.gone(seen.name());
        return result;
    }

    /// Gives an old name free; false when it is none.
    public boolean free(RepositoryName oldName, Authority authority) {
        return epoch.change(sql -> {
            authority.exercise(sql);
            Optional<Repository> owner = aliases.owner(sql, oldName);
            if (owner.isEmpty()) {
                return false;
            }
            audit.record(
                    sql,
                    authority.author(),
                    ContentEvents.aliasFreed(oldName, owner.get().name()));
            return aliases.delete(sql, oldName);
        });
    }

    /// The repository with everything said about it.
    public Optional<RepositoryDetails> find(RepositoryName name) {
        return database.read(sql -> table.details(sql, name));
    }

    /// At most `limit` repositories of a namespace after `last` that have rules for immutable tags, by name.
    public List<RepositoryDetails> withImmutableTags(String namespace, String last, int limit) {
        return database.read(sql -> table.withImmutableTags(sql, namespace, last, limit));
    }

    /// Its README as it was written; empty when there is no such repository.
    public Optional<String> readme(RepositoryName name) {
        return database.read(sql -> table.readme(sql, name));
    }

    /// The old names of a repository.
    public List<Alias> aliases(Repository repository) {
        return database.read(sql -> aliases.of(sql, repository));
    }

    /// The repository that an old name belongs to, whether pulls follow it still or not.
    public Optional<Repository> ownerOf(RepositoryName oldName) {
        return database.read(sql -> aliases.owner(sql, oldName));
    }

    /// At most `limit` repositories of a namespace after `last` (which need not exist), in byte order of their names.
    public List<RepositoryDetails> after(String namespace, String last, int limit) {
        return database.read(sql -> table.detailsAfter(sql, namespace, last, limit));
    }

    private RepositoryResult guarded(Database.Work<RepositoryResult> work) {
        try {
            return epoch.change(work);
        } catch (RefusedException refused) {
            return new RepositoryResult.Refused(refused.refusal());
        }
    }
}
