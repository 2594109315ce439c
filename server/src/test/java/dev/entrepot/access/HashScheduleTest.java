package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.access.HashSchedule.Lane;
import dev.entrepot.access.HashSchedule.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HashScheduleTest {
    private static final List<Lane> LANES = List.of(Lane.values());

    @Test
    void whatIsSuspectNeverHasMoreThanOneSlot() {
        HashSchedule<String> schedule = new HashSchedule<>(3, 16, new Random(1));
        add(schedule, Lane.FAILED, "f1");
        add(schedule, Lane.FAILED, "f2");
        add(schedule, Lane.SPRAYED, "s1");

        assertThat(schedule.next()).contains(new Turn<>(Lane.SPRAYED, "s1"));
        assertThat(schedule.next()).isEmpty();
        schedule.finished(Lane.SPRAYED);

        assertThat(schedule.next()).contains(new Turn<>(Lane.FAILED, "f1"));
        assertThat(schedule.next()).isEmpty();
    }

    @Test
    void freshOnesUseAllSlots() {
        HashSchedule<String> schedule = new HashSchedule<>(2, 16, new Random(1));
        for (int i = 1; i <= 3; i++) {
            add(schedule, Lane.FRESH, "n" + i);
        }

        assertThat(schedule.next()).contains(new Turn<>(Lane.FRESH, "n1"));
        assertThat(schedule.next()).contains(new Turn<>(Lane.FRESH, "n2"));
        assertThat(schedule.next()).isEmpty();
        schedule.finished(Lane.FRESH);
        assertThat(schedule.next()).contains(new Turn<>(Lane.FRESH, "n3"));
    }

    @Test
    void suspectOnesWaitForFourFreshOnesAtMost() {
        HashSchedule<String> schedule = new HashSchedule<>(1, 64, new Random(1));
        add(schedule, Lane.FAILED, "f");
        for (int i = 0; i < 10; i++) {
            add(schedule, Lane.FRESH, "n" + i);
        }

        assertThat(served(schedule, 6)).containsExactly("n0", "n1", "n2", "n3", "f", "n4");
    }

    @Test
    void trustedOnesGoFirst() {
        HashSchedule<String> schedule = new HashSchedule<>(1, 16, new Random(1));
        add(schedule, Lane.FRESH, "n");
        add(schedule, Lane.TRUSTED, "t1");
        add(schedule, Lane.TRUSTED, "t2");

        assertThat(served(schedule, 3)).containsExactly("t1", "t2", "n");
    }

    @Test
    void sprayedAndFailedTakeTurns() {
        HashSchedule<String> schedule = new HashSchedule<>(2, 64, new Random(1));
        for (int i = 0; i < 4; i++) {
            add(schedule, Lane.FAILED, "f" + i);
            add(schedule, Lane.SPRAYED, "s" + i);
        }

        assertThat(served(schedule, 6)).containsExactly("s0", "s1", "s2", "f0", "s3", "f1");
    }

    @Test
    void suspectOnesHaveAQuarterOfThePlacesAndTakeNoneOfTheOthers() {
        HashSchedule<String> schedule = new HashSchedule<>(1, 16, new Random(1));
        for (int i = 0; i < 4; i++) {
            assertThat(schedule.add(Lane.FAILED, new LoginPair("s" + i, "a"), "f" + i))
                    .isEmpty();
        }

        assertThat(schedule.add(Lane.FAILED, new LoginPair("s4", "a"), "f4")).contains("f4");
        for (int i = 0; i < 16; i++) {
            assertThat(schedule.add(Lane.FRESH, new LoginPair("s" + i, "a"), "n" + i))
                    .isEmpty();
        }
        assertThat(schedule.add(Lane.FRESH, new LoginPair("s16", "a"), "n16")).contains("n16");
        assertThat(schedule.waiting()).isEqualTo(20);
        assertThat(schedule.clear()).hasSize(20);
        assertThat(schedule.waiting()).isZero();
    }

    @Test
    void scheduleWithoutSlotsIsRefused() {
        assertThatThrownBy(() -> new HashSchedule<String>(0, 1, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Whatever comes and ends in whatever order: slots are never exceeded and never idle while something may run,
    /// and everything that has a place is served in bounded turns.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyOrderOfEventsKeepsTheBoundsAndStarvesNobody(long seed) {
        Random random = new Random(seed);
        int slots = 1 + random.nextInt(4);
        int places = 4 + random.nextInt(30);
        HashSchedule<Integer> schedule = new HashSchedule<>(slots, places, random);
        List<Turn<Integer>> running = new ArrayList<>();
        Set<Integer> waiting = new HashSet<>();
        int[] addedAtTurn = new int[5_000];
        int turns = 0;
        for (int job = 0; job < addedAtTurn.length; job++) {
            Lane lane = LANES.get(random.nextInt(LANES.size()));
            LoginPair pair = new LoginPair("s" + random.nextInt(9), "a" + random.nextInt(3));
            addedAtTurn[job] = turns;
            waiting.add(job);
            schedule.add(lane, pair, job).ifPresent(waiting::remove);
            while (!running.isEmpty() && random.nextBoolean()) {
                schedule.finished(running.remove(random.nextInt(running.size())).lane());
            }
            Optional<Turn<Integer>> turn = schedule.next();
            while (turn.isPresent()) {
                turns++;
                running.add(turn.get());
                assertThat(waiting.remove(turn.get().job())).isTrue();
                // Fresh ones wait for as many trusted ones as come.
                if (turn.get().lane() != Lane.FRESH) {
                    assertThat(turns - addedAtTurn[turn.get().job()]).isLessThan(20 * places);
                }
                turn = schedule.next();
            }
            boolean suspectRuns = running.stream().anyMatch(one -> one.lane().suspect());
            assertThat(running).hasSizeLessThanOrEqualTo(slots);
            assertThat(running.stream().filter(one -> one.lane().suspect())).hasSizeLessThanOrEqualTo(1);
            assertThat(running.size() == slots
                            || (schedule.waiting(Lane.TRUSTED) + schedule.waiting(Lane.FRESH) == 0
                                    && (suspectRuns || schedule.waiting() == 0)))
                    .as("a slot stands idle while something may run")
                    .isTrue();
            assertThat(schedule.waiting()).isEqualTo(waiting.size());
        }
    }

    private static void add(HashSchedule<String> schedule, Lane lane, String job) {
        assertThat(schedule.add(lane, new LoginPair("192.0.2." + job.hashCode() % 250, job), job))
                .isEmpty();
    }

    private static List<String> served(HashSchedule<String> schedule, int count) {
        List<String> served = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Turn<String> turn = schedule.next().orElseThrow();
            served.add(turn.job());
            // With two slots the other one stays free for what is fresh.
            schedule.finished(turn.lane());
        }
        return served;
    }
}
