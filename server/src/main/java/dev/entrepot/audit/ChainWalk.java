package dev.entrepot.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Goes along the chain, entry by entry, and notes what is not as it must be. Behind an entry that is wrong it
/// goes on from the chain that is stored there, so that each problem is told once, where it is.
final class ChainWalk {
    /// More problems than that say nothing more.
    private static final int MAX_PROBLEMS = 100;

    private final CheckpointSigner signer;
    private final List<String> problems = new ArrayList<>();
    private long problemsInAll;
    private long number;
    private byte[] chain;
    private long entries;
    private long checkpoints;
    private long lastCheckpoint;

    /// Begins behind the entry that `start` names.
    ChainWalk(CheckpointSigner signer, Seal start) {
        this.signer = signer;
        this.number = start.number();
        this.chain = start.chain();
        this.lastCheckpoint = start.number();
        if (!start.holds(signer)) {
            problem("the word that retention removed the entries up to " + number + " is not signed by this registry");
        }
    }

    void entry(StoredEntry entry) {
        if (entry.number() <= number) {
            problem("number " + entry.number() + " was given twice");
            return;
        }
        if (entry.number() > number + 1) {
            missing(number + 1, entry.number() - 1);
        } else if (!Arrays.equals(entry.chained(chain, entry.number()), entry.chain())) {
            problem("entry " + entry.number() + " (" + entry.id() + ", "
                    + Instant.EPOCH.plus(entry.at(), ChronoUnit.MICROS)
                    + ") is not what was chained: it or its place was altered");
        }
        number = entry.number();
        chain = entry.chain();
        entries++;
    }

    /// To be called when the walk has come to the number of that checkpoint, or beyond it.
    void checkpoint(Seal checkpoint) {
        checkpoints++;
        lastCheckpoint = checkpoint.number();
        if (!checkpoint.holds(signer)) {
            problem("checkpoint " + checkpoint.number() + " is not signed by this registry");
        } else if (checkpoint.number() == number && !Arrays.equals(checkpoint.chain(), chain)) {
            problem("entries up to " + number + " were altered after checkpoint " + number + " was signed");
        }
    }

    /// The end: what was signed last.
    void head(Seal head) {
        if (!head.holds(signer)) {
            problem("the head of the chain, entry " + head.number() + ", is not signed by this registry");
        }
        if (number < head.number()) {
            missing(number + 1, head.number());
        } else if (number > head.number()) {
            problem("entries " + (head.number() + 1) + " to " + number + " stand behind the head of the chain");
        } else if (!Arrays.equals(chain, head.chain())) {
            problem("entries up to " + number + " were altered after the head of the chain was signed");
        }
        if (lastCheckpoint > head.number()) {
            problem("checkpoint " + lastCheckpoint + " lies behind the last entry, " + head.number()
                    + ": the end was cut off");
        }
    }

    private void missing(long from, long to) {
        problem(from == to ? "entry " + from + " is missing" : "entries " + from + " to " + to + " are missing");
    }

    void problem(String text) {
        problemsInAll++;
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(text);
        }
    }

    boolean sound() {
        return problemsInAll == 0;
    }

    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        if (problemsInAll > problems.size()) {
            all.add("and " + (problemsInAll - problems.size()) + " problems more");
        }
        return all;
    }

    long number() {
        return number;
    }

    byte[] chain() {
        return chain;
    }

    long entries() {
        return entries;
    }

    long checkpoints() {
        return checkpoints;
    }

    long lastCheckpoint() {
        return lastCheckpoint;
    }
}
