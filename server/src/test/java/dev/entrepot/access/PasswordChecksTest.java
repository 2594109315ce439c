package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.access.HashSchedule.Lane;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PasswordChecksTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final PasswordChecks.Held ANN = new PasswordChecks.Held("7", 1, Argon2id.of("sesame", RANDOM));
    private static final PasswordChecks.Verdict RIGHT = new PasswordChecks.Right();
    private static final PasswordChecks.Verdict WRONG = new PasswordChecks.Wrong();

    private final MovableTime time = new MovableTime();
    private final PasswordHashes hashes = new PasswordHashes(2, 16, time);
    private final FailureLimit failures = new FailureLimit(3, time);
    private final PasswordChecks checks =
            new PasswordChecks(new CredentialCache(RANDOM, time), hashes, failures, RANDOM);

    @AfterEach
    void stop() {
        hashes.close();
    }

    @Test
    void rightIsRightAndIsRememberedForItsVersion() {
        assertThat(checks.isRemembered(ANN, new Secret("sesame"))).isFalse();
        assertThat(check("ann", "sesame")).isEqualTo(RIGHT);

        assertThat(checks.isRemembered(ANN, new Secret("sesame"))).isTrue();
        PasswordChecks.Held changed = new PasswordChecks.Held("7", 2, Argon2id.ofNoPassword(RANDOM));
        assertThat(checks.isRemembered(changed, new Secret("sesame"))).isFalse();
        assertThat(checks.check("ann", Optional.of(changed), new Secret("sesame"), "192.0.2.1"))
                .isEqualTo(WRONG);
    }

    @Test
    void passwordThatWasWrongBecomesRightWithTheChange() {
        assertThat(check("ann", "open")).isEqualTo(WRONG);

        PasswordChecks.Held changed = new PasswordChecks.Held("7", 2, Argon2id.of("open", RANDOM));
        assertThat(checks.check("ann", Optional.of(changed), new Secret("open"), "192.0.2.1"))
                .isEqualTo(RIGHT);
    }

    @Test
    void nameThatNobodyHasIsWrongWithEveryPassword() {
        assertThat(checks.check("eve", Optional.empty(), new Secret("sesame"), "192.0.2.1"))
                .isEqualTo(WRONG);
        assertThat(checks.check("eve", Optional.empty(), new Secret(""), "192.0.2.1"))
                .isEqualTo(WRONG);
    }

    /// What a storm does to the slots: nothing is hashed twice, neither for accounts nor for names nobody has.
    @Test
    void passwordThatWasWrongAMinuteAgoIsNotHashedAgain() throws Exception {
        assertThat(check("ann", "wrong")).isEqualTo(WRONG);
        assertThat(checks.check("eve", Optional.empty(), new Secret("wrong"), "192.0.2.1"))
                .isEqualTo(WRONG);

        whileAllSlotsAreTaken(() -> {
            assertThat(check("ann", "wrong")).isEqualTo(WRONG);
            assertThat(checks.check("eve", Optional.empty(), new Secret("wrong"), "192.0.2.1"))
                    .isEqualTo(WRONG);
        });
    }

    @Test
    void manyWithOneNewPasswordTakeOnePlace() throws Exception {
        List<Future<PasswordChecks.Verdict>> all = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            whileAllSlotsAreTaken(() -> {
                for (int i = 0; i < 200; i++) {
                    String node = "198.51.100." + i;
                    all.add(callers.submit(() -> checks.check("ann", Optional.of(ANN), new Secret("sesame"), node)));
                }
                while (hashes.waiting() == 0) {
                    Thread.onSpinWait();
                }
                assertThat(hashes.waiting()).isEqualTo(1);
            });

            for (Future<PasswordChecks.Verdict> one : all) {
                assertThat(one.get()).isEqualTo(RIGHT);
            }
        }
    }

    /// The slot for what is suspect is taken and its places are full: the storm hears when to come again and is not
    /// hashed, the others do not notice.
    @Test
    void stormIsToldToComeAgainAndItsNeighboursAreNot() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        assertThat(check("ann", "wrong")).isEqualTo(WRONG);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> slot =
                    callers.submit(() -> hashes.run(Lane.FAILED, new LoginPair("198.51.100.9", "x"), _ -> {
                        running.countDown();
                        go.await();
                        return true;
                    }));
            running.await();
            List<Future<PasswordChecks.Verdict>> storm = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String password = "wrong " + i;
                storm.add(callers.submit(() -> check("ann", password)));
            }
            while (storm.stream().filter(Future::isDone).count() < 48) {
                Thread.onSpinWait();
            }

            assertThat(checks.check("ann", Optional.of(ANN), new Secret("sesame"), "192.0.2.2"))
                    .isEqualTo(RIGHT);
            assertThat(checks.check("eve", Optional.empty(), new Secret("sesame"), "192.0.2.1"))
                    .isEqualTo(WRONG);

            go.countDown();
            assertThat(slot.get()).isTrue();
            int refused = 0;
            for (Future<PasswordChecks.Verdict> one : storm) {
                refused += one.get().equals(new PasswordChecks.Busy(Duration.ofSeconds(1))) ? 1 : 0;
            }
            assertThat(refused).isEqualTo(48);
            assertThat(check("ann", "sesame")).isEqualTo(RIGHT);
        }
    }

    private PasswordChecks.Verdict check(String name, String password) {
        return checks.check(name, Optional.of(ANN), new Secret(password), "192.0.2.1");
    }

    private interface Act {
        void run() throws Exception;
    }

    private void whileAllSlotsAreTaken(Act act) throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                LoginPair pair = new LoginPair("203.0.113." + i, "x");
                Future<Boolean> _ = callers.submit(() -> hashes.run(Lane.FRESH, pair, _ -> {
                    running.countDown();
                    go.await();
                    return true;
                }));
            }
            running.await();
            try {
                act.run();
            } finally {
                go.countDown();
            }
        }
    }
}
