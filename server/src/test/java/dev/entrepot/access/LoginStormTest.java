package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.access.HashSchedule.Lane;
import dev.entrepot.access.HashSchedule.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// Twenty seconds of first logins beside a storm of wrong ones, in scripted time, with hashes that take 30 ms.
final class LoginStormTest {
    private static final Duration HASH = Duration.ofMillis(30);
    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final Duration MOST = Duration.ofMillis(500);
    private static final int SLOTS = 2;

    private final MovableTime time = new MovableTime();
    private final FailureLimit failures = new FailureLimit(60, time);
    private final HashSchedule<Login> schedule = new HashSchedule<>(SLOTS, 64, new Random(1));
    private final PriorityQueue<Login> arrivals = new PriorityQueue<>(Comparator.comparing(Login::at));
    private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparing(Running::until));
    private final List<Duration> waits = new ArrayList<>();
    private final Set<LoginPair> unanswered = new HashSet<>();
    private int goodRefused;
    private int wrongHashed;
    private Duration lastGoodThatSuffered = Duration.ZERO;

    private record Login(Duration at, LoginPair pair, boolean good) {}

    private record Running(Duration until, Turn<Login> turn) {}

    @Test
    void stormOnOneAccountFromTheSameAddressIsNotNoticed() {
        every(Duration.ofMillis(100), i -> new LoginPair("192.0.2.1", "good " + i), true);
        every(Duration.ofMillis(5), i -> new LoginPair("192.0.2.1", "victim"), false);

        run();

        assertNoGoodLoginSuffers(Duration.ofMillis(100));
        assertThat(wrongHashed).isLessThanOrEqualTo(20 + (int) LENGTH.dividedBy(HASH));
    }

    /// Each account must have been wrong once before it is known: two hundred take six seconds.
    @Test
    void stormOnTwoHundredAccountsFromTheSameAddressIsNoticedOnlyAtFirst() {
        every(Duration.ofMillis(100), i -> new LoginPair("192.0.2.1", "good " + i), true);
        every(Duration.ofMillis(5), i -> new LoginPair("192.0.2.1", "victim " + i % 200), false);

        run();

        assertThat(lastGoodThatSuffered).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void sprayOfEverNewNamesFromAnotherAddressIsNotNoticed() {
        every(Duration.ofMillis(100), i -> new LoginPair("192.0.2.1", "good " + i), true);
        every(Duration.ofMillis(5), i -> new LoginPair("192.0.2.9", "name " + i), false);

        run();

        assertNoGoodLoginSuffers(Duration.ofMillis(150));
    }

    @Test
    void sprayFromTheSameAddressIsNotNoticedByThoseWhoWereRightBefore() {
        for (int i = 0; i < 200; i++) {
            failures.wasRight(new LoginPair("192.0.2.1", "good " + i));
        }
        every(Duration.ofMillis(100), i -> new LoginPair("192.0.2.1", "good " + i), true);
        every(Duration.ofMillis(5), i -> new LoginPair("192.0.2.1", "name " + i), false);

        run();

        assertNoGoodLoginSuffers(Duration.ofMillis(500));
    }

    @Test
    void stormFromManyAddressesOnTheAccountsOfTheGoodOnesIsNoticedOnlyAtFirst() {
        every(Duration.ofMillis(100), i -> new LoginPair("192.0.2.1", "good " + i), true);
        every(Duration.ofMillis(5), i -> new LoginPair("198.51.100." + i % 40, "good " + i % 50), false);

        run();

        assertThat(lastGoodThatSuffered).isLessThan(Duration.ofSeconds(8));
    }

    /// The worst place to be: behind the address, and with the account, that a storm comes from and goes to.
    @Test
    void rightPasswordGetsThroughEvenFromTheFailingPair() {
        every(Duration.ofSeconds(1), i -> new LoginPair("192.0.2.1", "victim"), true);
        every(Duration.ofMillis(5), i -> new LoginPair("192.0.2.1", "victim"), false);

        run();

        assertThat(waits).isNotEmpty();
        assertThat(waits).allMatch(wait -> wait.compareTo(MOST) < 0);
    }

    private void assertNoGoodLoginSuffers(Duration longest) {
        assertThat(goodRefused).isZero();
        assertThat(waits).hasSize((int) LENGTH.dividedBy(Duration.ofMillis(100)));
        assertThat(waits).allMatch(wait -> wait.compareTo(longest) <= 0);
    }

    private void every(Duration gap, IntFunction<LoginPair> pair, boolean good) {
        for (int i = 0; i < LENGTH.dividedBy(gap); i++) {
            arrivals.add(new Login(gap.multipliedBy(i).plus(gap.dividedBy(good ? 3 : 7)), pair.apply(i), good));
        }
    }

    private void run() {
        Duration now = Duration.ZERO;
        while (!arrivals.isEmpty() || !running.isEmpty()) {
            boolean endIsNext = arrivals.isEmpty()
                    || (!running.isEmpty() && running.element().until.compareTo(arrivals.element().at) <= 0);
            Duration then = endIsNext ? running.element().until : arrivals.element().at;
            time.advance(then.minus(now));
            now = then;
            if (endIsNext) {
                end(running.remove());
            } else {
                arrive(arrivals.remove());
            }
            start(now);
        }
    }

    private void arrive(Login login) {
        Lane lane = failures.lane(login.pair);
        // As in PasswordChecks: a second password before the first was answered.
        Lane in = !lane.suspect() && !unanswered.add(login.pair) ? Lane.FAILED : lane;
        schedule.add(in, login.pair, login).ifPresent(lost -> {
            unanswered.remove(lost.pair);
            if (lost.good) {
                goodRefused++;
                lastGoodThatSuffered = lost.at;
            }
        });
    }

    private void start(Duration now) {
        Optional<Turn<Login>> turn = schedule.next();
        while (turn.isPresent()) {
            running.add(new Running(now.plus(HASH), turn.get()));
            turn = schedule.next();
        }
        assertThat(running.stream().filter(one -> one.turn.lane().suspect())).hasSizeLessThanOrEqualTo(1);
    }

    private void end(Running ended) {
        schedule.finished(ended.turn.lane());
        Login login = ended.turn.job();
        unanswered.remove(login.pair);
        if (login.good) {
            Duration wait = ended.until.minus(login.at);
            waits.add(wait);
            if (wait.compareTo(MOST) > 0 && login.at.compareTo(lastGoodThatSuffered) > 0) {
                lastGoodThatSuffered = login.at;
            }
            failures.wasRight(login.pair);
        } else {
            wrongHashed++;
            failures.wasWrong(login.pair);
        }
    }
}
