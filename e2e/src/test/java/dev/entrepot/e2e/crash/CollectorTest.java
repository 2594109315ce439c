package dev.entrepot.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Scratch;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Collection takes what is due, and nothing else; servers whose collection does not are told apart.
///
/// System property: `crash.servers`, how many of those run at the same time (4: most of a run is waiting for leases).
@Tag("crash")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class CollectorTest {
    private static final int SERVERS = Integer.getInteger("crash.servers", 4);

    @Test
    void collectionKeepsItsPromises() {
        assertThat(broken(false, UnaryOperator.identity())).isEmpty();
    }

    @Test
    void nothingGoesAfterTheClockWasSet() {
        assertThat(broken(true, UnaryOperator.identity())).isEmpty();
    }

    @Test
    void mutantsAreCaught() throws Exception {
        Map<CollectorMutant, Future<Optional<String>>> runs = new EnumMap<>(CollectorMutant.class);
        Map<CollectorMutant, String> survivors = new EnumMap<>(CollectorMutant.class);
        try (ExecutorService threads = Executors.newFixedThreadPool(SERVERS)) {
            for (CollectorMutant mutant : CollectorMutant.values()) {
                runs.put(mutant, threads.submit(() -> broken(mutant)));
            }
            for (Map.Entry<CollectorMutant, Future<Optional<String>>> run : runs.entrySet()) {
                Optional<String> broken = run.getValue().get();
                System.out.printf(
                        "collector mutant %s: %s%n",
                        run.getKey(),
                        broken.flatMap(text -> text.lines().findFirst()).orElse("NOT CAUGHT"));
                if (broken.isEmpty()) {
                    survivors.put(run.getKey(), "kept every promise");
                }
            }
        }

        assertThat(survivors).isEmpty();
    }

    private static Optional<String> broken(CollectorMutant mutant) {
        try (Scratch scratch = Scratch.make()) {
            MutatedJar jar = new MutatedJar(scratch.folder("mutant"));
            return broken(
                    mutant == CollectorMutant.SET_CLOCK_IS_NOT_NOTICED, launch -> jar.wrap(launch, mutant.changes()));
        }
    }

    private static Optional<String> broken(boolean setClock, UnaryOperator<Launch> prepared) {
        try (Scratch scratch = Scratch.make()) {
            return setClock
                    ? CollectorPromises.brokenByClock(scratch.folder("server"), prepared)
                    : CollectorPromises.broken(scratch.folder("server"), prepared);
        }
    }
}
