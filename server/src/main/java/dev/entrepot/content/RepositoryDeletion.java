package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.storage.StorageKey;
import java.util.List;

/// Empties repositories that nobody can bring back, and bins that nobody needs.
///
/// ```
///   live --> in the trash --over, or restored from--> nobody's --(bounded batches)--> (nothing)
/// ```
///
/// From its deletion on nobody finds the repository and its name is free; how much hangs on it only decides how long
/// its
/// space takes to come back. Every batch is a transaction that looks for what is left, so a crash between them is taken
/// up by the job that calls {@link #finish}.
public final class RepositoryDeletion {
    /// Rows per transaction, so that none is long.
    private static final int BATCH = 256;
    /// Repositories per round.
    private static final int ROUND = 16;

    private final Database database;
    private final DatabaseClock clock;
    private final long delayMicros;
    private final RemainsTable remains = new RemainsTable();
    private final ManifestTable manifests = new ManifestTable();
    private final LinkTable links = new LinkTable();
    private final GarbageTable garbage = new GarbageTable();

    RepositoryDeletion(ContentConfig config, Database database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
        this.delayMicros = config.garbageDelay().toNanos() / 1000;
    }

    /// Empties what is nobody's, and returns how many repositories and bins are gone. Those with an upload under way
    /// wait for its end.
    public int finish() {
        int gone = 0;
        for (long each : database.read(sql -> remains.some(sql, ROUND))) {
            State state = State.MORE;
            while (state == State.MORE) {
                state = database.write(sql -> batch(sql, each));
            }
            gone += state == State.GONE ? 1 : 0;
        }
        return gone;
    }

    private enum State {
        MORE,
        GONE,
        /// Something came back to it, such as an upload; a later run sees to it.
        STAYS
    }

    /// What fits into one batch, as bins mostly do, goes with its row in one transaction.
    private State batch(Sql sql, long from) {
        if (remains.dropNaming(sql, from, BATCH) >= BATCH) {
            return State.MORE;
        }
        List<Digest> stored = remains.manifests(sql, from, BATCH);
        for (Digest digest : stored) {
            manifests.delete(sql, from, digest);
        }
        if (stored.size() == BATCH) {
            return State.MORE;
        }
        List<Digest> linked = remains.links(sql, from, BATCH);
        for (Digest digest : linked) {
            for (StorageKey key : links.drop(sql, from, digest).stream().toList()) {
                garbage.queueUnlinked(sql, key, clock.now(sql) + delayMicros);
            }
        }
        if (linked.size() == BATCH) {
            return State.MORE;
        }
        return remains.forget(sql, from) ? State.GONE : State.STAYS;
    }
}
