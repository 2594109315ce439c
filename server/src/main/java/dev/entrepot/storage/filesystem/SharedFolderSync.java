package dev.entrepot.storage.filesystem;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One folder's fsync, shared by all who ask for it before it starts.
///
/// ```
/// ask ──► join the round that gathers ──► its first member waits until the round before is done,
///         (or open one)                   closes it to newcomers, syncs once, tells all members
/// ```
final class SharedFolderSync {
    private final ReentrantLock roundLock = new ReentrantLock();
    private final ReentrantLock syncLock = new ReentrantLock();
    private final Sync sync;
    private @Nullable CompletableFuture<Void> gathering;

    SharedFolderSync(Sync sync) {
        this.sync = sync;
    }

    /// Returns after a sync that began after this call. Throws what that sync threw.
    void sync() throws IOException {
        CompletableFuture<Void> own = new CompletableFuture<>();
        Optional<CompletableFuture<Void>> others = joinElseOpen(own);
        if (others.isPresent()) {
            await(others.get());
        } else {
            lead(own);
        }
    }

    /// The round that gathers; empty when there was none, and `own` gathers now.
    private Optional<CompletableFuture<Void>> joinElseOpen(CompletableFuture<Void> own) {
        roundLock.lock();
        try {
            Optional<CompletableFuture<Void>> open = Optional.ofNullable(gathering);
            if (open.isEmpty()) {
                gathering = own;
            }
            return open;
        } finally {
            roundLock.unlock();
        }
    }

    private void lead(CompletableFuture<Void> round) throws IOException {
        syncLock.lock();
        try {
            closeRound();
            sync.run();
            round.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            round.completeExceptionally(e);
            throw e;
        } finally {
            syncLock.unlock();
        }
    }

    private void closeRound() {
        roundLock.lock();
        try {
            gathering = null;
        } finally {
            roundLock.unlock();
        }
    }

    private static void await(CompletableFuture<Void> round) throws IOException {
        try {
            round.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case null, default -> throw new IOException("a shared fsync of the folder failed", e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the folder's fsync", e);
        }
    }

    /// The fsync itself.
    @FunctionalInterface
    interface Sync {
        void run() throws IOException;
    }
}
