package dev.entrepot.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Stored;
import dev.entrepot.e2e.faults.FaultyDisk.How;
import dev.entrepot.e2e.faults.FaultyDisk.Place;
import dev.entrepot.e2e.faults.World.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// One call on a file fails, at every step of each operation: nothing is acknowledged that is not so, no image is lost,
/// and the registry works again, at once after a full disk, after a start otherwise.
///
/// Each operation is run once undisturbed to count its calls at each place; then once per place, call and kind of
/// failure. Calls of what runs beside it are counted too, so a fault may hit those: the promises are the same.
///
/// System property: `faults.only`, one operation, to look into it.
@Tag("faults")
final class DiskFaultTest {
    private static final int LEAST_CASES = 150;
    private static final String ONLY = System.getProperty("faults.only", "");
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final int PATIENCE = 200;
    private static final int FULL_STATUS = 507;

    private static Scratch scratch;
    private static FaultyDisk disk;
    private static Server server;
    private static World world;
    private static final Map<String, Stored> KEPT = new LinkedHashMap<>();
    private static int cases;
    private static int hits;

    @BeforeAll
    static void start() throws IOException {
        scratch = Scratch.make();
        disk = FaultyDisk.in(scratch.folder("faults"), scratch.folder("out"));
        server = disk.under(Server.in(scratch.folder().resolve("server")))
                .environment("ENTREPOT_GARBAGE_DELAY", "0s")
                .environment("ENTREPOT_GARBAGE_LEASE", "1h")
                .start();
        world = new World(server);
        for (String tag : List.of("kept-1", "kept-2", "kept-3")) {
            world.image(tag);
            KEPT.put(tag, Stored.read(server, World.REPOSITORY, tag));
        }
        World.require(world.send("POST", "/v2/" + World.OTHER + "/blobs/uploads/", "", new byte[0]), 202);
    }

    @AfterAll
    static void stop() {
        try {
            System.out.printf("disk faults: %d cases, %d calls made to fail%n", cases, hits);
            server.kill();
            server.close();
        } finally {
            scratch.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> nothingIsLostWhicheverCallFails() {
        return Stream.concat(
                Stream.of(Operation.values())
                        .filter(DiskFaultTest::wanted)
                        .flatMap(operation -> cases(operation).stream()),
                ONLY.isEmpty() ? Stream.of(enough()) : Stream.of());
    }

    private static boolean wanted(Operation operation) {
        return ONLY.isEmpty() || ONLY.equals(operation.name());
    }

    private static DynamicTest enough() {
        return DynamicTest.dynamicTest(
                "there were at least " + LEAST_CASES, () -> assertThat(cases).isGreaterThanOrEqualTo(LEAST_CASES));
    }

    private record Case(Operation operation, Place place, int call, How how) {
        @Override
        public String toString() {
            return operation + ": " + place + " " + call + " " + how;
        }
    }

    /// Counts what an undisturbed run calls, when the stream of tests comes to this operation.
    private static List<DynamicTest> cases(Operation operation) {
        Operation.Attempt attempt = operation.prepare(world, disk.out());
        disk.count();
        Answer answer = attempt.act().run();
        disk.disarm();
        assertThat(answer.status()).as("%s undisturbed: %s", operation, answer).isBetween(200, 299);
        assertThat(attempt.effect().getAsBoolean())
                .as("%s undisturbed", operation)
                .isTrue();
        List<DynamicTest> tests = new ArrayList<>();
        for (Place place : Place.values()) {
            int calls = disk.calls(place);
            for (int call : calls == 0 ? new TreeSet<Integer>() : new TreeSet<>(List.of(1, calls))) {
                for (How how : kinds(place)) {
                    Case next = new Case(operation, place, call, how);
                    tests.add(DynamicTest.dynamicTest(next.toString(), () -> run(next)));
                }
            }
        }
        return tests;
    }

    private static List<How> kinds(Place place) {
        if (place.write()) {
            return List.of(How.FULL, How.BROKEN_ONCE, How.SHORT);
        }
        return place.sync() ? List.of(How.BROKEN_ONCE, How.FULL) : List.of(How.FULL, How.BROKEN_ONCE);
    }

    private static void run(Case test) {
        cases++;
        Operation.Attempt attempt = test.operation().prepare(world, disk.out());
        disk.arm(test.place(), test.call(), test.how());
        Answer answer = attempt.act().run();
        disk.disarm();
        int failed = disk.fired();
        hits += failed;

        boolean acknowledged = answer.status() >= 200 && answer.status() < 300;
        if (!acknowledged) {
            assertThat(failed)
                    .as("%s was refused without a fault: %s", test, answer)
                    .isPositive();
            assertThat(answer.status() == 0 || answer.status() >= 500)
                    .as("%s: %s", test, answer)
                    .isTrue();
        }
        if (test.how() == How.FULL && !test.place().sync()) {
            if (!acknowledged && !test.operation().job()) {
                assertThat(answer.status()).as("%s: %s", test, answer).isEqualTo(FULL_STATUS);
            }
            assertThat(readyAgain()).as("%s: ready again by itself", test).isTrue();
        }
        if ((failed > 0 && acknowledged) || !readyAgain()) {
            server.kill();
            server.start();
            assertThat(server.timeToReady()).isLessThan(START_LIMIT);
        }
        if (acknowledged) {
            assertThat(attempt.effect().getAsBoolean())
                    .as("%s: acknowledged, and not so", test)
                    .isTrue();
        }
        KEPT.forEach((tag, image) -> assertThat(Stored.read(server, World.REPOSITORY, tag))
                .as("%s: %s", test, tag)
                .isEqualTo(image));
        Operation.Attempt again = test.operation().prepare(world, disk.out());
        Answer second = again.act().run();
        assertThat(second.status()).as("%s, tried again: %s", test, second).isBetween(200, 299);
        assertThat(again.effect().getAsBoolean()).as("%s, tried again", test).isTrue();
    }

    /// Asks until the answer is yes, a bounded number of times; each answer takes the server a moment.
    private static boolean readyAgain() {
        for (int i = 0; i < PATIENCE; i++) {
            if (server.ready() == 200) {
                return true;
            }
        }
        return false;
    }
}
