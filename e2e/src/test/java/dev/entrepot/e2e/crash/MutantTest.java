package dev.entrepot.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Launch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The suite sees a server that breaks its promises: each mutant is caught within the rounds of {@link CrashTest}.
@Tag("crash")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class MutantTest {
    private static final int ROUNDS = Math.max(3, Integer.getInteger("crash.cuts", 30));
    private static final Duration BUSY = Duration.ofSeconds(Integer.getInteger("crash.seconds", 4));
    private final long seed = Long.getLong("crash.seed", System.nanoTime() & 0xffff_ffffL);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutantIsCaught(Mutant mutant, @TempDir Path folder) throws Exception {
        Random random = new Random(seed);
        boolean byKill = mutant == Mutant.ROW_AFTER_BYTES;
        assertThat(byKill || LoopDisk.possible())
                .as("a power cut needs root and a loop device")
                .isTrue();
        Crash crash = byKill
                ? new Kill(folder.resolve("data"), launch -> rowAfterBytes(folder, launch))
                : PowerCut.in(folder, mutant, random);
        int rounds = 0;
        try (Trial trial = new Trial(folder, crash, seed, BUSY)) {
            boolean sound = true;
            while (sound && rounds < ROUNDS) {
                sound = trial.round();
                rounds++;
            }
            System.out.printf(
                    "mutant %s: %s in round %d, crash.seed=%d, %s, first of %d: %s%n",
                    mutant,
                    sound ? "NOT CAUGHT" : "caught",
                    rounds,
                    seed,
                    trial.summary(),
                    trial.violations().size(),
                    trial.violations().stream()
                            .findFirst()
                            .flatMap(first -> first.lines().findFirst())
                            .orElse("nothing"));

            assertThat(trial.violations())
                    .as("broken promises of %s, crash.seed=%d", mutant, seed)
                    .isNotEmpty();
        }
    }

    private static Launch rowAfterBytes(Path folder, Launch launch) {
        return new MutatedJar(folder)
                .wrap(launch, "dev/entrepot/content/BlobUploads.java", "        UploadTable.Upload upload;", """
                        try (var early = parts.store.append(key, 0)) {
                            early.write(java.nio.ByteBuffer.wrap(new byte[1]));
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                        UploadTable.Upload upload;""");
    }
}
