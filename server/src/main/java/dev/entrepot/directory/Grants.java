package dev.entrepot.directory;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Changes.Outcome;
import dev.entrepot.oci.RepositoryName;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The roles that users, teams and robots were given on namespaces and repositories.
///
/// A grant is named by its role, its subject and its place; only its condition can change. Of two who change the same
/// grant at once, one wins and the other is told.
public final class Grants {
    private static final int MAX_CONDITION_LENGTH = 4000;

    private final Database database;
    private final Changes changes;
    private final GrantTable grants = new GrantTable();
    private final Subjects subjects = new Subjects();

    public Grants(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    /// Which grant is meant.
    ///
    /// @param subject `alice`, `team:web` or `ns+robot`
    public record Key(Role role, String subject, Place place) {}

    /// What the caller believes of the grant.
    public sealed interface Expected {
        /// It says nothing.
        record Anything() implements Expected {}

        record Absent() implements Expected {}

        record Version(long version) implements Expected {}
    }

    /// What became of {@link #put}.
    public sealed interface Put {
        record Created(Grant grant) implements Put {}

        /// It was so before.
        record Unchanged(Grant grant) implements Put {}

        record Changed(Grant grant) implements Put {}

        /// The grant is not what the caller expected, or has another condition and the caller expected nothing.
        ///
        /// @param version of the grant as it is; 0 when there is none
        record Conflict(long version) implements Put {}

        record UnknownSubject() implements Put {}
    }

    /// What became of {@link #remove}.
    public sealed interface Removal {
        record Removed(Grant grant) implements Removal {}

        /// There is no such grant, or nobody of that name.
        record Absent() implements Removal {}

        /// The grant is not what the caller expected.
        ///
        /// @param version of the grant as it is
        record Conflict(long version) implements Removal {}
    }

    /// Which grants to list; empty texts do not narrow.
    ///
    /// @param namespace grants on it and on the repositories in it
    /// @param repository its whole name: grants on it alone
    /// @param subject `alice`, `team:web` or `ns+robot`
    public record Filter(String namespace, String repository, String subject) {
        public static final Filter ALL = new Filter("", "", "");

        public Filter on(Place place) {
            return new Filter(place.namespace(), place.repository(), subject);
        }

        public Filter to(String name) {
            return new Filter(namespace, repository, name);
        }
    }

    /// Who is meant by `alice`, `team:web` or `ns+robot`.
    public Optional<Subject> subject(String name) {
        return Names.impossible(name) ? Optional.empty() : database.read(sql -> subjects.find(sql, name));
    }

    /// The grant of that key, if there is one.
    public Optional<Grant> find(Key key) {
        return database.read(sql -> subjects.find(sql, key.subject())
                .flatMap(subject -> grants.find(sql, subject, key.place(), key.role())));
    }

    /// At most `limit` grants after the one whose {@link Grant#cursor} is `after`; empty text begins.
    public List<Grant> page(Filter filter, String after, int limit) {
        GrantTable.Cursor cursor = cursor(after);
        GrantTable.Span span = span(filter);
        if (filter.subject().isEmpty()) {
            return database.read(sql -> grants.page(sql, span, cursor, limit));
        }
        return database.read(sql -> subjects.find(sql, filter.subject())
                .map(subject -> grants.pageOf(sql, subject, span, cursor, limit))
                .orElse(List.of()));
    }

    private static GrantTable.Cursor cursor(String text) {
        if (text.isEmpty()) {
            return new GrantTable.Cursor("", "", "", "", "");
        }
        String[] parts = text.split(" ", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("this is no place where a page begins");
        }
        for (String part : parts) {
            Names.cursor(part);
        }
        return new GrantTable.Cursor(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static GrantTable.Span span(Filter filter) {
        String namespace = Names.cursor(filter.namespace());
        String repository = Names.cursor(filter.repository());
        return new GrantTable.Span(
                namespace,
                namespace.isEmpty() ? Names.endOf("") : namespace,
                repository,
                repository.isEmpty() ? Names.endOf("") : repository);
    }

    /// Makes the grant hold under that condition.
    ///
    /// @param condition CEL that the caller has found to be sound; empty text: none
    public Put put(Authority authority, Key key, String condition, Expected expected) {
        if (condition.length() > MAX_CONDITION_LENGTH || condition.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a condition has at most " + MAX_CONDITION_LENGTH + " characters, none of them NUL");
        }
        return changes.run(authority, sql -> {
            Optional<Subject> subject = subjects.find(sql, key.subject());
            if (subject.isEmpty()) {
                return Changes.nothing(new Put.UnknownSubject());
            }
            Optional<Grant> found = grants.find(sql, subject.get(), key.place(), key.role());
            return found.isPresent()
                    ? update(sql, found.get(), condition, expected)
                    : create(sql, grant(subject.get(), key, condition, authority), expected);
        });
    }

    private Grant grant(Subject subject, Key key, String condition, Authority authority) {
        return new Grant(
                UUID.randomUUID().toString(),
                subject,
                key.role(),
                key.place(),
                condition,
                1,
                changes.now().truncatedTo(ChronoUnit.MICROS),
                authority.author().name());
    }

    private Outcome<? extends Put> create(Sql sql, Grant grant, Expected expected) {
        if (expected instanceof Expected.Version) {
            return Changes.nothing(new Put.Conflict(0));
        }
        if (!grants.insert(sql, grant)) {
            throw new IllegalStateException("a grant that was not there is there: " + grant);
        }
        return Changes.done(new Put.Created(grant), event("grant.add", grant));
    }

    private Outcome<? extends Put> update(Sql sql, Grant grant, String condition, Expected expected) {
        boolean same = grant.condition().equals(condition);
        boolean asExpected = switch (expected) {
            case Expected.Anything _ -> same;
            case Expected.Absent _ -> false;
            case Expected.Version(long version) -> version == grant.version();
        };
        if (!asExpected) {
            return Changes.nothing(new Put.Conflict(grant.version()));
        }
        if (same) {
            return Changes.nothing(new Put.Unchanged(grant));
        }
        if (!grants.setCondition(sql, grant, condition)) {
            throw new IllegalStateException("a grant changed within a transaction: " + grant);
        }
        Grant changed = new Grant(
                grant.id(),
                grant.subject(),
                grant.role(),
                grant.place(),
                condition,
                grant.version() + 1,
                grant.createdAt(),
                grant.createdBy());
        return Changes.done(
                new Put.Changed(changed), event("grant.change", changed).with("conditionBefore", grant.condition()));
    }

    public Removal remove(Authority authority, Key key, Expected expected) {
        return changes.run(authority, sql -> {
            Optional<Grant> found = subjects.find(sql, key.subject())
                    .flatMap(subject -> grants.find(sql, subject, key.place(), key.role()));
            if (found.isEmpty()) {
                return Changes.nothing(new Removal.Absent());
            }
            Grant grant = found.get();
            boolean asExpected = switch (expected) {
                case Expected.Anything _ -> true;
                case Expected.Absent _ -> false;
                case Expected.Version(long version) -> version == grant.version();
            };
            if (!asExpected) {
                return Changes.nothing(new Removal.Conflict(grant.version()));
            }
            if (!grants.delete(sql, grant)) {
                throw new IllegalStateException("a grant changed within a transaction: " + grant);
            }
            return Changes.done(new Removal.Removed(grant), event("grant.remove", grant));
        });
    }

    /// Makes somebody owner of a place, within the transaction that makes the place; that one raises the epoch.
    public void own(Sql sql, Subject owner, Place place, Authority authority) {
        if (grants.find(sql, owner, place, Role.OWNER).isEmpty()) {
            Grant made = grant(owner, new Key(Role.OWNER, owner.name(), place), "", authority);
            grants.insert(sql, made);
            changes.record(sql, authority, event("grant.add", made));
        }
    }

    /// Lets the grants on a repository follow its new name, within the transaction that renames it; that one raises
    /// the epoch and tells the audit.
    public void renamed(Sql sql, RepositoryName from, RepositoryName to) {
        grants.move(sql, Place.of(from), Place.of(to));
    }

    private static AuditEvent event(String action, Grant grant) {
        AuditEvent event = AuditEvent.of(
                        action, grant.place().namespace(), grant.place().toString())
                .with("role", grant.role().id())
                .with("to", grant.subject().name());
        return grant.condition().isEmpty() ? event : event.with("condition", grant.condition());
    }

    /// The repository is gone for good: a later one of its name inherits no roles.
    public void deleted(Sql sql, RepositoryName name) {
        grants.deleteOn(sql, Place.of(name));
    }

    /// The namespace is gone: so are the roles on it and on what was in it.
    public void deleted(Sql sql, String namespace) {
        grants.deleteIn(sql, namespace);
    }
}
