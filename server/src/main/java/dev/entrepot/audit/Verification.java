package dev.entrepot.audit;

import java.util.List;

/// What became of looking at the whole audit.
///
/// @param entries how many are chained
/// @param checkpoints how many signed ones lie on the way
/// @param firstNumber of the first entry that retention has not removed; 0 when there is none
/// @param lastNumber of the last entry; 0 when there is none
/// @param sinceCheckpoint how many entries came after the last checkpoint: only the head's signature covers
/// them
/// @param unchained how many are recorded and have no place in the chain yet
/// @param problems in words; empty when all is as it was recorded
public record Verification(
        long entries,
        long checkpoints,
        long firstNumber,
        long lastNumber,
        long sinceCheckpoint,
        long unchained,
        List<String> problems) {
    public Verification {
        problems = List.copyOf(problems);
    }

    /// Whether nothing is missing, altered or added.
    public boolean sound() {
        return problems.isEmpty();
    }
}
