package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Brings deletions back; see {@link Trash}.
final class Restorations {
    private final Database database;
    private final AccessEpoch epoch;
    private final Repositories repositories;
    private final ContentCache cache;
    private final DatabaseClock clock;
    private final ClockWatch watch;
    private final AuditLog audit;
    private final Bins bins = new Bins();
    private final BinTable table = new BinTable();
    private final DeletionTable deletions = new DeletionTable();
    private final EndedTable ended = new EndedTable();
    private final TagTable tags = new TagTable();
    private final RepositoryReturn returns;

    /// What it works with, beside the foundations.
    record Parts(Repositories repositories, ContentCache cache, DatabaseClock clock, ClockWatch watch) {}

    Restorations(Content.Foundations below, Parts parts) {
        this.database = below.database();
        this.epoch = below.epoch();
        this.audit = below.audit();
        this.repositories = parts.repositories();
        this.cache = parts.cache();
        this.clock = parts.clock();
        this.watch = parts.watch();
        this.returns = new RepositoryReturn(below.audit());
    }

    /// @param only the one tag that shall come back; empty for all that was deleted
    Restoration restore(String id, Optional<Tag> only, Authority authority) {
        List<RepositoryName> changed = new ArrayList<>();
        Database.Work<Restoration> work = sql -> {
            authority.exercise(sql);
            changed.clear();
            Optional<DeletionTable.Stored> found = deletions.find(sql, id, watch.over(sql));
            if (found.isEmpty()) {
                return new Restoration.Nothing();
            }
            DeletionTable.Stored deletion = found.get();
            Restoration result = switch (deletion.kind()) {
                case TAG, MANIFEST -> content(sql, deletion, only, authority, changed);
                case REPOSITORY -> returns.repository(sql, deletion, changed);
                case NAMESPACE -> returns.namespace(sql, deletion);
            };
            if (result instanceof Restoration.Restored restored) {
                audit.record(sql, authority.author(), ContentEvents.restored(deletion, restored));
            }
            return result;
        };
        try {
            return holdsRepositories(id) ? epoch.change(work) : database.write(work);
        } catch (RefusedException refused) {
            return new Restoration.Refused(refused.refusal());
        } finally {
            repositories.changed(changed);
            changed.forEach(cache::gone);
        }
    }

    /// Whether names come back, on which rights are decided.
    private boolean holdsRepositories(String id) {
        return database.read(sql -> deletions.find(sql, id, watch.over(sql)))
                .filter(deletion -> switch (deletion.kind()) {
                    case TAG, MANIFEST -> false;
                    case REPOSITORY, NAMESPACE -> true;
                })
                .isPresent();
    }

    private Restoration content(
            Sql sql,
            DeletionTable.Stored deletion,
            Optional<Tag> only,
            Authority authority,
            List<RepositoryName> changed) {
        long repository = Trash.repositoryOf(deletion);
        Optional<Home> home = repositories.home(sql, repository);
        if (home.isEmpty()) {
            return inTrash(sql, repository);
        }
        changed.add(home.get().name());
        List<TrashEntry.DeletedTag> all = deletions.tags(sql, deletion.id(), Graph.MOST);
        List<TrashEntry.DeletedTag> wanted = only.isEmpty() ? all : wanted(all, only.get(), deletion);
        if (only.isPresent() && wanted.isEmpty()) {
            return new Restoration.Nothing();
        }
        Optional<Restoration.Elsewhere> taken = only.flatMap(tag -> taken(sql, home.get(), wanted, tag));
        if (taken.isPresent()) {
            return new Restoration.TagTaken(taken.get());
        }
        Bins.Brought brought = bring(sql, home.get(), deletion, wanted);
        Pointed pointed = point(sql, home.get(), wanted, authority);
        settle(sql, deletion, only.isEmpty() || wanted.size() == all.size(), wanted, pointed);
        Set<Digest> missing = new LinkedHashSet<>(brought.missing());
        missing.addAll(pointed.lost);
        return new Restoration.Restored(pointed.set, pointed.elsewhere, brought.manifests(), List.copyOf(missing), 0);
    }

    /// Where the one tag that was asked for points, when that is elsewhere.
    private Optional<Restoration.Elsewhere> taken(Sql sql, Home home, List<TrashEntry.DeletedTag> wanted, Tag only) {
        return wanted.stream()
                .filter(each -> each.tag().equals(only))
                .flatMap(each -> tags
                        .find(sql, home.id(), only)
                        .filter(current -> !current.equals(each.digest()))
                        .map(current -> new Restoration.Elsewhere(only, each.digest(), current))
                        .stream())
                .findFirst();
    }

    /// One tag, and those that by their names are about what was deleted with it.
    private static List<TrashEntry.DeletedTag> wanted(
            List<TrashEntry.DeletedTag> all, Tag only, DeletionTable.Stored deletion) {
        if (all.stream().noneMatch(tag -> tag.tag().equals(only))) {
            return List.of();
        }
        return all.stream()
                .filter(tag ->
                        tag.tag().equals(only) || !tag.digest().toString().equals(deletion.digest()))
                .toList();
    }

    private Bins.Brought bring(Sql sql, Home home, DeletionTable.Stored deletion, List<TrashEntry.DeletedTag> wanted) {
        Long bin = deletion.binId();
        if (bin != null) {
            return bins.bring(sql, home, bin, table.manifests(sql, bin));
        }
        List<Digest> back = new ArrayList<>();
        Set<Digest> missing = new LinkedHashSet<>();
        for (TrashEntry.DeletedTag tag : wanted) {
            if (table.hasManifest(sql, home.id(), tag.digest())) {
                continue;
            }
            // The manifest went later, by a deletion of its own: all that this took comes along.
            table.binWith(sql, home.id(), tag.digest()).ifPresent(other -> {
                Bins.Brought brought = bins.bring(sql, home, other, table.manifests(sql, other));
                back.addAll(brought.manifests());
                missing.addAll(brought.missing());
            });
        }
        return new Bins.Brought(back, missing);
    }

    /// @param lost what tags pointed to that is nowhere any more
    private record Pointed(List<Tag> set, List<Restoration.Elsewhere> elsewhere, List<Digest> lost) {}

    private Pointed point(Sql sql, Home home, List<TrashEntry.DeletedTag> wanted, Authority authority) {
        Pointed pointed = new Pointed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        long now = clock.now(sql);
        for (TrashEntry.DeletedTag each : wanted) {
            Optional<Digest> current = tags.find(sql, home.id(), each.tag());
            if (current.isPresent() && !current.get().equals(each.digest())) {
                pointed.elsewhere.add(new Restoration.Elsewhere(each.tag(), each.digest(), current.get()));
            } else if (!table.hasManifest(sql, home.id(), each.digest())) {
                pointed.lost.add(each.digest());
            } else {
                tags.move(
                        sql,
                        home.id(),
                        each.tag(),
                        each.digest(),
                        authority.author().name(),
                        now);
                pointed.set.add(each.tag());
            }
        }
        return pointed;
    }

    /// What is back leaves the trash; tags that were not asked for stay in it, with what they need.
    private void settle(
            Sql sql,
            DeletionTable.Stored deletion,
            boolean whole,
            List<TrashEntry.DeletedTag> wanted,
            Pointed pointed) {
        if (!whole) {
            wanted.stream()
                    .filter(tag -> pointed.set.contains(tag.tag()))
                    .forEach(tag ->
                            deletions.deleteTag(sql, deletion.id(), tag.tag().text()));
            return;
        }
        Long bin = deletion.binId();
        if (bin == null && pointed.set.isEmpty()) {
            return;
        }
        deletions.delete(sql, deletion.id());
        if (bin != null) {
            ended.abandon(sql, bin);
        }
    }

    private Restoration inTrash(Sql sql, long repository) {
        return deletions
                .ofBin(sql, repository)
                .<Restoration>map(above -> above.parent() == null
                        ? inTrash(above)
                        : deletions
                                .ofNamespace(sql, above.namespace())
                                .map(Restorations::inTrash)
                                .orElseThrow())
                .orElseGet(Restoration.Nothing::new);
    }

    static Restoration inTrash(DeletionTable.Stored above) {
        return new Restoration.InTrash(
                above.repository().isEmpty() ? above.namespace() : above.repository(),
                above.id(),
                Instant.EPOCH.plus(above.keepUntil(), ChronoUnit.MICROS));
    }
}
