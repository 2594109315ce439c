package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.ConstraintViolation;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/// Locks on manifests: what is locked is not deleted, by nobody and no policy, nor is the repository that it is in.
public final class Locks {
    private static final int MAX_REASON_LENGTH = 1_024;

    private final Database database;
    private final DatabaseClock clock;
    private final AuditLog audit;
    private final Repositories repositories;
    private final LockTable table = new LockTable();
    private final ManifestTable manifests = new ManifestTable();

    Locks(Database database, DatabaseClock clock, AuditLog audit, Repositories repositories) {
        this.database = database;
        this.clock = clock;
        this.audit = audit;
        this.repositories = repositories;
    }

    /// Locks a manifest.
    ///
    /// @param reason for people who want to delete it; may be empty
    /// @throws IllegalArgumentException with a text for people when the reason is too long
    public LockResult lock(RepositoryName name, Digest digest, String reason, Authority authority) {
        if (reason.length() > MAX_REASON_LENGTH) {
            throw new IllegalArgumentException(
                    "the reason has " + reason.length() + " characters: expected at most " + MAX_REASON_LENGTH);
        }
        try {
            return database.write(sql -> {
                authority.exercise(sql);
                Optional<Home> home = repositories.home(sql, name);
                if (home.isEmpty()
                        || manifests.find(sql, home.get().id(), digest).isEmpty()) {
                    return new LockResult.Unknown();
                }
                long id = home.get().id();
                Optional<ManifestLock> before = table.find(sql, id, digest);
                if (before.isPresent()) {
                    return new LockResult.Already(before.get());
                }
                table.insert(sql, id, digest, reason, authority.author().name(), clock.now(sql));
                audit.record(sql, authority.author(), ContentEvents.manifestLocked(name, digest, reason));
                return new LockResult.Done(table.find(sql, id, digest).orElseThrow());
            });
        } catch (ConstraintViolation deletedMeanwhile) {
            if (deletedMeanwhile.kind() != ConstraintViolation.Kind.FOREIGN_KEY) {
                throw deletedMeanwhile;
            }
            return new LockResult.Unknown();
        }
    }

    /// Lifts the lock on a manifest.
    public LockResult unlock(RepositoryName name, Digest digest, Authority authority) {
        return database.write(sql -> {
            authority.exercise(sql);
            Optional<Home> home = repositories.home(sql, name);
            Optional<ManifestLock> lock = home.flatMap(found -> table.find(sql, found.id(), digest));
            if (home.isEmpty() || lock.isEmpty()) {
                return new LockResult.Unknown();
            }
            table.delete(sql, home.get().id(), digest);
            audit.record(sql, authority.author(), ContentEvents.manifestUnlocked(name, digest));
            return new LockResult.Done(lock.get());
        });
    }

    /// The lock on a manifest.
    public Optional<ManifestLock> find(RepositoryName name, Digest digest) {
        return repositories.id(name).flatMap(id -> database.read(sql -> table.find(sql, id, digest)));
    }

    /// At most `limit` locks after `last` (a digest, which need not be locked), in byte order of the digests; empty
    /// when there is no such repository.
    public Optional<List<ManifestLock>> after(RepositoryName name, String last, int limit) {
        return repositories.id(name).map(id -> database.read(sql -> table.after(sql, id, last, limit)));
    }
}
