package dev.entrepot.integrity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What is not as it must be, by invariant. For one thread.
final class Findings {
    /// Places that are named of each; the rest is counted.
    static final int MOST_NAMED = 100;

    private static final class Found {
        private long count;
        private final List<String> places = new ArrayList<>();
    }

    private final Map<Invariant, Found> all = new EnumMap<>(Invariant.class);

    void add(Invariant invariant, String place) {
        Found found = all.computeIfAbsent(invariant, _ -> new Found());
        found.count++;
        if (found.places.size() < MOST_NAMED) {
            found.places.add(place);
        }
    }

    void addAll(Invariant invariant, List<String> places) {
        places.forEach(place -> add(invariant, place));
    }

    boolean none() {
        return all.isEmpty();
    }

    /// For the result of a job.
    List<Map<String, Object>> told() {
        List<Map<String, Object>> told = new ArrayList<>();
        all.forEach((invariant, found) -> told.add(Map.of(
                "invariant", invariant.id(),
                "what", invariant.sentence(),
                "remedy", invariant.remedy(),
                "count", found.count,
                "places", Collections.unmodifiableList(found.places))));
        return told;
    }
}
