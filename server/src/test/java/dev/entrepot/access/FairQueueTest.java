package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FairQueueTest {
    private final FairQueue<String> queue = new FairQueue<>(6, 4, new Random(1));

    @Test
    void sourcesHaveTurnsAndWithinThemAccounts() {
        add("s1", "a", "1");
        add("s1", "a", "2");
        add("s1", "b", "3");
        add("s2", "a", "4");

        assertThat(drain()).containsExactly("1", "4", "3", "2");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void sourceThatHasAllItsPlacesLosesOneOfItsLongestAccount() {
        for (int i = 1; i <= 4; i++) {
            assertThat(add("s1", "a", "a" + i)).isEmpty();
        }

        assertThat(add("s1", "a", "a5").orElseThrow()).startsWith("a");
        assertThat(add("s1", "b", "b1").orElseThrow()).startsWith("a");
        assertThat(drain()).hasSize(4).contains("b1");
    }

    @Test
    void fullQueueLosesOneOfItsLongestSourceAndNeverOfAShorterOne() {
        for (int i = 1; i <= 4; i++) {
            add("s1", "a", "x" + i);
        }
        add("s2", "a", "y1");
        add("s3", "a", "z1");

        assertThat(add("s4", "a", "w1").orElseThrow()).startsWith("x");
        assertThat(add("s5", "a", "v1").orElseThrow()).startsWith("x");
        assertThat(add("s2", "b", "y2"))
                .as("as many as the longest: who came later goes")
                .contains("y2");
        assertThat(queue.waiting()).isEqualTo(6);
    }

    /// A storm takes each place the moment it is free, and yet its victim gets one.
    @Test
    void everyoneInAFullRowHasTheSameChance() {
        int served = 0;
        for (int i = 0; i < 600; i++) {
            for (int storm = 0; storm < 5; storm++) {
                add("s1", "a", "storm");
            }
            add("s1", "a", "victim " + i);
            served += queue.poll().orElseThrow().startsWith("victim") ? 1 : 0;
        }

        assertThat(served).isBetween(50, 150);
    }

    @Test
    void whatNobodyWaitsForIsTakenOut() {
        add("s1", "a", "1");
        add("s2", "a", "2");

        assertThat(queue.remove(new LoginPair("s1", "a"), "1")).isTrue();
        assertThat(queue.remove(new LoginPair("s1", "a"), "1")).isFalse();
        assertThat(queue.remove(new LoginPair("s2", "b"), "2")).isFalse();
        assertThat(drain()).containsExactly("2");
    }

    @Test
    void queueWithoutPlacesIsRefused() {
        assertThatThrownBy(() -> new FairQueue<String>(1, 0, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FairQueue<String>(1, 2, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Against a model that only counts: bounds hold, nothing is lost or served twice, and no source is served twice
    /// while another that waited all the time is not served.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderOfEventsKeepsTheBoundsAndTheTurns(long seed) {
        Random random = new Random(seed);
        Map<String, String> sourceOf = new HashMap<>();
        Map<String, Integer> waiting = new HashMap<>();
        Map<String, Integer> passedOver = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(5) < 3) {
                // Lower numbers come more often.
                String source = "s" + (int) Math.abs(random.nextGaussian() * 4);
                String job = "job" + step;
                sourceOf.put(job, source);
                waiting.merge(source, 1, Integer::sum);
                int most = waiting.values().stream().reduce(0, Math::max);
                add(source, "a" + random.nextInt(3), job).ifPresent(lost -> {
                    String loser = Objects.requireNonNull(sourceOf.remove(lost));
                    assertThat(
                                    waiting.getOrDefault(source, 0) > 4
                                            ? loser.equals(source)
                                            : waiting.getOrDefault(loser, 0) == most)
                            .isTrue();
                    waiting.merge(loser, -1, Integer::sum);
                });
            } else {
                queue.poll().ifPresent(job -> {
                    String served = sourceOf.remove(job);
                    waiting.merge(served, -1, Integer::sum);
                    passedOver.remove(served);
                    waiting.forEach((source, count) -> {
                        if (count > 0 && !source.equals(served)) {
                            assertThat(passedOver.merge(source, 1, Integer::sum))
                                    .isLessThanOrEqualTo(6);
                        }
                    });
                });
            }
            waiting.values().removeIf(count -> count == 0);
            passedOver.keySet().retainAll(waiting.keySet());
            assertThat(queue.waiting()).isEqualTo(sourceOf.size()).isLessThanOrEqualTo(6);
            assertThat(waiting.values()).allMatch(count -> count <= 4);
        }
        assertThat(drain()).containsExactlyInAnyOrderElementsOf(sourceOf.keySet());
    }

    private Optional<String> add(String source, String account, String job) {
        return queue.add(new LoginPair(source, account), job);
    }

    private List<String> drain() {
        List<String> jobs = new ArrayList<>();
        Optional<String> job = queue.poll();
        while (job.isPresent()) {
            jobs.add(job.get());
            job = queue.poll();
        }
        return jobs;
    }
}
