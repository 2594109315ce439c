package dev.entrepot.audit;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The job that numbers and chains what was recorded, and signs where the chain stands.
///
/// ```
///   chain 0 = 32 zero bytes
///   chain n = SHA-256(chain n-1, n, every other column of entry n)
///   head    = signature over (number, chain) of the last entry, replaced with every batch
///   checkpoint = the same of some entry on the way, kept
/// ```
///
/// An entry is claimed by its state, "has no number", and never by standing behind the last one seen: a
/// transaction that commits late, or on a node whose clock is slow, is numbered by the next run, with whatever
/// number is next then. Within a batch the order is that of the ids, which is that of time.
///
/// Any number of nodes may run this at once. A batch is read on a snapshot, chained in memory, and written only
/// if the head is still the one it was chained to; whoever loses begins anew. The writing transaction looks
/// rows up by their ids and reads no range, so that it hardly ever meets the writers of PostgreSQL's
/// serializable transactions.
///
/// Nothing is built on a head whose signature does not hold: an altered one stops the chain, loudly, instead of
/// being made true by the next signature.
final class AuditChain {
    /// Bounds what a run holds in memory, and how long a transaction keeps the writer of SQLite; PostgreSQL remembers
    /// for as long what each of the transactions beside it has read.
    static final int BATCH = 200;

    /// Bounds a run: 50,000 entries. What is left over follows in the next.
    private static final int BATCHES = 250;

    /// A checkpoint at least every so many entries.
    static final int CHECKPOINT_ENTRIES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(AuditChain.class);

    private final Database database;
    private final CheckpointSigner signer;
    private final InstantSource clock;
    private final long checkpointMicros;
    private final EntryTable entries = new EntryTable();
    private final SealTable seals = new SealTable();

    AuditChain(AuditConfig config, Database database, CheckpointSigner signer, InstantSource clock) {
        this.database = database;
        this.signer = signer;
        this.clock = clock;
        this.checkpointMicros = config.checkpointInterval().toNanos() / 1_000;
    }

    /// What a batch is made of, as one snapshot shows it.
    ///
    /// @param untouched the chain has a head, or nothing that ever had one
    private record Seen(Seal head, Seal checkpoint, List<StoredEntry> waiting, boolean untouched) {}

    /// Chains what waits. Returns how many entries this call chained; zero also when another node was faster.
    int advance() {
        int chained = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            Seen seen = database.read(this::look);
            if (seen.waiting.isEmpty() && !checkpointDue(seen)) {
                return chained;
            }
            requireSound(seen);
            if (write(seen)) {
                chained += seen.waiting.size();
            }
        }
        return chained;
    }

    private Seen look(Sql sql) {
        Seal head = seals.bound(sql, Seal.Kind.HEAD);
        Seal checkpoint = seals.newestCheckpoint(sql).orElseGet(() -> Seal.none(Seal.Kind.CHECKPOINT));
        List<StoredEntry> waiting = entries.unchained(sql, BATCH);
        boolean untouched = head.number() > 0
                || (checkpoint.number() == 0
                        && seals.bound(sql, Seal.Kind.START).number() == 0
                        && entries.chained(sql, 0, 1).isEmpty());
        return new Seen(head, checkpoint, waiting, untouched);
    }

    private void requireSound(Seen seen) {
        if (!seen.untouched || !seen.head.holds(signer)) {
            throw new IllegalStateException("the head of the audit chain at entry " + seen.head.number()
                    + " was altered in the database; nothing is chained to it: see `entrepot audit verify`");
        }
    }

    private boolean write(Seen seen) {
        List<StoredEntry> numbered = chained(seen);
        long now = now();
        Seal head = seen.head;
        if (!numbered.isEmpty()) {
            StoredEntry last = numbered.getLast();
            head = Seal.signed(signer, Seal.Kind.HEAD, last.number(), last.chain(), now);
        }
        Seal next = head;
        boolean due = checkpointDue(seen);
        Seal checkpoint = due
                ? Seal.signed(signer, Seal.Kind.CHECKPOINT, next.number(), next.chain(), now)
                : Seal.none(Seal.Kind.CHECKPOINT);
        boolean written = database.write(sql -> {
            if (!numbered.isEmpty() && !number(sql, seen.head, next, numbered)) {
                return false;
            }
            if (due) {
                seals.insertCheckpoint(sql, checkpoint);
            }
            return true;
        });
        if (written && due) {
            // Whoever keeps the log elsewhere can hold the database to it.
            LOG.info(
                    "event=audit_checkpoint number={} chain={} kid={}",
                    checkpoint.number(),
                    HexFormat.of().formatHex(checkpoint.chain()),
                    checkpoint.kid());
        }
        return written;
    }

    private boolean number(Sql sql, Seal known, Seal next, List<StoredEntry> numbered) {
        if (!seals.move(sql, known, next)) {
            return false;
        }
        int changed = entries.number(sql, numbered);
        if (changed != numbered.size()) {
            throw new IllegalStateException(
                    changed + " of " + numbered.size() + " entries to chain behind " + known.number() + " are there");
        }
        return true;
    }

    private static List<StoredEntry> chained(Seen seen) {
        List<StoredEntry> numbered = new ArrayList<>(seen.waiting.size());
        long number = seen.head.number();
        byte[] chain = seen.head.chain();
        for (StoredEntry entry : seen.waiting) {
            number++;
            chain = entry.chained(chain, number);
            numbered.add(new StoredEntry(entry.id(), entry.at(), entry.texts(), number, chain));
        }
        return numbered;
    }

    private boolean checkpointDue(Seen seen) {
        long passed = seen.head.number() + seen.waiting.size() - seen.checkpoint.number();
        return passed >= CHECKPOINT_ENTRIES || (passed > 0 && now() - seen.checkpoint.at() >= checkpointMicros);
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
