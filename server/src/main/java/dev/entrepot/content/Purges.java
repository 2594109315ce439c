package dev.entrepot.content;

import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.database.ConstraintViolation;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Empties the trash of what is over.
///
/// ```
///   over, a lease in its bin: waits      over: (one transaction) its row goes, what referred to its manifests is
///                                        queued in `orphan`, its bin is nobody's: {@link RepositoryDeletion} empties
/// it
/// ```
final class Purges {
    private static final int BATCH = 64;
    /// Batches of one turn, so that the server can stop in time.
    private static final int ROUNDS = 16;
    /// Deletions that end in one transaction.
    private static final int GROUP = 16;

    private final Database database;
    private final AccessEpoch epoch;
    private final ClockWatch watch;
    private final NameKeeper names;
    private final RepositoryDeletion emptying;
    private final DeletionTable deletions = new DeletionTable();
    private final EndedTable ended = new EndedTable();
    private final NamespaceTable namespaces = new NamespaceTable();
    private final ReentrantLock purgeLock = new ReentrantLock();

    Purges(Content.Foundations below, ClockWatch watch, RepositoryDeletion emptying) {
        this.database = below.database();
        this.epoch = below.epoch();
        this.names = below.names();
        this.watch = watch;
        this.emptying = emptying;
    }

    /// A turn of the recurring job: some of what is over.
    int turn() {
        int[] round = {0};
        return run(() -> round[0]++ < ROUNDS);
    }

    /// Empties all that is over by now, as long as `goOn` says so. Returns how many deletions are gone for good.
    int run(BooleanSupplier goOn) {
        // Two at once would take each other's rows away, and both would believe that nothing is left.
        purgeLock.lock();
        try {
            int gone = 0;
            boolean more = true;
            while (more && goOn.getAsBoolean()) {
                List<DeletionTable.Stored> due = database.read(sql -> ended.due(sql, watch.over(sql), BATCH));
                int forgotten = forget(due);
                gone += forgotten;
                more = forgotten + emptying.finish() > 0;
            }
            return gone;
        } finally {
            purgeLock.unlock();
        }
    }

    private int forget(List<DeletionTable.Stored> due) {
        int gone = 0;
        List<DeletionTable.Stored> plain = new ArrayList<>();
        for (DeletionTable.Stored each : due) {
            if (each.kind() == TrashEntry.Kind.NAMESPACE) {
                gone += forgetNamespace(each) ? 1 : 0;
            } else {
                plain.add(each);
            }
        }
        for (int from = 0; from < plain.size(); from += GROUP) {
            List<DeletionTable.Stored> group = plain.subList(from, Math.min(plain.size(), from + GROUP));
            gone += database.write(sql -> {
                int ended = 0;
                for (DeletionTable.Stored each : group) {
                    ended += forget(sql, each) ? 1 : 0;
                }
                return ended;
            });
        }
        return gone;
    }

    private boolean forget(Sql sql, DeletionTable.Stored due) {
        Optional<DeletionTable.Stored> still = ended.findDue(sql, due.id(), watch.over(sql));
        still.ifPresent(deletion -> abandon(sql, deletion));
        return still.isPresent();
    }

    private void abandon(Sql sql, DeletionTable.Stored deletion) {
        Long bin = deletion.binId();
        long repository = Trash.repositoryOf(deletion);
        deletions.delete(sql, deletion.id());
        if (bin == null) {
            return;
        }
        if (deletion.kind() == TrashEntry.Kind.REPOSITORY) {
            ended.endOf(sql, repository);
        } else {
            ended.queueOrphans(sql, repository, bin, watch.over(sql));
        }
        ended.abandon(sql, bin);
    }

    /// The name is free again, and what was kept by it goes.
    private boolean forgetNamespace(DeletionTable.Stored due) {
        try {
            return epoch.change(sql -> {
                if (ended.findDue(sql, due.id(), watch.over(sql)).isEmpty()) {
                    return false;
                }
                deletions.delete(sql, due.id());
                names.deleted(sql, due.namespace());
                namespaces.delete(sql, due.namespace());
                return true;
            });
        } catch (ConstraintViolation stillReferred) {
            // Somebody gave the namespace something new; the next run sees to it.
            if (stillReferred.kind() != ConstraintViolation.Kind.FOREIGN_KEY) {
                throw stillReferred;
            }
            return false;
        }
    }
}
