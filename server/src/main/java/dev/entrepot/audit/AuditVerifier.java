package dev.entrepot.audit;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.util.List;

/// Proves the audit whole, or says where it is not: every entry from the start of the chain to its head, every
/// signature on the way. Reads in batches, while writers, chaining and retention go on.
final class AuditVerifier {
    static final int BATCH = 1_000;

    /// Retention may take the entries that are being looked at; then the look begins anew.
    private static final int ATTEMPTS = 5;

    private final Database database;
    private final CheckpointSigner signer;
    private final EntryTable entries = new EntryTable();
    private final SealTable seals = new SealTable();

    AuditVerifier(Database database, CheckpointSigner signer) {
        this.database = database;
        this.signer = signer;
    }

    /// Some entries, the checkpoints that lie among them, and how it stood when they were read.
    private record Batch(List<StoredEntry> entries, List<Seal> checkpoints, boolean last, End end) {}

    /// @param outside how many entries have numbers that no chain gave them
    private record End(Seal head, long counted, long outside, long unchained) {
        static final End NOT_YET = new End(Seal.none(Seal.Kind.HEAD), 0, 0, 0);
    }

    Verification verify() {
        for (int attempt = 1; true; attempt++) {
            Seal start = start();
            Verification found = walk(start);
            if (found.sound() || attempt == ATTEMPTS || start().number() == start.number()) {
                return found;
            }
        }
    }

    private Seal start() {
        return database.read(sql -> seals.bound(sql, Seal.Kind.START));
    }

    @SuppressWarnings("ThreadPriorityCheck") // hands the carrier on; nothing relies on it
    private Verification walk(Seal start) {
        ChainWalk walk = new ChainWalk(signer, start);
        long afterCheckpoint = start.number();
        while (true) {
            long afterEntry = walk.number();
            long checkpointsFrom = afterCheckpoint;
            Batch batch = database.read(sql -> batch(sql, start, afterEntry, checkpointsFrom));
            if (!batch.checkpoints.isEmpty()) {
                afterCheckpoint = batch.checkpoints.getLast().number();
            }
            along(walk, batch);
            if (batch.last) {
                return end(walk, start, batch.end);
            }
            // Hashing and SQLite never give a carrier thread back by themselves.
            Thread.yield();
        }
    }

    private Batch batch(Sql sql, Seal start, long afterEntry, long afterCheckpoint) {
        List<StoredEntry> some = entries.chained(sql, afterEntry, BATCH);
        List<Seal> signed = seals.checkpoints(sql, afterCheckpoint, BATCH);
        if (some.size() == BATCH || signed.size() == BATCH) {
            long until = some.isEmpty() ? Long.MAX_VALUE : some.getLast().number();
            return new Batch(
                    some, signed.stream().filter(each -> each.number() <= until).toList(), false, End.NOT_YET);
        }
        Seal head = seals.bound(sql, Seal.Kind.HEAD);
        EntryTable.Counted counted = entries.count(sql, start.number(), head.number());
        return new Batch(
                some, signed, true, new End(head, counted.all(), counted.outside(), entries.countUnchained(sql)));
    }

    /// Entries and checkpoints together, in the order of their numbers.
    private static void along(ChainWalk walk, Batch batch) {
        int next = 0;
        for (StoredEntry entry : batch.entries) {
            while (next < batch.checkpoints.size()
                    && batch.checkpoints.get(next).number() < entry.number()) {
                walk.checkpoint(batch.checkpoints.get(next++));
            }
            walk.entry(entry);
            if (next < batch.checkpoints.size() && batch.checkpoints.get(next).number() == entry.number()) {
                walk.checkpoint(batch.checkpoints.get(next++));
            }
        }
        batch.checkpoints.subList(next, batch.checkpoints.size()).forEach(walk::checkpoint);
    }

    private static Verification end(ChainWalk walk, Seal start, End end) {
        walk.head(end.head);
        if (end.outside > 0) {
            walk.problem(end.outside + " entries have numbers outside of the chain, which is from "
                    + (start.number() + 1) + " to " + end.head.number());
        }
        if (end.counted != walk.entries()) {
            walk.problem(end.counted + " entries have a number, " + walk.entries() + " have a place");
        }
        long first = walk.entries() == 0 ? 0 : start.number() + 1;
        return new Verification(
                walk.entries(),
                walk.checkpoints(),
                first,
                walk.entries() == 0 ? 0 : walk.number(),
                Math.max(0, end.head.number() - walk.lastCheckpoint()),
                end.unchained,
                walk.problems());
    }
}
