package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The end of tags and manifests, and their way back.
///
/// ```
///   live --deleted--> in the trash --keep_until passed, or purged--> over --no lease left--> (nothing)
///    ^                    |
///    +-----restored-------+
/// ```
///
/// What is deleted goes at once: it is not found, listed or counted any more. A push that relied on an answer of before
/// gets it back by itself: see {@link Revival}.
public final class Trash {
    /// Tags that an entry tells.
    public static final int MOST_TAGS = 100;

    /// Behind every id.
    private static final String NEWEST = "~";

    private final Database database;
    private final ClockWatch watch;
    private final AuditLog audit;
    private final Repositories repositories;
    private final ImageDeletions images;
    private final Restorations restorations;
    private final Purges purges;
    private final DeletionTable table = new DeletionTable();
    private final EndedTable ended = new EndedTable();
    private final RepositoryTable names = new RepositoryTable();
    private final TrashUsage usage = new TrashUsage();

    /// What it works with.
    record Parts(ImageDeletions images, Restorations restorations, Purges purges) {}

    Trash(Content.Foundations below, ClockWatch watch, Repositories repositories, Parts parts) {
        this.database = below.database();
        this.audit = below.audit();
        this.watch = watch;
        this.repositories = repositories;
        this.images = parts.images();
        this.restorations = parts.restorations();
        this.purges = parts.purges();
    }

    /// The repository that something was deleted in, or that was deleted itself.
    static long repositoryOf(DeletionTable.Stored deletion) {
        return Objects.requireNonNull(deletion.repositoryId(), deletion.id());
    }

    /// Removes a tag, and nothing else.
    public Deletion untag(RepositoryName name, Tag tag, DeletionTerms terms) {
        return images.untag(name, tag, terms);
    }

    /// Removes a tag, and its manifest with all that hangs on it when nothing else holds that: no other tag, no index,
    /// no subject that is there. Refused when all that holds it is a lock.
    public Deletion removeImage(RepositoryName name, Tag tag, DeletionTerms terms) {
        return images.removeImage(name, tag, terms);
    }

    /// Removes a manifest with all its tags and all that hangs on it. Refused while an index names it.
    public Deletion removeManifest(RepositoryName name, Digest digest, DeletionTerms terms) {
        return images.removeManifest(name, digest, terms);
    }

    /// A deletion that can be restored.
    public Optional<TrashEntry> find(String id) {
        return database.read(sql -> table.find(sql, id, watch.over(sql)).map(found -> entry(sql, found)));
    }

    /// The newest deletion that took this tag of a repository.
    public Optional<TrashEntry> newest(RepositoryName name, Tag tag) {
        return database.read(sql -> repositories
                .home(sql, name)
                .flatMap(home -> table.newestOfTag(sql, home.id(), tag.text(), watch.over(sql)))
                .map(found -> entry(sql, found)));
    }

    /// The newest deletion that took this manifest of a repository.
    public Optional<TrashEntry> newest(RepositoryName name, Digest digest) {
        return database.read(sql -> repositories
                .home(sql, name)
                .flatMap(home -> table.newestOfManifest(sql, home.id(), digest, watch.over(sql)))
                .map(found -> entry(sql, found)));
    }

    /// The newest deletion of a repository of this name.
    public Optional<TrashEntry> newest(RepositoryName name) {
        return database.read(sql -> table.newestOfRepository(sql, name.namespace(), name.text(), watch.over(sql))
                .map(found -> entry(sql, found)));
    }

    /// The deletion of a namespace of this name.
    public Optional<TrashEntry> newest(String namespace) {
        return database.read(sql -> table.ofNamespace(sql, namespace)
                .filter(found -> found.keepUntil() > watch.over(sql))
                .map(found -> entry(sql, found)));
    }

    /// At most `limit` deletions of a namespace, and of what was in it, the newest first. Repositories that went with
    /// their namespace are not told one by one.
    ///
    /// @param after the id of the last that is known; empty text for the first page
    public List<TrashEntry> list(String namespace, String after, int limit) {
        return database.read(sql -> table.before(sql, namespace, before(after), watch.over(sql), limit).stream()
                .map(found -> entry(sql, found))
                .toList());
    }

    /// The same of what was in a repository that is there.
    public List<TrashEntry> list(RepositoryName name, String after, int limit) {
        return database.read(sql -> repositories
                .home(sql, name)
                .map(home -> table.before(sql, home.id(), before(after), watch.over(sql), limit).stream()
                        .map(found -> entry(sql, found))
                        .toList())
                .orElse(List.of()));
    }

    private static String before(String after) {
        return after.isEmpty() ? NEWEST : after;
    }

    private TrashEntry entry(Sql sql, DeletionTable.Stored stored) {
        Long repository = stored.repositoryId();
        Optional<RepositoryName> now = repository == null
                ? Optional.empty()
                : names.home(sql, repository).map(Home::name);
        Optional<RepositoryName> last =
                Optional.of(stored.repository()).filter(name -> !name.isEmpty()).map(RepositoryName::new);
        return new TrashEntry(
                stored.id(),
                stored.kind(),
                stored.namespace(),
                now.or(() -> last),
                Optional.ofNullable(stored.digest()).map(Digest::parse),
                table.tags(sql, stored.id(), MOST_TAGS),
                now.isPresent(),
                Optional.ofNullable(stored.parent()),
                new TrashEntry.Circumstances(
                        time(stored.deletedAt()), stored.deletedBy(), stored.cause(), time(stored.keepUntil())),
                contents(sql, stored));
    }

    private TrashEntry.Contents contents(Sql sql, DeletionTable.Stored stored) {
        Long bin = stored.binId();
        if (stored.kind() == TrashEntry.Kind.NAMESPACE) {
            return usage.contentsOfParts(sql, stored.id());
        }
        return bin == null ? new TrashEntry.Contents(0, 0) : usage.contents(sql, bin);
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /// Brings back all that a deletion took.
    public Restoration restore(String id, Authority authority) {
        return restorations.restore(id, Optional.empty(), authority);
    }

    /// Brings back one of the tags that a deletion took, with its manifest.
    public Restoration restore(String id, Tag tag, Authority authority) {
        return restorations.restore(id, Optional.of(tag), authority);
    }

    /// Ends a deletion before its time: it cannot be restored any more. False when there is no such. What a lease holds
    /// stays until that is over.
    public boolean purge(String id, Authority authority) {
        return database.write(sql -> {
            authority.exercise(sql);
            Optional<DeletionTable.Stored> found = table.find(sql, id, watch.over(sql));
            found.ifPresent(deletion -> {
                if (deletion.kind() == TrashEntry.Kind.NAMESPACE) {
                    ended.endAll(sql, deletion.namespace());
                }
                ended.end(sql, id);
                audit.record(sql, authority.author(), ContentEvents.purged(deletion));
            });
            return found.isPresent();
        });
    }

    /// Ends all deletions of a namespace before their time, and returns how many they were.
    public long purgeAll(String namespace, Authority authority) {
        return database.write(sql -> {
            authority.exercise(sql);
            long over = ended.endAll(sql, namespace);
            if (over > 0) {
                audit.record(sql, authority.author(), ContentEvents.purgedAll(namespace, over));
            }
            return over;
        });
    }

    /// Empties the trash of what is over, and returns how many deletions are gone for good. Called by a job.
    public int expire() {
        return purges.turn();
    }
}
