package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/// Blobs of a repository: read, mount, delete. A blob is readable where it is linked, and nowhere else.
public final class Blobs {
    /// What came of a deletion.
    public enum Deleted {
        DONE,
        UNKNOWN,
        /// A manifest of the repository names the blob.
        NAMED_BY_MANIFEST
    }

    private final Database database;
    private final BlobStore store;
    private final Repositories repositories;
    private final ContentCache cache;
    private final Leases leases;
    private final AuditLog audit;
    private final Soundness soundness;
    private final long delayMicros;
    private final LinkTable links = new LinkTable();
    private final ManifestTable manifests = new ManifestTable();
    private final GarbageTable garbage = new GarbageTable();
    private final UsageTable usage = new UsageTable();

    Blobs(
            ContentConfig config,
            Database database,
            BlobStore store,
            Repositories repositories,
            ContentCache cache,
            Leases leases,
            AuditLog audit,
            Soundness soundness) {
        this.soundness = soundness;
        this.database = database;
        this.store = store;
        this.repositories = repositories;
        this.cache = cache;
        this.leases = leases;
        this.audit = audit;
        this.delayMicros = config.garbageDelay().toNanos() / 1000;
    }

    static long sizeOf(BlobBytes bytes) {
        return switch (bytes) {
            case BlobBytes.LocalFile file -> file.sizeBytes();
        };
    }

    /// The blob, if it is at hand without touching disk or database.
    public Optional<StoredBlob> cached(RepositoryName name, Digest digest) {
        return cache.blob(name, digest.toString());
    }

    /// The blob, if it is linked here and its bytes are there in full.
    public Optional<StoredBlob> find(RepositoryName name, Digest digest) {
        return cache.blob(
                name,
                digest.toString(),
                () -> repositories
                        .id(name)
                        .flatMap(repository -> database.read(sql -> links.findPresent(sql, repository, digest)))
                        .flatMap(link -> stored(link, digest)));
    }

    private Optional<StoredBlob> stored(Link link, Digest digest) {
        try {
            Optional<StoredBlob> stored = store.find(link.key())
                    .filter(bytes -> sizeOf(bytes) == link.size())
                    .map(bytes -> new StoredBlob(bytes, link.size(), link.leasedUntil()));
            if (stored.isEmpty()) {
                soundness.suspect(digest);
            }
            return stored;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The blob, for a caller who may push and so may rely on its being here: its lease is renewed before the
    /// answer when less than half of it is left.
    public Optional<StoredBlob> findForPush(RepositoryName name, Digest digest, Authority authority) {
        Optional<StoredBlob> found = find(name, digest);
        if (found.isEmpty() || !leases.runsLow(found.get().leasedUntil())) {
            return found;
        }
        Optional<Long> repository = repositories.id(name);
        if (repository.isEmpty()) {
            return Optional.empty();
        }
        Optional<Long> renewed = database.write(sql -> {
            authority.exercise(sql);
            return links.renew(sql, repository.get(), digest, leases.of(sql, authority));
        });
        cache.changed(name, List.of(digest.toString()));
        return renewed.isPresent() ? found : Optional.empty();
    }

    /// Whether a HEAD by one who may push can be answered from the cache without renewing a lease.
    public boolean leaseSuffices(StoredBlob blob) {
        return !leases.runsLow(blob.leasedUntil());
    }

    /// What came of a mount.
    public sealed interface Mounted {
        /// The blob is readable here now.
        record Done() implements Mounted {}

        /// It is not there, or its bytes are not.
        record NotThere() implements Mounted {}

        /// The namespace does not admit it.
        record Refused(Refusal refusal) implements Mounted {}
    }

    /// Links a blob of `from` here too, without moving a byte.
    public Mounted mount(RepositoryName target, Digest digest, RepositoryName from, Pusher pusher) {
        Optional<Link> source = repositories
                .id(from)
                .flatMap(repository -> database.read(sql -> links.findPresent(sql, repository, digest)));
        if (source.isEmpty() || stored(source.get(), digest).isEmpty()) {
            return new Mounted.NotThere();
        }
        try {
            boolean mounted = repositories.write(target, digest, sql -> link(sql, target, digest, pusher));
            return mounted ? new Mounted.Done() : new Mounted.NotThere();
        } catch (RefusedException refused) {
            return new Mounted.Refused(refused.refusal());
        } finally {
            cache.changed(target, List.of(digest.toString()));
        }
    }

    private boolean link(Sql sql, RepositoryName target, Digest digest, Pusher pusher) {
        pusher.authority().exercise(sql);
        // Read again inside the transaction: the link may be going, and the key may have been healed.
        Optional<Link> still = links.findAnywhere(sql, digest);
        if (still.isEmpty()) {
            return false;
        }
        long now = leases.clock().now(sql);
        Home home = repositories.ensure(sql, target, pusher, now);
        Lease lease = leases.of(now, pusher.authority());
        if (links.putPresent(
                sql, home.id(), digest, still.get().key(), still.get().size(), lease)) {
            UsageTable.Growth growth = usage.new Growth(sql, home);
            growth.hold(digest, still.get().size());
            growth.book();
        }
        return true;
    }

    /// Repositories that link a blob with this digest, at most `limit`.
    public List<RepositoryName> repositoriesWith(Digest digest, int limit) {
        return database.read(sql -> links.repositoriesWith(sql, digest, limit));
    }

    /// Takes the blob out of this repository: link and lease go at once, the bytes when no repository links
    /// them.
    public Deleted delete(RepositoryName name, Digest digest, Authority authority) {
        Deleted outcome = database.write(sql -> {
            authority.exercise(sql);
            Optional<Home> home = repositories.home(sql, name);
            return home.isEmpty() ? Deleted.UNKNOWN : unlink(sql, home.get(), digest, authority);
        });
        cache.changed(name, List.of(digest.toString()));
        return outcome;
    }

    private Deleted unlink(Sql sql, Home home, Digest digest, Authority authority) {
        if (manifests.namesBlob(sql, home.id(), digest)) {
            return Deleted.NAMED_BY_MANIFEST;
        }
        Optional<StorageKey> key = links.drop(sql, home.id(), digest);
        if (key.isEmpty()) {
            return Deleted.UNKNOWN;
        }
        garbage.queueUnlinked(sql, key.get(), leases.clock().now(sql) + delayMicros);
        usage.drop(sql, home.namespace(), digest);
        audit.record(sql, authority.author(), ContentEvents.blobDeleted(home.name(), digest));
        return Deleted.DONE;
    }
}
