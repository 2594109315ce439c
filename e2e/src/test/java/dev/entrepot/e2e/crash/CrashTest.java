package dev.entrepot.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// 16 clients push, tag, move, delete and read while the server is ended again and again.
///
/// System properties: `crash.kills` and `crash.cuts` (rounds, 30 each), `crash.seconds` (the longest a round lets
/// the clients work, 4), `crash.seed`.
@Tag("crash")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
final class CrashTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 30);
    private static final int CUTS = Integer.getInteger("crash.cuts", 30);
    private static final Duration BUSY = Duration.ofSeconds(Integer.getInteger("crash.seconds", 4));
    private final long seed = Long.getLong("crash.seed", System.nanoTime() & 0xffff_ffffL);

    @Test
    void killedServerKeepsEveryPromise(@TempDir Path folder) throws Exception {
        try (Trial trial = new Trial(folder, new Kill(folder.resolve("data")), seed, BUSY)) {
            run("SIGKILL", trial, KILLS);

            assertThat(trial.violations()).as("crash.seed=%d", seed).isEmpty();
            assertThat(trial.slowStarts()).isEmpty();
        }
    }

    @Test
    void serverKeepsEveryPromiseThroughPowerCuts(@TempDir Path folder) throws Exception {
        assertThat(LoopDisk.possible())
                .as("a power cut needs root and a loop device")
                .isTrue();
        PowerCut cut = PowerCut.in(folder, Mutant.NONE, new Random(seed));
        try (Trial trial = new Trial(folder, cut, seed, BUSY)) {
            run("power cut", trial, CUTS);

            assertThat(trial.violations()).as("crash.seed=%d", seed).isEmpty();
            assertThat(trial.slowStarts()).isEmpty();
        }
    }

    private void run(String name, Trial trial, int rounds) throws IOException, SQLException {
        int round = 0;
        boolean sound = true;
        while (sound && round < rounds) {
            sound = trial.round();
            round++;
        }
        if (sound) {
            trial.end();
        }
        System.out.printf(
                "%s: %d of %d rounds, crash.seed=%d, %s, %d broken promises%n",
                name, round, rounds, seed, trial.summary(), trial.violations().size());
    }
}
