package dev.entrepot.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;

/// Random lives of images, each step compared with a model: tags, manifests, referrers, trash and collection.
///
/// System properties: `model.sqlite` and `model.postgresql` (sequences), `model.seed`, `model.steps`.
final class LifeOfImagesTest {
    private static final int STEPS = Integer.getInteger("model.steps", 24);
    private final long seed = Long.getLong("model.seed", System.nanoTime() & 0xffff_ffffL);

    @OnBothDatabases
    void everyStepIsAsTheModelSays(TestDatabase test) {
        int sequences = Integer.getInteger(
                "model." + test.database().engine(), test.database().engine().equals("sqlite") ? 60 : 10);
        MovingClock clock = MovingClock.of(test.database());
        test.database().close();
        try (TestDatabase moved = test.again();
                World world = new World(moved, clock)) {
            long began = System.nanoTime();
            for (int i = 0; i < sequences; i++) {
                Sequence sequence = new Sequence(world, "s" + i, seed + i);
                try {
                    sequence.run(STEPS);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("model.seed=%d, sequence %d: %s".formatted(seed, i, sequence.story()), e);
                }
            }
            System.out.printf(
                    "model: %d sequences of %d steps on %s in %d ms, model.seed=%d%n",
                    sequences, STEPS, moved.database().engine(), (System.nanoTime() - began) / 1_000_000, seed);
            assertThat(sequences).isPositive();
        }
    }
}
