package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.database.Database;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.Changes;
import dev.entrepot.directory.NewUser;
import dev.entrepot.directory.SystemRole;
import dev.entrepot.directory.Users;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many logins at once.
@Timeout(120)
final class LoginsTest {
    private static final String ADDRESS = "192.0.2.7";
    private static final int QUEUE = 8;
    private static final int TRIES = 2;

    private final MovableTime time = new MovableTime();
    private final SecureRandom random = new SecureRandom();
    private final PasswordHashes hashes = new PasswordHashes(1, QUEUE);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @TempDir
    private Path folder;

    private Database database;
    private Account ann;
    private Logins logins;

    @BeforeEach
    void addAnn() {
        database = TestControl.sqlite(folder);
        AccessEpoch epoch = new AccessEpoch(database);
        Users users = new Users(database, new Changes(epoch, new AuditLog(time), time));
        String hash = Argon2id.of("sesame", random).phc();
        users.addFirst(TestControl.BY_TEST, new NewUser("ann", hash, SystemRole.NONE, "", ""));
        Credentials credentials = new Credentials(database, epoch, time, Duration.ofHours(1));
        ann = credentials.account("ann").orElseThrow();
        logins = new Logins(
                credentials, new CredentialCache(random, time), hashes, new FailureLimit(TRIES, time), random);
    }

    @AfterEach
    void close() {
        go.countDown();
        hashes.close();
        database.close();
    }

    @Test
    void loginsBeyondTheQueueAreAskedToComeAgain() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> waiting = occupyAllPlaces(callers);

            for (int i = 0; i < 2 * TRIES; i++) {
                assertThat(logins.login("ann", new Secret("sesame"), "192.0.2.99"))
                        .isEqualTo(new Logins.Busy(Duration.ofSeconds(1)));
            }

            go.countDown();
            for (Future<Boolean> place : waiting) {
                assertThat(place.get()).isTrue();
            }
        }
        assertThat(logins.login("ann", new Secret("sesame"), ADDRESS)).isEqualTo(new Logins.Accepted(ann));
    }

    @Test
    void rememberedPasswordNeedsNoPlaceInTheQueue() throws Exception {
        logins.login("ann", new Secret("sesame"), ADDRESS);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            occupyAllPlaces(callers);

            assertThat(logins.login("ann", new Secret("sesame"), ADDRESS)).isEqualTo(new Logins.Accepted(ann));
            assertThat(logins.remembered("ann", new Secret("sesame"))).contains(ann);
            assertThat(logins.login("ann", new Secret("other"), "192.0.2.99")).isInstanceOf(Logins.Busy.class);

            go.countDown();
        }
    }

    @Test
    void wrongPasswordsNeverLockAnyoneOut() {
        for (int i = 0; i < 10 * TRIES; i++) {
            assertThat(logins.login("ann", new Secret("wrong " + i), ADDRESS)).isInstanceOf(Logins.Wrong.class);
            assertThat(logins.login("nobody " + i, new Secret("sesame"), ADDRESS))
                    .isInstanceOf(Logins.Wrong.class);
        }

        assertThat(logins.login("ann", new Secret("sesame"), ADDRESS)).isEqualTo(new Logins.Accepted(ann));
    }

    /// One runs, and as many wait as may, until `go`. The others come once it runs: an idle thread that has not yet
    /// taken the first from the queue would leave one place too few.
    private List<Future<Boolean>> occupyAllPlaces(ExecutorService callers) throws InterruptedException {
        List<Future<Boolean>> places = new ArrayList<>();
        places.add(occupy(callers, 0));
        busy.await();
        for (int i = 0; i < QUEUE; i++) {
            places.add(occupy(callers, 1 + i));
        }
        while (hashes.waiting() < QUEUE && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        return places;
    }

    private Future<Boolean> occupy(ExecutorService callers, int neighbour) {
        LoginPair pair = new LoginPair("198.51.100." + neighbour, "other");
        return callers.submit(() -> hashes.run(HashSchedule.Lane.FRESH, pair, _ -> {
            busy.countDown();
            go.await();
            return true;
        }));
    }
}
