package dev.entrepot.vulnerabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.versions.VersionOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

final class VersionRangesTest {
    private final VersionRanges ranges = new VersionRanges(VersionOrder.SEMVER);

    @Property(tries = 2000)
    void rangesHoldWhatTheEvaluationOfTheSchemaSays(
            @ForAll("events") List<Event> events, @ForAll("versions") String version) {
        boolean holds = ranges.contain(List.of(ranges.sorted(events)), version);

        assertThat(holds).isEqualTo(naive(events, version));
    }

    @Property(tries = 1000)
    void whatLiesInNoRangeIsLeftOfVersionsAndSaysTheSame(
            @ForAll("events") List<Event> events,
            @ForAll("someVersions") List<String> named,
            @ForAll("versions") String version) {
        List<List<Event>> sorted = List.of(ranges.sorted(events));
        Affected all = new Affected("crates.io", "x", sorted, named, Rating.NONE);
        Affected rest = new Affected("crates.io", "x", sorted, ranges.outside(sorted, named), Rating.NONE);

        assertThat(ranges.concern(rest, version)).isEqualTo(ranges.concern(all, version));
    }

    @Property(tries = 500)
    void fixesAreAboveAndConcernedByNothing(@ForAll("events") List<Event> events, @ForAll("versions") String version) {
        Affected affected = new Affected("crates.io", "x", List.of(ranges.sorted(events)), List.of(), Rating.NONE);

        for (String fixed : ranges.fixesAbove(affected, version)) {
            assertThat(VersionOrder.SEMVER.compare(fixed, version)).isPositive();
            assertThat(ranges.concern(affected, fixed)).isFalse();
        }
    }

    @Test
    void eventsNeedNotBeInOrder() {
        List<Event> events = List.of(fixed("2.0.0"), introduced("1.5.0"), fixed("1.2.0"), introduced("0"));

        List<List<Event>> sorted = List.of(ranges.sorted(events));

        assertThat(ranges.contain(sorted, "1.0.0")).isTrue();
        assertThat(ranges.contain(sorted, "1.2.0")).isFalse();
        assertThat(ranges.contain(sorted, "1.5.0")).isTrue();
        assertThat(ranges.contain(sorted, "2.0.0")).isFalse();
    }

    @Test
    void lastAffectedIsAffected() {
        List<List<Event>> range = List.of(List.of(introduced("0"), new Event(Event.Kind.LAST_AFFECTED, "1.4.0")));

        assertThat(ranges.contain(range, "1.4.0")).isTrue();
        assertThat(ranges.contain(range, "1.4.1")).isFalse();
    }

    @Test
    void rangeEndsAtItsFurthestLimit() {
        List<List<Event>> range = List.of(
                List.of(introduced("0"), new Event(Event.Kind.LIMIT, "1.0.0"), new Event(Event.Kind.LIMIT, "2.0.0")));

        assertThat(ranges.contain(range, "1.9.9")).isTrue();
        assertThat(ranges.contain(range, "2.0.0")).isFalse();
    }

    @Test
    void zeroIsBeforePreReleasesOfZero() {
        assertThat(ranges.contain(List.of(List.of(introduced("0"), fixed("1.0.0"))), "0.0.0-alpha"))
                .isTrue();
    }

    /// As the schema writes it in pseudo-code, over the events as they are written.
    private static boolean naive(List<Event> events, String version) {
        Comparator<String> order = VersionOrder.SEMVER;
        List<Event> limits = events.stream()
                .filter(event -> event.kind() == Event.Kind.LIMIT)
                .toList();
        boolean before = limits.isEmpty()
                || limits.stream()
                        .anyMatch(limit -> limit.version().equals("*") || order.compare(version, limit.version()) < 0);
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort((left, right) -> {
            boolean leftFirst =
                    left.kind() == Event.Kind.INTRODUCED && left.version().equals("0");
            boolean rightFirst =
                    right.kind() == Event.Kind.INTRODUCED && right.version().equals("0");
            return leftFirst || rightFirst
                    ? Boolean.compare(rightFirst, leftFirst)
                    : order.compare(left.version(), right.version());
        });
        boolean vulnerable = false;
        for (Event event : sorted) {
            int at = event.version().equals("*") ? -1 : order.compare(version, event.version());
            if (event.kind() == Event.Kind.INTRODUCED && (event.version().equals("0") || at >= 0)) {
                vulnerable = true;
            } else if (event.kind() == Event.Kind.FIXED && at >= 0) {
                vulnerable = false;
            } else if (event.kind() == Event.Kind.LAST_AFFECTED && at > 0) {
                vulnerable = false;
            }
        }
        return before && vulnerable;
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Event> event = Combinators.combine(Arbitraries.of(Event.Kind.class), versions())
                .as(Event::new)
                .injectDuplicates(0.1);
        Arbitrary<Event> edge = Arbitraries.of(introduced("0"), new Event(Event.Kind.LIMIT, "*"));
        return Arbitraries.frequencyOf(Tuple.of(6, event), Tuple.of(1, edge))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> versions() {
        Arbitrary<Integer> part = Arbitraries.integers().between(0, 3);
        Arbitrary<String> suffix = Arbitraries.of("", "", "-alpha", "-rc.1");
        return Combinators.combine(part, part, suffix).as((major, minor, rest) -> major + "." + minor + ".0" + rest);
    }

    @Provide
    Arbitrary<List<String>> someVersions() {
        return versions().list().ofMaxSize(6);
    }

    private static Event introduced(String version) {
        return new Event(Event.Kind.INTRODUCED, version);
    }

    private static Event fixed(String version) {
        return new Event(Event.Kind.FIXED, version);
    }
}
