package dev.entrepot.vulnerabilities;

import dev.entrepot.versions.VersionOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which versions lie in the ranges of an advisory: the evaluation that the OSV schema gives under
/// "Evaluation".
///
/// Events of a range are taken in the order of their versions, those of the same version as they are written;
/// each turns the state for what comes behind it. A range ends before its furthest limit.
final class VersionRanges {
    private static final String BEFORE_ALL = "0";
    private static final String NO_LIMIT = "*";

    private final VersionOrder order;

    VersionRanges(VersionOrder order) {
        this.order = order;
    }

    /// The events of a range in the order in which {@link #contain} wants them.
    List<Event> sorted(List<Event> events) {
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort(this::compare);
        return sorted;
    }

    boolean concern(Affected affected, String version) {
        return contain(affected.ranges(), version) || named(affected.versions(), version);
    }

    boolean contain(List<List<Event>> ranges, String version) {
        return ranges.stream().anyMatch(range -> beforeLimit(range, version) && within(range, version));
    }

    /// Versions above this one at which the advisory says that it is fixed, and which it does not concern by
    /// another of its ranges.
    List<String> fixesAbove(Affected affected, String version) {
        return affected.ranges().stream()
                .flatMap(List::stream)
                .filter(event -> event.kind() == Event.Kind.FIXED)
                .map(Event::version)
                .filter(fixed -> order.compare(fixed, version) > 0)
                .filter(fixed -> !concern(affected, fixed))
                .distinct()
                .toList();
    }

    Optional<String> least(List<String> versions) {
        return versions.stream().min(order);
    }

    /// What is left of versions named one by one when those in the ranges are taken out; says the same in less
    /// room.
    List<String> outside(List<List<Event>> ranges, List<String> versions) {
        return ranges.isEmpty()
                ? versions
                : versions.stream().filter(version -> !contain(ranges, version)).toList();
    }

    private boolean named(List<String> versions, String version) {
        return versions.contains(version) || versions.stream().anyMatch(each -> order.compare(each, version) == 0);
    }

    private boolean within(List<Event> sorted, String version) {
        boolean within = false;
        for (Event event : sorted) {
            switch (event.kind()) {
                case INTRODUCED -> within |= isAt(event, version);
                case FIXED -> within &= !isAt(event, version);
                case LAST_AFFECTED -> within &= order.compare(version, event.version()) <= 0;
                case LIMIT -> {}
            }
        }
        return within;
    }

    private boolean isAt(Event event, String version) {
        return beforeAll(event) || order.compare(version, event.version()) >= 0;
    }

    private boolean beforeLimit(List<Event> range, String version) {
        boolean limited = false;
        for (Event event : range) {
            if (event.kind() == Event.Kind.LIMIT) {
                limited = true;
                if (event.version().equals(NO_LIMIT) || order.compare(version, event.version()) < 0) {
                    return true;
                }
            }
        }
        return !limited;
    }

    private int compare(Event left, Event right) {
        if (beforeAll(left) || beforeAll(right)) {
            return Comparator.<Boolean>reverseOrder().compare(beforeAll(left), beforeAll(right));
        }
        return order.compare(left.version(), right.version());
    }

    private static boolean beforeAll(Event event) {
        return event.kind() == Event.Kind.INTRODUCED && event.version().equals(BEFORE_ALL);
    }
}
