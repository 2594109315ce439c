package dev.entrepot.audit;

import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Removes old entries from the beginning of the chain.
///
/// It goes up to the newest checkpoint that is old enough: what was chained before it was recorded before it.
/// Batch by batch, in one transaction each, the entries go and the start of the chain, signed, takes their
/// place; whatever stops it between two batches leaves a chain that verifies. Entries that do not verify are
/// not removed: they are evidence.
final class AuditRetention {
    /// One transaction removes so many.
    static final int BATCH = 500;

    /// Bounds a run: five million entries.
    private static final int BATCHES = 10_000;

    private final Database database;
    private final AuditLog log;
    private final CheckpointSigner signer;
    private final InstantSource clock;
    private final Duration keep;
    private final EntryTable entries = new EntryTable();
    private final SealTable seals = new SealTable();

    AuditRetention(Audit.Parts parts, Duration keep) {
        this.database = parts.database();
        this.log = parts.log();
        this.signer = parts.signer();
        this.clock = parts.clock();
        this.keep = keep;
    }

    /// Returns how many this call removed.
    long run() {
        Instant before = clock.instant().minus(keep);
        Optional<Seal> until = database.read(sql -> seals.newestCheckpointUntil(sql, micros(before)));
        if (until.isEmpty()) {
            return 0;
        }
        require(until.get().holds(signer), until.get().number());
        long removed = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            Seal start = database.read(sql -> seals.bound(sql, Seal.Kind.START));
            if (start.number() >= until.get().number() || !removeBehind(start, until.get(), batch == 0)) {
                break;
            }
            removed += Math.min(BATCH, until.get().number() - start.number());
        }
        return removed;
    }

    /// False when another node moved the start.
    private boolean removeBehind(Seal start, Seal until, boolean first) {
        int limit = (int) Math.min(BATCH, until.number() - start.number());
        List<StoredEntry> old = database.read(sql -> entries.chained(sql, start.number(), limit));
        ChainWalk walk = new ChainWalk(signer, start);
        old.forEach(walk::entry);
        if (walk.number() == until.number()) {
            walk.checkpoint(until);
        }
        require(walk.sound() && old.size() == limit, start.number() + limit);
        Seal next = Seal.signed(signer, Seal.Kind.START, walk.number(), walk.chain(), micros(clock.instant()));
        return database.write(sql -> {
            if (!seals.move(sql, start, next)) {
                return false;
            }
            entries.deleteThrough(sql, next.number());
            seals.deleteCheckpointsBefore(sql, next.number());
            if (first) {
                log.record(
                        sql,
                        Author.system("audit"),
                        AuditEvent.of("audit.purge", "", "audit")
                                .with("from", String.valueOf(start.number() + 1))
                                .with("through", String.valueOf(until.number()))
                                .with(
                                        "signedUntil",
                                        Instant.EPOCH
                                                .plus(until.at(), ChronoUnit.MICROS)
                                                .toString()));
            }
            return true;
        });
    }

    private static void require(boolean sound, long number) {
        if (!sound) {
            throw new IllegalStateException("audit entries up to " + number
                    + " do not verify, so retention leaves them: see `entrepot audit verify`");
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
