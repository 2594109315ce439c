package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Server;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One server with its clients and its journal, from crash to crash.
final class Trial implements AutoCloseable {
    private static final int CLIENTS = 16;
    private static final Duration READY_LIMIT = Duration.ofSeconds(10);
    private static final Duration CREW_LIMIT = Duration.ofSeconds(60);
    private static final Duration SWEEP_LIMIT = Duration.ofSeconds(90);
    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int MOST_ANSWERS = 3000;
    private static final int MOST_START_MILLIS = 1500;

    private final Crash crash;
    private final Random random;
    private final Duration busy;
    private final Journal journal = new Journal();
    private final Set<Journal.Name> longGone = ConcurrentHashMap.newKeySet();
    private final List<Client> clients = new ArrayList<>();
    private final Server server;
    private final String authorization;
    private final List<String> slowStarts = new ArrayList<>();
    private Duration slowestStart = Duration.ZERO;

    /// `busy` is how long the clients work at most before a crash.
    Trial(Path folder, Crash crash, long seed, Duration busy) {
        this.crash = crash;
        this.random = new Random(seed);
        this.busy = busy;
        this.server = crash.prepared(Server.in(folder)
                        .data(crash.data())
                        .flag("-Xmx512m")
                        .environment("ENTREPOT_GARBAGE_LEASE", Holds.LEASE.toSeconds() + "s")
                        .environment("ENTREPOT_GARBAGE_DELAY", Holds.DELAY.toSeconds() + "s")
                        .environment("ENTREPOT_TRASH_KEEP", Holds.TRASH.toSeconds() + "s")
                        // A reader that begins has mounts of its own for a moment: the disk would outlive its cut.
                        .environment("ENTREPOT_SCANNING_ON_PUSH", "false"))
                .start();
        this.authorization = server.basic();
        for (int number = 0; number < CLIENTS; number++) {
            clients.add(new Client(number, seed, journal));
        }
    }

    /// Lets the clients work, ends the server, starts it again and compares. False when there is no point in going
    /// on.
    boolean round() throws IOException, SQLException {
        try (Crew crew = new Crew()) {
            crew.awaitRandomMoment();
            journal.crashing(true);
            crash.strike(server, crew);
        }
        crash.recover();
        if (random.nextInt(5) == 0) {
            endTheStart();
        }
        if (!startAgain()) {
            return false;
        }
        journal.crashing(false);
        inspect(false);
        return journal.violations().isEmpty();
    }

    /// A server that is killed while it starts has lost nothing either.
    private void endTheStart() throws IOException {
        server.startOnly();
        LockSupport.parkNanos(
                Duration.ofMillis(random.nextInt(MOST_START_MILLIS)).toNanos());
        server.kill();
        crash.recover();
    }

    private boolean startAgain() {
        try {
            server.start();
        } catch (AssertionError e) {
            journal.violation("the server does not start any more: " + e.getMessage());
            return false;
        }
        if (server.timeToReady().compareTo(READY_LIMIT) > 0) {
            slowStarts.add("the server was ready only after " + server.timeToReady());
        }
        if (server.timeToReady().compareTo(slowestStart) > 0) {
            slowestStart = server.timeToReady();
        }
        return true;
    }

    private void inspect(boolean all) throws IOException, SQLException {
        StoredFiles stored = new StoredFiles(crash.data());
        stored.disagreements().forEach(journal::violation);
        try (Calls calls = new Calls(server.url(), authorization)) {
            Inspection inspection = new Inspection(journal, calls, random, longGone);
            verify(calls);
            if (all) {
                inspection.all();
            } else {
                inspection.recent();
            }
        } catch (AssertionError e) {
            journal.violation(String.valueOf(e.getMessage()));
        }
        stored.disagreements().forEach(journal::violation);
    }

    /// The registry's own look at itself finds nothing either, and a collection runs to its end.
    private void verify(Calls calls) {
        for (String kind : List.of("collect", "verify")) {
            JsonNode job = job(calls, kind);
            if (!job.path("state").asString("").equals("done")
                    || !job.path("result").path("sound").asBoolean(true)) {
                journal.violation(kind + " after a crash: " + job);
            }
        }
    }

    private static JsonNode job(Calls calls, String kind) {
        var body = BodyPublishers.ofString("{\"kind\":\"" + kind + "\",\"parameters\":{}}");
        JsonNode job = JsonMapper.shared()
                .readTree(calls.send("POST", "/api/v1/jobs", "application/json", body)
                        .body());
        String path = "/api/v1/jobs/" + job.path("id").asString("");
        while (List.of("queued", "running").contains(job.path("state").asString(""))) {
            job = JsonMapper.shared().readTree(calls.get(path + "?wait=20s").body());
        }
        return job;
    }

    /// After the last crash: everything is as it must be, the garbage is gone, and a clean stop changes nothing.
    void end() throws IOException, SQLException {
        inspect(true);
        awaitSwept();
        int status = server.stop();
        if (status != 0 && status != 143) {
            journal.violation("the server ended with status " + status + " when it was told to stop");
        }
        if (startAgain()) {
            inspect(true);
        }
    }

    private void awaitSwept() throws IOException, SQLException {
        StoredFiles stored = new StoredFiles(crash.data());
        Set<String> linked = linkedDigests();
        long end = System.nanoTime() + SWEEP_LIMIT.toNanos();
        List<String> left = left(stored, linked);
        while (!left.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL.toNanos());
            left = left(stored, linked);
        }
        left.forEach(what -> journal.violation("not swept after " + SWEEP_LIMIT + ": " + what));
    }

    private static List<String> left(StoredFiles stored, Set<String> linked) throws IOException, SQLException {
        List<String> left = new ArrayList<>(stored.unswept());
        stored.digests().stream()
                .filter(digest -> !linked.contains(digest))
                .forEach(digest -> left.add("blob without a link: " + digest));
        return left;
    }

    /// What manifests name; leases and trash are over soon.
    private Set<String> linkedDigests() {
        Set<String> linked = ConcurrentHashMap.newKeySet();
        journal.registers().forEach((name, register) -> {
            if (name.kind() == Journal.Kind.MANIFEST && register.possibly(Journal.PRESENT)) {
                linked.addAll(journal.pushed(name.name()).blobs());
            }
        });
        return linked;
    }

    List<String> violations() {
        return journal.violations();
    }

    /// Starts that took longer than the limit; kept apart, because a slow start gives no mutant away.
    List<String> slowStarts() {
        return List.copyOf(slowStarts);
    }

    /// What happened, in a line.
    String summary() {
        return "%d answers, %d names, %d gone, slowest start %d ms"
                .formatted(
                        journal.acknowledged(), journal.registers().size(), longGone.size(), slowestStart.toMillis());
    }

    @Override
    public void close() {
        try {
            if (server.alive()) {
                server.kill();
            }
        } finally {
            server.close();
            crash.close();
        }
    }

    /// All clients at work on one life of the server.
    final class Crew implements AutoCloseable {
        private final Calls calls = new Calls(server.url(), authorization);
        private final AtomicBoolean over = new AtomicBoolean();
        private final CountDownLatch firstDone = new CountDownLatch(1);
        private final List<Thread> threads = new ArrayList<>();

        private Crew() {
            for (Client client : clients) {
                threads.add(Thread.ofPlatform().daemon().start(() -> {
                    client.work(calls, over::get);
                    firstDone.countDown();
                }));
            }
        }

        /// Returns after a random number of answers, or after the time a round may take.
        void awaitRandomMoment() {
            journal.awaitAcknowledged(50 + random.nextInt(MOST_ANSWERS), busy);
        }

        /// What the clients are told from now on promises nothing.
        void losePower() {
            journal.losePower();
        }

        /// Returns once the first client had no answer.
        void awaitSomeoneWithoutAnswer() {
            try {
                boolean noticed = firstDone.await(NOTICE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (!noticed) {
                    journal.violation("nobody noticed for " + NOTICE_LIMIT + " that the disk is gone");
                }
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }

        @Override
        public void close() {
            over.set(true);
            calls.close();
            for (Thread thread : threads) {
                try {
                    if (!thread.join(CREW_LIMIT)) {
                        throw new AssertionError("a client hangs: " + thread);
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            }
        }
    }
}
