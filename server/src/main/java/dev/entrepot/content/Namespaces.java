package dev.entrepot.content;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.ConstraintViolation;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The namespaces of this registry: their templates, limits and usage.
public final class Namespaces {
    /// What a namespace holds: repositories, and bytes of different blobs and manifests.
    ///
    /// @param trashBytes of those that only its trash holds; no limit counts them
    public record Holding(long repositories, long usedBytes, long trashBytes) {}

    private final Database database;
    private final DatabaseClock clock;
    private final AccessEpoch epoch;
    private final AuditLog audit;
    private final NameKeeper names;
    private final RepositoryTrash trash;
    private final Repositories known;
    private final ContentCache cache;
    private final DeletionTable deletions = new DeletionTable();
    private final TrashUsage lying = new TrashUsage();
    private final NamespaceTable table = new NamespaceTable();
    private final RepositoryTable repositories = new RepositoryTable();
    private final UsageTable usage = new UsageTable();
    private final UsageRecount recounts = new UsageRecount();

    /// What it works with, beside the foundations.
    record Parts(DatabaseClock clock, Repositories known, ContentCache cache, TrashKeeping keeping) {}

    Namespaces(Content.Foundations below, Parts parts) {
        this.database = below.database();
        this.audit = below.audit();
        this.names = below.names();
        this.epoch = below.epoch();
        this.clock = parts.clock();
        this.known = parts.known();
        this.cache = parts.cache();
        this.trash = new RepositoryTrash(below, parts.clock(), parts.keeping());
    }

    public Optional<Namespace> find(String name) {
        return database.read(sql -> table.find(sql, name));
    }

    /// At most `limit` namespaces after `last` (which need not exist), in byte order of their names.
    public List<Namespace> after(String last, int limit) {
        return database.read(sql -> table.after(sql, last, limit));
    }

    /// What the namespace holds; nothing where there is none.
    public Holding holding(String name) {
        return database.read(
                sql -> new Holding(repositories.count(sql, name), usage.used(sql, name), lying.trashBytes(sql, name)));
    }

    /// Makes a namespace.
    ///
    /// @param along what else belongs to the making, in its transaction: the grant of its owner
    public NamespaceResult create(String name, NamespaceChange begin, Authority authority, Consumer<Sql> along) {
        requireName(name);
        return epoch.change(sql -> {
            authority.exercise(sql);
            if (!table.insert(sql, name, clock.now(sql))) {
                return taken(sql, name);
            }
            Namespace made = begin.of(table.find(sql, name).orElseThrow());
            table.update(sql, made);
            audit.record(sql, authority.author(), describe(ContentEvents.namespaceCreated(name), begin));
            along.accept(sql);
            return new NamespaceResult.Done(made);
        });
    }

    private NamespaceResult taken(Sql sql, String name) {
        return table.find(sql, name).isPresent()
                ? new NamespaceResult.Exists()
                : deletions
                        .ofNamespace(sql, name)
                        .<NamespaceResult>map(deletion -> new NamespaceResult.InTrash(
                                deletion.id(), Instant.EPOCH.plus(deletion.keepUntil(), ChronoUnit.MICROS)))
                        .orElseGet(NamespaceResult.Exists::new);
    }

    /// Throws when no repository could be in a namespace of this name.
    private static void requireName(String name) {
        if (name.indexOf('/') >= 0) {
            throw new MalformedException(
                    ErrorCode.NAME_INVALID, "the name of a namespace has no slash; choose the part before it", name);
        }
        new RepositoryName(name + "/a");
    }

    /// Changes what `change` names.
    ///
    /// @param expected the version that the caller saw; empty when it does not care
    public NamespaceResult change(String name, NamespaceChange change, OptionalLong expected, Authority authority) {
        return database.write(sql -> {
            authority.exercise(sql);
            Optional<Namespace> old = table.find(sql, name);
            if (old.isEmpty()) {
                return new NamespaceResult.Unknown();
            }
            if (expected.isPresent() && expected.getAsLong() != old.get().version()) {
                return new NamespaceResult.Moved(old.get().version());
            }
            Namespace changed = change.of(old.get());
            table.update(sql, changed);
            AuditEvent event = AuditEvent.of("namespace.change", name, name);
            audit.record(sql, authority.author(), describe(event, change));
            return new NamespaceResult.Done(changed);
        });
    }

    private static AuditEvent describe(AuditEvent event, NamespaceChange change) {
        AuditEvent described = event;
        if (change.description().isPresent()) {
            described = described.with("description", change.description().get());
        }
        if (change.template().isPresent()) {
            Template template = change.template().get();
            described = described
                    .with("template.visibility", template.visibility().id())
                    .with("template.immutableTags", template.immutableTags())
                    .with("template.retention", template.retention())
                    .with("template.scanning", template.scanning());
        }
        if (change.limits().isPresent()) {
            Limits limits = change.limits().get();
            described = described
                    .with("limit.repositories", limit(limits.repositories()))
                    .with("limit.bytes", limit(limits.bytes()));
        }
        if (change.keeping().isPresent()) {
            described = describe(described, change.keeping().get());
        }
        return described;
    }

    private static AuditEvent describe(AuditEvent event, Keeping keeping) {
        Duration trashKeep = keeping.trashKeep();
        return event.with("keeping.trashKeep", trashKeep == null ? "default" : trashKeep.toString())
                .with("keeping.immutableTags", keeping.immutableTags())
                .with("keeping.retention", keeping.retention());
    }

    private static String limit(@org.jspecify.annotations.Nullable Long value) {
        return value == null ? "none" : value.toString();
    }

    /// Ends a namespace: for good when nothing was ever in it that is not gone, and else by way of the trash.
    ///
    /// @param force also when it has repositories
    public NamespaceResult delete(String name, boolean force, Authority authority) {
        List<RepositoryName> inside = new ArrayList<>();
        try {
            return epoch.change(sql -> {
                inside.clear();
                authority.exercise(sql);
                Optional<Namespace> old = table.find(sql, name);
                if (old.isEmpty()) {
                    return new NamespaceResult.Unknown();
                }
                long left = repositories.count(sql, name);
                if (left > 0 && !force) {
                    return new NamespaceResult.NotEmpty(left);
                }
                if (repositories.any(sql, name)) {
                    inside.addAll(repositories.namesIn(sql, name));
                    return trash.delete(sql, old.get(), authority);
                }
                names.deleted(sql, name);
                table.delete(sql, name);
                audit.record(sql, authority.author(), AuditEvent.of("namespace.delete", name, name));
                return new NamespaceResult.Done(old.get());
            });
        } catch (ConstraintViolation stillReferred) {
            if (stillReferred.kind() != ConstraintViolation.Kind.FOREIGN_KEY) {
                throw stillReferred;
            }
            return new NamespaceResult.InUse();
        } finally {
            known.changed(inside);
            cache.gone(name);
        }
    }

    /// Counts what a namespace holds from the rows themselves and books that; empty when there is no such namespace.
    public Optional<Recount> recount(String name, Authority authority) {
        return database.write(sql -> {
            authority.exercise(sql);
            if (table.find(sql, name).isEmpty()) {
                return Optional.empty();
            }
            Recount recount = recounts.recount(sql, name);
            audit.record(
                    sql,
                    authority.author(),
                    AuditEvent.of("namespace.recount", name, name)
                            .with("before", Long.toString(recount.beforeBytes()))
                            .with("used", Long.toString(recount.usedBytes())));
            return Optional.of(recount);
        });
    }
}
