package dev.entrepot.retention;

import dev.entrepot.content.SemanticVersion;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeSet;

/// The images that a rule with `newest` or `highest` keeps, found by looking at each once. Holds no more than the rule
/// counts.
final class Ranking {
    private record Place(long pushedAt, String digest) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::pushedAt).thenComparing(Place::digest);

        static Place of(Facts image) {
            return new Place(image.pushedAt(), image.digest());
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private final int newest;
    private final int highest;
    private final PriorityQueue<Place> tagged = new PriorityQueue<>();
    private final PriorityQueue<Place> all = new PriorityQueue<>();
    private final TreeSet<SemanticVersion> versions = new TreeSet<>();

    /// @param newest how many images the rule counts; 0 when it counts none
    /// @param highest how many versions
    Ranking(int newest, int highest) {
        this.newest = newest;
        this.highest = highest;
    }

    /// An image that the rule selects otherwise.
    void offer(Facts image) {
        if (newest > 0) {
            offer(all, Place.of(image));
            if (!image.untagged()) {
                offer(tagged, Place.of(image));
            }
        }
    }

    private void offer(PriorityQueue<Place> queue, Place place) {
        queue.add(place);
        if (queue.size() > newest) {
            queue.remove();
        }
    }

    /// A tag that the rule selects otherwise.
    void offer(SemanticVersion version) {
        if (highest > 0 && versions.add(version) && versions.size() > highest) {
            versions.pollFirst();
        }
    }

    /// Untagged images never take a place from tagged ones: these are counted by themselves.
    boolean isNewest(Facts image) {
        PriorityQueue<Place> queue = image.untagged() ? all : tagged;
        return queue.size() < newest || Place.of(image).compareTo(queue.element()) >= 0;
    }

    boolean isHighest(SemanticVersion version) {
        return versions.contains(version);
    }
}
