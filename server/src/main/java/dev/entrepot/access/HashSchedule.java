package dev.entrepot.access;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Which password is hashed next.
///
/// ```
/// TRUSTED ── first ───────────────────────┐
/// FRESH ──── then ────────────────────────┼── slots, N at once
/// SPRAYED ──┐ in turns, 3 : 1,            │
/// FAILED ───┴ one at a time ──────────────┘
/// ```
///
/// What is suspect never has more than one slot, and never waits for more than {@link #OTHERS_IN_A_ROW} others: a
/// storm of wrong passwords costs one slot at most, and a right one among them still has its turn. Knows neither
/// threads nor time. Not safe for threads; its owner holds a lock.
final class HashSchedule<J> {
    /// How many may pass something suspect that waits while its slot is free.
    static final int OTHERS_IN_A_ROW = 4;

    /// After so many sprayed ones a failed one has its turn: most of those who fail again are storms, while among
    /// the sprayed there are neighbours of the one who sprays.
    static final int SPRAYED_IN_A_ROW = 3;

    /// One source may hold a quarter of the places for what is fresh.
    private static final int SHARE_OF_A_SOURCE = 4;

    /// What is suspect has a quarter of the places, so that nobody waits long to hear that a password is wrong; one
    /// source may hold half of them.
    private static final int SHARE_OF_THE_SUSPECT = 4;

    private static final int SUSPECT_SHARE_OF_A_SOURCE = 2;

    /// What is known of a login before its password is hashed.
    enum Lane {
        /// The same source was right about the same account lately.
        TRUSTED,
        /// Nothing speaks for it or against it.
        FRESH,
        /// Its source was wrong about many accounts lately, though not about this one.
        SPRAYED,
        /// The same source was wrong about the same account lately.
        FAILED;

        boolean suspect() {
            return this == SPRAYED || this == FAILED;
        }
    }

    /// What runs now; {@link #finished} gives its slot back.
    record Turn<J>(Lane lane, J job) {}

    private final int slots;
    private final Map<Lane, FairQueue<J>> lanes = new EnumMap<>(Lane.class);
    private int running;
    private boolean suspectRuns;
    private int othersInARow;
    private int sprayedInARow;

    HashSchedule(int slots, int places, RandomGenerator lots) {
        if (slots < 1) {
            throw new IllegalArgumentException("no slots: " + slots);
        }
        this.slots = slots;
        int suspects = Math.ceilDiv(places, SHARE_OF_THE_SUSPECT);
        for (Lane lane : Lane.values()) {
            lanes.put(
                    lane,
                    lane.suspect()
                            ? new FairQueue<>(suspects, Math.ceilDiv(suspects, SUSPECT_SHARE_OF_A_SOURCE), lots)
                            : new FairQueue<>(places, Math.ceilDiv(places, SHARE_OF_A_SOURCE), lots));
        }
    }

    /// Adds a job; returns the one for which there is no place any more, which may be the same.
    Optional<J> add(Lane lane, LoginPair pair, J job) {
        return lane(lane).add(pair, job);
    }

    /// The next to run, if a slot is free for one that waits.
    Optional<Turn<J>> next() {
        if (running == slots) {
            return Optional.empty();
        }
        Optional<Lane> suspect = suspectRuns ? Optional.empty() : suspectInTurn();
        Optional<Lane> other = firstWaiting(Lane.TRUSTED, Lane.FRESH);
        if (other.isPresent() && (suspect.isEmpty() || othersInARow < OTHERS_IN_A_ROW)) {
            othersInARow = suspect.isEmpty() ? 0 : othersInARow + 1;
            return started(other.get());
        }
        if (suspect.isEmpty()) {
            return Optional.empty();
        }
        othersInARow = 0;
        sprayedInARow = suspect.get() == Lane.SPRAYED ? sprayedInARow + 1 : 0;
        suspectRuns = true;
        return started(suspect.get());
    }

    private Optional<Lane> suspectInTurn() {
        return sprayedInARow < SPRAYED_IN_A_ROW
                ? firstWaiting(Lane.SPRAYED, Lane.FAILED)
                : firstWaiting(Lane.FAILED, Lane.SPRAYED);
    }

    private Optional<Lane> firstWaiting(Lane first, Lane second) {
        if (lane(first).waiting() > 0) {
            return Optional.of(first);
        }
        return lane(second).waiting() > 0 ? Optional.of(second) : Optional.empty();
    }

    private Optional<Turn<J>> started(Lane lane) {
        running++;
        return lane(lane).poll().map(job -> new Turn<>(lane, job));
    }

    void finished(Lane lane) {
        running--;
        if (lane.suspect()) {
            suspectRuns = false;
        }
    }

    /// Takes a job out that nobody waits for any more; false when it does not wait here.
    boolean remove(Lane lane, LoginPair pair, J job) {
        return lane(lane).remove(pair, job);
    }

    /// Takes all out that wait.
    List<J> clear() {
        List<J> jobs = new ArrayList<>();
        for (FairQueue<J> queue : lanes.values()) {
            Optional<J> job = queue.poll();
            while (job.isPresent()) {
                jobs.add(job.get());
                job = queue.poll();
            }
        }
        return jobs;
    }

    int waiting(Lane lane) {
        return lane(lane).waiting();
    }

    int waiting() {
        return lanes.values().stream().mapToInt(FairQueue::waiting).sum();
    }

    private FairQueue<J> lane(Lane lane) {
        FairQueue<J> queue = lanes.get(lane);
        if (queue == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return queue;
    }
}
