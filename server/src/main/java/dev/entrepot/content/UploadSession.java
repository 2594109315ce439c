package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What this node remembers of an open upload whose epoch it holds. The row is the truth; this saves reading
/// it, and keeps the running hash.
///
/// ```
///   begin ----> writing --(bytes end)--> settle: force, commit the new length ----> idle
///     ^            |                     finish: force, commit blob and link -----> ended
///     +-- a later begin closes the writing under way, waits for its last buffer, and cuts off what it left
/// ```
///
/// `turn` is held while a writing begins and while one settles or finishes, never while the network is awaited:
/// so a commit under way is waited for, and nothing can be written once it has begun.
final class UploadSession {
    private final ReentrantLock turn = new ReentrantLock();
    private final UploadTable.Upload row;
    private long durable;
    private Optional<MessageDigest> hash;
    private @Nullable UploadWriting current;
    private boolean ended;

    UploadSession(UploadTable.Upload row) {
        this.row = row;
        this.durable = row.length();
        this.hash = row.length() == 0 ? Optional.of(row.algorithm().newHash()) : Optional.empty();
    }

    String id() {
        return row.id();
    }

    long repositoryId() {
        return row.repositoryId();
    }

    String principal() {
        return row.principal();
    }

    StorageKey key() {
        return row.key();
    }

    long epoch() {
        return row.epoch();
    }

    ReentrantLock turn() {
        return turn;
    }

    boolean belongsTo(long repository, String caller) {
        return row.repositoryId() == repository && row.principal().equals(caller);
    }

    boolean ended() {
        return ended;
    }

    /// Whether a request is writing right now.
    boolean busy() {
        turn.lock();
        try {
            return current != null;
        } finally {
            turn.unlock();
        }
    }

    /// Bytes that are durable. Requires `turn`.
    long durable() {
        return durable;
    }

    /// The algorithm of the running hash; a wish can still be granted while the upload is empty.
    /// Requires `turn`.
    void prefer(Digest.Algorithm algorithm) {
        if (durable == 0) {
            hash = Optional.of(algorithm.newHash());
        }
    }

    /// Takes over: closes the writing under way and opens a new one at the durable end. Requires `turn`.
    UploadWriting begin(BlobStore store) throws IOException {
        closeCurrent();
        UploadWriting writing = new UploadWriting(store.append(row.key(), durable), copyOf(hash));
        current = writing;
        return writing;
    }

    boolean isCurrent(UploadWriting writing) {
        return current == writing;
    }

    /// The bytes of `writing` are durable and recorded. Requires `turn`.
    void settled(UploadWriting writing) {
        durable = writing.length();
        hash = writing.hash();
        current = null;
    }

    /// Gives a writing up that is still the current one. Requires `turn`.
    void abandon(UploadWriting writing) throws IOException {
        writing.close();
        if (current == writing) {
            current = null;
        }
    }

    /// Nothing can be written any more. Requires `turn`.
    void end() throws IOException {
        ended = true;
        closeCurrent();
    }

    private void closeCurrent() throws IOException {
        UploadWriting writing = current;
        current = null;
        if (writing != null) {
            writing.close();
        }
    }

    private static Optional<MessageDigest> copyOf(Optional<MessageDigest> hash) {
        return hash.map(original -> {
            try {
                return (MessageDigest) original.clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("hash " + original.getAlgorithm() + " cannot be copied", e);
            }
        });
    }
}
