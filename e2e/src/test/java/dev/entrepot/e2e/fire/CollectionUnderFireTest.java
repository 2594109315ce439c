package dev.entrepot.e2e.fire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.fire.Line.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sixteen clients at once, and a collection every second: whatever was acknowledged is whole until its owner deletes
/// it, and all the space comes back.
///
/// System properties: `fire.events` (requests, 200,000), `fire.seed`.
@Tag("fire")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class CollectionUnderFireTest {
    private static final long EVENTS = Long.getLong("fire.events", 200_000);
    private static final int CLIENTS = 16;
    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration KEEP = Duration.ofSeconds(3);
    private static final String JSON = "application/json";

    private final long seed = Long.getLong("fire.seed", System.nanoTime() & 0xffff_ffffL);

    @Test
    void nothingAcknowledgedIsLostAndAllSpaceComesBack() throws Exception {
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server"))
                        .environment("ENTREPOT_GARBAGE_LEASE", LEASE.toSeconds() + "s")
                        .environment("ENTREPOT_GARBAGE_DELAY", DELAY.toSeconds() + "s")
                        .environment("ENTREPOT_TRASH_KEEP", KEEP.toSeconds() + "s")
                        .start();
                var collector = new Line(server)) {
            prepare(collector);
            Tally tally = new Tally(EVENTS);
            long began = System.nanoTime();
            List<Thread> clients = start(server, tally);
            int collections = 0;
            CountDownLatch never = new CountDownLatch(1);
            while (tally.goesOn()) {
                run(collector, "collect");
                collections++;
                assertThat(never.await(1, TimeUnit.SECONDS)).isFalse();
            }
            for (Thread client : clients) {
                client.join();
            }
            System.out.printf(
                    "fire: seed %d, %d s, %d collections, %s%n",
                    seed, Duration.ofNanos(System.nanoTime() - began).toSeconds(), collections, tally);
            assertThat(tally.violations()).as("fire.seed=%d", seed).isEmpty();

            // Grace: lease, trash and delay; then two collections.
            Duration grace = LEASE.plus(KEEP).plus(DELAY).plusSeconds(1);
            assertThat(never.await(grace.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
            run(collector, "collect");
            assertThat(never.await(DELAY.toMillis() + 100, TimeUnit.MILLISECONDS))
                    .isFalse();
            JsonNode last = run(collector, "collect");

            assertThat(server.blobFiles())
                    .as("after the last collection: %s", last)
                    .isEmpty();
            JsonNode verified = run(collector, "verify");
            assertThat(verified.path("result").path("findings").isEmpty())
                    .as("%s", verified)
                    .isTrue();
            assertThat(server.serverErrors()).isEmpty();
        }
    }

    /// In one namespace deletions are kept for a while, in the other not at all.
    private static void prepare(Line line) {
        expect(line.ask("POST", "/api/v1/namespaces", JSON, "{\"name\":\"keeps\"}".getBytes(UTF_8)), 201);
        String drops = "{\"name\":\"drops\",\"keeping\":{\"trashKeep\":\"0s\"}}";
        expect(line.ask("POST", "/api/v1/namespaces", JSON, drops.getBytes(UTF_8)), 201);
    }

    private List<Thread> start(Server server, Tally tally) {
        List<Thread> clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            int which = number;
            clients.add(Thread.ofPlatform().start(() -> {
                try (Line line = new Line(server)) {
                    FireClient client = new FireClient(which, seed, line, tally, LEASE);
                    client.work();
                    client.end();
                } catch (RuntimeException e) {
                    tally.violation("client " + which + ": " + e);
                }
            }));
        }
        return clients;
    }

    /// Runs a job to its end and returns it.
    private static JsonNode run(Line line, String kind) {
        String body = "{\"kind\":\"" + kind + "\",\"parameters\":{}}";
        Answer submitted = line.ask("POST", "/api/v1/jobs", JSON, body.getBytes(UTF_8));
        expect(submitted, 202);
        String id = JsonMapper.shared().readTree(submitted.body()).path("id").stringValue();
        while (true) {
            Answer answer = line.ask("GET", "/api/v1/jobs/" + id + "?wait=20s");
            expect(answer, 200);
            JsonNode job = JsonMapper.shared().readTree(answer.body());
            switch (job.path("state").stringValue()) {
                case "done" -> {
                    return job;
                }
                case "failed", "cancelled" -> throw new AssertionError(job.toString());
                default -> {}
            }
        }
    }

    private static void expect(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }
}
