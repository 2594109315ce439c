package dev.entrepot.access;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A bounded queue that gives sources their turns one after the other, and within a source its accounts.
///
/// ```
/// source 192.0.2.1 ── account a ── job job job        taken: the front job of the front account of the front
///                  └─ account b ── job                source; both then go to the end of their rows
/// source 192.0.2.2 ── account a ── job
/// ```
///
/// A newcomer always gets in while somebody else holds more: one job of the longest row goes, by lot. Were it always
/// the newest, a storm that takes each place as it becomes free would keep a right password out for ever.
/// Not safe for threads; its owner holds a lock.
final class FairQueue<J> {
    private final int places;
    private final int placesPerSource;
    private final RandomGenerator lots;
    private final LinkedHashMap<String, Source<J>> sources = new LinkedHashMap<>();
    private int waiting;

    FairQueue(int places, int placesPerSource, RandomGenerator lots) {
        if (placesPerSource < 1 || places < placesPerSource) {
            throw new IllegalArgumentException(places + " places, of which a source has " + placesPerSource);
        }
        this.places = places;
        this.placesPerSource = placesPerSource;
        this.lots = lots;
    }

    /// Adds a job; returns the one for which there is no place any more, which may be the same.
    Optional<J> add(LoginPair pair, J job) {
        Source<J> source = sources.computeIfAbsent(pair.source(), key -> new Source<>());
        source.add(pair.account(), job);
        waiting++;
        if (source.waiting > placesPerSource) {
            return Optional.of(drop(pair.source(), pair.account()));
        }
        return waiting > places ? Optional.of(drop(longest(pair.source()), pair.account())) : Optional.empty();
    }

    /// The job whose turn it is.
    Optional<J> poll() {
        Iterator<Map.Entry<String, Source<J>>> turns = sources.entrySet().iterator();
        if (!turns.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<String, Source<J>> turn = turns.next();
        turns.remove();
        J job = turn.getValue().poll();
        if (turn.getValue().waiting > 0) {
            sources.put(turn.getKey(), turn.getValue());
        }
        waiting--;
        return Optional.of(job);
    }

    /// Takes a job out that nobody waits for any more; false when it is not here.
    boolean remove(LoginPair pair, J job) {
        Source<J> source = sources.get(pair.source());
        if (source == null || !source.remove(pair.account(), job)) {
            return false;
        }
        forgetIfEmpty(pair.source(), source);
        waiting--;
        return true;
    }

    int waiting() {
        return waiting;
    }

    private J drop(String sourceName, String newcomer) {
        Source<J> source = Objects.requireNonNull(sources.get(sourceName));
        J dropped = source.dropFromLongest(newcomer, lots);
        forgetIfEmpty(sourceName, source);
        waiting--;
        return dropped;
    }

    private void forgetIfEmpty(String name, Source<J> source) {
        if (source.waiting == 0) {
            sources.remove(name);
        }
    }

    /// The newcomer among equals: who waits already keeps the place.
    private String longest(String newcomer) {
        String longest = newcomer;
        int most = Objects.requireNonNull(sources.get(newcomer)).waiting;
        for (Map.Entry<String, Source<J>> source : sources.entrySet()) {
            if (source.getValue().waiting > most) {
                longest = source.getKey();
                most = source.getValue().waiting;
            }
        }
        return longest;
    }

    /// The accounts that one source tries, in the order of their turns.
    private static final class Source<J> {
        private final LinkedHashMap<String, List<J>> accounts = new LinkedHashMap<>();
        private int waiting;

        void add(String account, J job) {
            accounts.computeIfAbsent(account, key -> new ArrayList<>()).add(job);
            waiting++;
        }

        J poll() {
            Iterator<Map.Entry<String, List<J>>> turns = accounts.entrySet().iterator();
            Map.Entry<String, List<J>> turn = turns.next();
            turns.remove();
            J job = turn.getValue().removeFirst();
            if (!turn.getValue().isEmpty()) {
                accounts.put(turn.getKey(), turn.getValue());
            }
            waiting--;
            return job;
        }

        boolean remove(String account, J job) {
            List<J> jobs = accounts.get(account);
            if (jobs == null || !jobs.remove(job)) {
                return false;
            }
            if (jobs.isEmpty()) {
                accounts.remove(account);
            }
            waiting--;
            return true;
        }

        J dropFromLongest(String newcomer, RandomGenerator lots) {
            String longest = accounts.containsKey(newcomer)
                    ? newcomer
                    : accounts.keySet().iterator().next();
            for (Map.Entry<String, List<J>> account : accounts.entrySet()) {
                if (account.getValue().size()
                        > Objects.requireNonNull(accounts.get(longest)).size()) {
                    longest = account.getKey();
                }
            }
            List<J> jobs = Objects.requireNonNull(accounts.get(longest));
            J dropped = jobs.remove(lots.nextInt(jobs.size()));
            if (jobs.isEmpty()) {
                accounts.remove(longest);
            }
            waiting--;
            return dropped;
        }
    }
}
