package dev.entrepot.policy;

import java.time.Duration;

/// What a policy answers where its condition cannot be asked.
///
/// @param hold how long a pull waits for the scan of what is not scanned yet, at most {@link #LONGEST_HOLD}
/// @param unscanned whether it passes afterwards
/// @param unscannable whether what cannot be scanned passes
/// @param part whether what was read in part is asked about with what was read
public record Answers(Duration hold, boolean unscanned, boolean unscannable, boolean part) {
    /// Clients wait 30 seconds and more for a manifest.
    public static final Duration LONGEST_HOLD = Duration.ofSeconds(20);

    private static final Answers STRICT = new Answers(LONGEST_HOLD, false, false, false);
    private static final Answers AT_ONCE = new Answers(Duration.ZERO, false, false, false);

    public Answers {
        if (hold.isNegative() || hold.compareTo(LONGEST_HOLD) > 0) {
            throw new IllegalArgumentException("a pull is held for at most " + LONGEST_HOLD.toSeconds() + "s");
        }
    }

    /// Those of a policy that says nothing about it: nothing passes unlooked at. A warning is not worth the
    /// wait.
    public static Answers of(Effect effect) {
        return effect == Effect.WARN ? AT_ONCE : STRICT;
    }
}
