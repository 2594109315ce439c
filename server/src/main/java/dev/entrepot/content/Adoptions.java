package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Makes blobs of files that are on this machine already, by a second name for each, without copying it.
///
/// ```
///   hash the file --> row in `removal`, due in an hour --> hard link, fsync --> one commit: no removal, blob, link
/// ```
///
/// So a crash anywhere leaves a name that the collector takes away, and never a row without bytes.
public final class Adoptions {
    /// Linking takes milliseconds; whoever needs longer than this starts again.
    private static final long DUE_AFTER_MICROS = TimeUnit.HOURS.toMicros(1);

    /// A removal that is due so soon may be under way.
    private static final long MARGIN_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final Database database;
    private final BlobStore store;
    private final Repositories repositories;
    private final ContentCache cache;
    private final Leases leases;
    private final BlobArrival arrival;
    private final LinkTable links = new LinkTable();
    private final GarbageTable garbage = new GarbageTable();
    private final UsageTable usage = new UsageTable();

    Adoptions(Content.Foundations below, Repositories repositories, ContentCache cache, Leases leases) {
        this.database = below.database();
        this.store = below.store();
        this.repositories = repositories;
        this.cache = cache;
        this.leases = leases;
        this.arrival = new BlobArrival(below.store());
    }

    /// Makes a blob of the repository of a file, which has no other bytes from now on and is written by nobody.
    /// Hashes on this thread, a platform thread. Throws `IOException` when the file cannot be read or linked;
    /// nothing changed then.
    ///
    /// @return `Stored`, `WrongDigest` or `Refused`
    public UploadResult adopt(RepositoryName name, Digest digest, Path file, Pusher pusher, Pace pace)
            throws IOException {
        Digest computed = Rehash.digest(file, digest.algorithm(), pace);
        if (!computed.equals(digest)) {
            return new UploadResult.WrongDigest(digest, computed);
        }
        StorageKey key = StorageKey.random();
        database.write(sql -> {
            pusher.authority().exercise(sql);
            garbage.queueRemoval(sql, key, leases.clock().now(sql) + DUE_AFTER_MICROS);
            return key;
        });
        store.adopt(key, file);
        long size = store.find(key)
                .map(Blobs::sizeOf)
                .orElseThrow(() -> new IOException("the link to " + file + " is gone"));
        AtomicBoolean healed = new AtomicBoolean();
        try {
            boolean ours = repositories.write(name, digest, sql -> {
                pusher.authority().exercise(sql);
                long now = leases.clock().now(sql);
                Home home = repositories.ensure(sql, name, pusher, now);
                if (!garbage.takeBackRemoval(sql, key, now + MARGIN_MICROS)) {
                    return false;
                }
                healed.set(store(sql, home, new Arrived(digest, key, size), leases.of(now, pusher.authority())));
                return true;
            });
            if (!ours) {
                throw new IOException("linking " + file + " took too long; try again");
            }
        } catch (RefusedException refused) {
            return new UploadResult.Refused(refused.refusal());
        }
        if (healed.get()) {
            cache.healed(digest);
        }
        cache.changed(name, List.of(digest.toString()));
        return new UploadResult.Stored(digest, size);
    }

    private record Arrived(Digest digest, StorageKey key, long size) {}

    /// Says whether a blob's bad bytes were replaced.
    private boolean store(Sql sql, Home home, Arrived arrived, Lease lease) {
        long size = arrived.size();
        BlobTable.Blob blob = arrival.of(
                sql, arrived.digest(), arrived.key(), size, leases.clock().now(sql));
        if (links.putPresent(sql, home.id(), arrived.digest(), blob.key(), size, lease)) {
            UsageTable.Growth growth = usage.new Growth(sql, home);
            growth.hold(arrived.digest(), size);
            growth.book();
        }
        return blob.healed();
    }
}
