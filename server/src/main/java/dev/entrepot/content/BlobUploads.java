package dev.entrepot.content;

import dev.entrepot.authority.Authority;
import dev.entrepot.authority.NoLongerAllowedException;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// Pushing blobs: open, append, finish, cancel. What is acknowledged is durable: file, folder, then database.
///
/// distribution-spec, "Pushing blobs".
public final class BlobUploads {
    /// What this class works with.
    record Parts(
            Database database,
            BlobStore store,
            Repositories repositories,
            ContentCache cache,
            Leases leases,
            Executor hashing) {}

    private final Parts parts;
    private final long ttlMicros;
    private final String node = StorageKey.random().text();
    private final UploadTable table = new UploadTable();
    private final BlobArrival arrival;
    private final LinkTable linkTable = new LinkTable();
    private final GarbageTable garbageTable = new GarbageTable();
    private final UsageTable usage = new UsageTable();
    private final ConcurrentMap<String, UploadSession> sessions = new ConcurrentHashMap<>();

    BlobUploads(ContentConfig config, Parts parts) {
        this.parts = parts;
        this.arrival = new BlobArrival(parts.store);
        this.ttlMicros = config.uploadTtl().toNanos() / 1000;
    }

    /// Opens an upload. Makes the repository when absent. What is certain not to fit is refused already.
    public UploadResult open(RepositoryName name, UploadOpening opening) {
        String id = StorageKey.random().text();
        StorageKey key = StorageKey.random();
        Authority authority = opening.pusher().authority();
        UploadTable.Upload upload;
        try {
            upload = parts.database.write(sql -> {
                authority.exercise(sql);
                long now = parts.leases.clock().now(sql);
                Home home = parts.repositories.ensure(sql, name, opening.pusher(), now);
                requireRoom(sql, home, opening);
                String holder = authority.author().key();
                UploadTable.Upload row =
                        new UploadTable.Upload(id, home.id(), holder, key, opening.algorithm(), 0, 0, now);
                table.insert(sql, row, node);
                return row;
            });
        } catch (RefusedException refused) {
            return new UploadResult.Refused(refused.refusal());
        }
        sessions.put(id, new UploadSession(upload));
        return new UploadResult.Opened(id);
    }

    private void requireRoom(Sql sql, Home home, UploadOpening opening) {
        if (opening.length().isPresent()) {
            usage.objection(sql, home, opening.digest(), opening.length().getAsLong())
                    .ifPresent(refusal -> {
                        throw new RefusedException(refusal);
                    });
        }
    }

    /// How many bytes of an upload are durable; empty when there is no such upload for this caller.
    public Optional<Long> length(RepositoryName name, String id, Authority authority) {
        return parts.repositories
                .id(name)
                .flatMap(repository -> parts.database.read(sql -> table.find(sql, id)
                        .filter(row -> row.repositoryId() == repository
                                && row.principal().equals(authority.author().key()))
                        .map(UploadTable.Upload::length)));
    }

    /// Appends a chunk. What came before a sender went away is kept, so that it can resume there.
    public UploadResult append(RepositoryName name, String id, Authority authority, UploadChunk chunk)
            throws IOException {
        Optional<UploadSession> session = session(name, id, authority);
        return session.isEmpty()
                ? new UploadResult.UnknownUpload()
                : receive(
                        session.get(),
                        chunk,
                        Optional.empty(),
                        authority,
                        writing -> settle(session.get(), writing, authority));
    }

    /// Appends a last chunk, which may be empty, checks the digest and makes the blob exist and readable in the
    /// repository.
    public UploadResult finish(RepositoryName name, String id, Authority authority, UploadChunk chunk, Digest digest)
            throws IOException {
        Optional<UploadSession> session = session(name, id, authority);
        return session.isEmpty()
                ? new UploadResult.UnknownUpload()
                : receive(
                        session.get(),
                        chunk,
                        Optional.of(digest.algorithm()),
                        authority,
                        writing -> complete(session.get(), writing, new Finish(name, digest, authority)));
    }

    /// Ends an upload and drops its bytes; false when there is no such upload for this caller.
    public boolean cancel(RepositoryName name, String id, Authority authority) throws IOException {
        Optional<UploadSession> session = session(name, id, authority);
        if (session.isEmpty()) {
            return false;
        }
        session.get().turn().lock();
        try {
            return !session.get().ended() && discard(session.get(), authority::exercise);
        } finally {
            session.get().turn().unlock();
        }
    }

    /// Uploads that this node holds.
    int open() {
        return sessions.size();
    }

    /// Collects uploads that got no byte for the time to live. Uploads that are being written to are touched
    /// instead, and so are the leases of who writes. Returns how many were collected.
    public int sweep() throws IOException {
        touchBusy();
        List<UploadTable.Upload> dead = parts.database.read(
                sql -> table.untouchedSince(sql, parts.leases.over(sql) - ttlMicros, Garbage.BATCH));
        for (UploadTable.Upload upload : dead) {
            UploadSession session = sessions.computeIfAbsent(upload.id(), id -> new UploadSession(upload));
            session.turn().lock();
            try {
                discard(session, sql -> {});
            } finally {
                session.turn().unlock();
            }
        }
        return dead.size();
    }

    private void touchBusy() {
        for (UploadSession session : sessions.values()) {
            if (session.busy()) {
                parts.database.write(sql -> {
                    long now = parts.leases.clock().now(sql);
                    table.touch(sql, session.id(), now);
                    parts.leases.keep(sql, session.repositoryId(), session.principal(), now);
                    return now;
                });
            }
        }
    }

    /// The session of an upload: from memory, or claimed by raising its epoch (after a restart, from another
    /// node).
    private Optional<UploadSession> session(RepositoryName name, String id, Authority authority) {
        Optional<Long> repository = parts.repositories.id(name);
        if (repository.isEmpty()) {
            return Optional.empty();
        }
        String principal = authority.author().key();
        UploadSession known = sessions.get(id);
        if (known == null) {
            Optional<UploadTable.Upload> row = parts.database.read(sql -> table.find(sql, id));
            if (row.isEmpty()
                    || row.get().repositoryId() != repository.get()
                    || !row.get().principal().equals(principal)) {
                return Optional.empty();
            }
            Optional<UploadTable.Upload> claimed = parts.database.write(sql -> {
                authority.exercise(sql);
                return table.claim(sql, id, node);
            });
            if (claimed.isEmpty()) {
                return Optional.empty();
            }
            known = sessions.merge(id, new UploadSession(claimed.get()), (a, b) -> a.epoch() > b.epoch() ? a : b);
        }
        return Optional.of(known).filter(session -> session.belongsTo(repository.get(), principal));
    }

    private UploadResult receive(
            UploadSession session,
            UploadChunk chunk,
            Optional<Digest.Algorithm> wanted,
            Authority authority,
            Function<UploadWriting, UploadResult> then)
            throws IOException {
        Optional<UploadWriting> begun = begin(session, chunk, wanted);
        if (begun.isEmpty()) {
            return session.ended() ? new UploadResult.UnknownUpload() : new UploadResult.OutOfOrder(session.durable());
        }
        UploadWriting writing = begun.get();
        boolean kept = false;
        try {
            long received = chunk.source().drainTo(writing::accept);
            if (chunk.length().isPresent() && chunk.length().getAsLong() != received) {
                return new UploadResult.WrongLength(chunk.length().getAsLong(), received);
            }
            kept = true;
            return then.apply(writing);
        } catch (SupersededException e) {
            return new UploadResult.Superseded();
        } catch (IOException e) {
            // The sender went away: what came is kept, so that it can resume there. A failing disk ends here too, and
            // then refuses this as well.
            if (!kept && chunk.length().isEmpty()) {
                kept = true;
                settle(session, writing, authority);
            }
            throw e;
        } finally {
            if (!kept) {
                giveUp(session, writing);
            }
        }
    }

    private Optional<UploadWriting> begin(UploadSession session, UploadChunk chunk, Optional<Digest.Algorithm> wanted)
            throws IOException {
        session.turn().lock();
        try {
            if (session.ended() || (chunk.start().isPresent() && chunk.start().getAsLong() != session.durable())) {
                return Optional.empty();
            }
            wanted.ifPresent(session::prefer);
            return Optional.of(session.begin(parts.store));
        } finally {
            session.turn().unlock();
        }
    }

    private void giveUp(UploadSession session, UploadWriting writing) throws IOException {
        session.turn().lock();
        try {
            if (!session.isCurrent(writing)) {
                return;
            }
            session.abandon(writing);
            dropUnacknowledged(session);
        } finally {
            session.turn().unlock();
        }
    }

    /// Gives the space of the bytes that nobody acknowledged back at once: the disk may be full of them.
    private void dropUnacknowledged(UploadSession session) throws IOException {
        parts.store.append(session.key(), session.durable()).close();
    }

    private UploadResult settle(UploadSession session, UploadWriting writing, Authority authority) {
        return inTurn(session, writing, () -> {
            if (writing.length() > session.durable()) {
                writing.force();
                boolean ours = parts.database.write(sql -> {
                    authority.exercise(sql);
                    long now = parts.leases.clock().now(sql);
                    parts.leases.keep(sql, session.repositoryId(), session.principal(), now);
                    return table.advance(sql, session.id(), session.epoch(), writing.length(), now);
                });
                if (!ours) {
                    return lost(session);
                }
            }
            session.settled(writing);
            return new UploadResult.Accepted(session.durable());
        });
    }

    /// How an upload is to end: as this blob of this repository, if that is still allowed.
    private record Finish(RepositoryName name, Digest digest, Authority authority) {}

    private UploadResult complete(UploadSession session, UploadWriting writing, Finish finish) {
        Digest digest = finish.digest();
        return inTurn(session, writing, () -> {
            long size = writing.length();
            boolean unsettled = size > session.durable() || size == 0;
            Digest computed = digestOf(session, writing, digest.algorithm());
            if (!computed.equals(digest)) {
                discard(session, sql -> {});
                return new UploadResult.WrongDigest(digest, computed);
            }
            if (unsettled) {
                writing.force();
            }
            writing.close();
            try {
                if (!store(session, finish, size)) {
                    return lost(session);
                }
            } catch (RefusedException refused) {
                discard(session, sql -> {});
                return new UploadResult.Refused(refused.refusal());
            }
            end(session);
            parts.cache.changed(finish.name(), List.of(digest.toString()));
            return new UploadResult.Stored(digest, size);
        });
    }

    /// Makes the blob exist and links it, in one transaction; false when this upload is no longer ours. Where
    /// another upload of the digest was first, the bytes of this one are garbage.
    private boolean store(UploadSession session, Finish finish, long size) {
        AtomicBoolean healed = new AtomicBoolean();
        boolean ours = parts.repositories.write(finish.name(), finish.digest(), sql -> {
            finish.authority().exercise(sql);
            // By its id: it may have been renamed since the request began, into another namespace even.
            Optional<Home> home = parts.repositories.home(sql, session.repositoryId());
            if (home.isEmpty() || !table.delete(sql, session.id(), session.epoch())) {
                return false;
            }
            long now = parts.leases.clock().now(sql);
            BlobTable.Blob blob = arrival.of(sql, finish.digest(), session.key(), size, now);
            healed.set(blob.healed());
            Lease lease = parts.leases.of(now, session.principal());
            if (linkTable.putPresent(sql, home.get().id(), finish.digest(), blob.key(), size, lease)) {
                UsageTable.Growth growth = usage.new Growth(sql, home.get());
                growth.hold(finish.digest(), size);
                growth.book();
            }
            return true;
        });
        if (healed.get()) {
            parts.cache.healed(finish.digest());
        }
        return ours;
    }

    private Digest digestOf(UploadSession session, UploadWriting writing, Digest.Algorithm algorithm)
            throws IOException {
        Optional<MessageDigest> running = writing.hash()
                .filter(hash -> hash.getAlgorithm().equals(algorithm.newHash().getAlgorithm()));
        return running.isPresent()
                ? Digest.finish(algorithm, running.get())
                : Rehash.digest(parts.store, session.key(), algorithm, parts.hashing);
    }

    /// Runs the end of a request in its turn: nobody else writes, settles or ends the upload meanwhile.
    private UploadResult inTurn(UploadSession session, UploadWriting writing, End end) {
        session.turn().lock();
        try {
            if (!session.isCurrent(writing)) {
                return session.ended() ? new UploadResult.UnknownUpload() : new UploadResult.Superseded();
            }
            try {
                return end.run();
            } catch (NoLongerAllowedException e) {
                session.abandon(writing);
                dropUnacknowledged(session);
                throw e;
            } finally {
                session.abandon(writing);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            session.turn().unlock();
        }
    }

    private interface End {
        UploadResult run() throws IOException;
    }

    /// The row's epoch moved on, or the row is gone: this node forgets what it knew.
    private UploadResult lost(UploadSession session) throws IOException {
        end(session);
        return new UploadResult.Superseded();
    }

    private boolean discard(UploadSession session, Authority.Check check) throws IOException {
        session.end();
        try {
            return parts.database.write(sql -> {
                check.require(sql);
                if (!table.delete(sql, session.id(), session.epoch())) {
                    return false;
                }
                garbageTable.queueRemoval(
                        sql, session.key(), parts.leases.clock().now(sql));
                return true;
            });
        } finally {
            end(session);
        }
    }

    private void end(UploadSession session) throws IOException {
        session.end();
        sessions.remove(session.id(), session);
    }
}
