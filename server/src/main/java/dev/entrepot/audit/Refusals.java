package dev.entrepot.audit;

import dev.entrepot.authority.Author;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Refusals that wait to be written down. The same one of the same principal takes one place however often it
/// comes; what finds no place is only counted. Nobody waits but for another's step in memory.
final class Refusals {
    /// Different ones that are written at once.
    static final int MOST = 1_000;

    /// Of one principal, so that none crowds out the others.
    static final int MOST_OF_ONE = 100;

    private final ReentrantLock waitingLock = new ReentrantLock();
    private Map<Key, Refusal> waiting = new LinkedHashMap<>();
    private Map<String, Integer> places = new HashMap<>();
    private long dropped;

    private record Key(String principal, String action, String resource) {}

    /// One, and how often it came.
    record Refusal(long at, Author author, AuditEvent event, long times) {
        Refusal again() {
            return new Refusal(at, author, event, times + 1);
        }
    }

    /// What came since the last batch was taken.
    ///
    /// @param dropped how many found no place
    record Batch(List<Refusal> refusals, long dropped) {
        Batch {
            refusals = List.copyOf(refusals);
        }

        boolean isEmpty() {
            return refusals.isEmpty() && dropped == 0;
        }
    }

    /// False when it was only counted.
    boolean add(Refusal refusal) {
        Key key = new Key(
                refusal.author().key(),
                refusal.event().action(),
                refusal.event().resource());
        waitingLock.lock();
        try {
            Refusal known = waiting.get(key);
            if (known != null) {
                waiting.put(key, known.again());
                return true;
            }
            int taken = places.getOrDefault(key.principal, 0);
            if (waiting.size() == MOST || taken == MOST_OF_ONE) {
                dropped++;
                return false;
            }
            waiting.put(key, refusal);
            places.put(key.principal, taken + 1);
            return true;
        } finally {
            waitingLock.unlock();
        }
    }

    Batch take() {
        waitingLock.lock();
        try {
            Batch batch = new Batch(new ArrayList<>(waiting.values()), dropped);
            waiting = new LinkedHashMap<>();
            places = new HashMap<>();
            dropped = 0;
            return batch;
        } finally {
            waitingLock.unlock();
        }
    }
}
