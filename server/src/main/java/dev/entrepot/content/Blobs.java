package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
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
    private final long delayMicros;
    private final LinkTable links = new LinkTable();
    private final ManifestTable manifests = new ManifestTable();
    private final GarbageTable garbage = new GarbageTable();

    Blobs(
            ContentConfig config,
            Database database,
            BlobStore store,
            Repositories repositories,
            ContentCache cache,
            Leases leases,
            AuditLog audit) {
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
                        .flatMap(this::stored));
    }

    private Optional<StoredBlob> stored(Link link) {
        try {
            return store.find(link.key())
                    .filter(bytes -> sizeOf(bytes) == link.size())
                    .map(bytes -> new StoredBlob(bytes, link.size(), link.leasedUntil()));
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

    /// Links a blob of `from` here too, without moving a byte; false when it is not there or its bytes are not.
    public boolean mount(RepositoryName target, Digest digest, RepositoryName from, Authority authority) {
        Optional<Long> source = repositories.id(from);
        return source.isPresent()
                && mount(target, digest, authority, database.read(sql -> links.findPresent(sql, source.get(), digest)));
    }

    /// Repositories that link a blob with this digest, at most `limit`.
    public List<RepositoryName> repositoriesWith(Digest digest, int limit) {
        return database.read(sql -> links.repositoriesWith(sql, digest, limit));
    }

    private boolean mount(RepositoryName target, Digest digest, Authority authority, Optional<Link> source) {
        if (source.isEmpty() || stored(source.get()).isEmpty()) {
            return false;
        }
        boolean mounted = database.write(sql -> {
            authority.exercise(sql);
            // Read again inside the transaction: the link may be going, and the key may have been healed.
            Optional<Link> still = links.findAnywhere(sql, digest);
            if (still.isEmpty()) {
                return false;
            }
            long now = leases.clock().now(sql);
            long repository = repositories.ensure(sql, target, authority, now);
            StorageKey key = still.get().key();
            links.putPresent(sql, repository, digest, key, still.get().size(), leases.of(now, authority));
            return true;
        });
        cache.changed(target, List.of(digest.toString()));
        return mounted;
    }

    /// Takes the blob out of this repository: link and lease go at once, the bytes when no repository links
    /// them.
    public Deleted delete(RepositoryName name, Digest digest, Authority authority) {
        Optional<Long> repository = repositories.id(name);
        if (repository.isEmpty()) {
            return Deleted.UNKNOWN;
        }
        Deleted outcome = database.write(sql -> {
            authority.exercise(sql);
            if (manifests.namesBlob(sql, repository.get(), digest)) {
                return Deleted.NAMED_BY_MANIFEST;
            }
            Optional<StorageKey> key = links.drop(sql, repository.get(), digest);
            key.ifPresent(dropped -> {
                garbage.queueUnlinked(sql, dropped, leases.clock().now(sql) + delayMicros);
                audit.record(sql, authority.author(), ContentEvents.blobDeleted(name, digest));
            });
            return key.isPresent() ? Deleted.DONE : Deleted.UNKNOWN;
        });
        cache.changed(name, List.of(digest.toString()));
        return outcome;
    }
}
