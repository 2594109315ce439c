package dev.entrepot.policy;

import dev.entrepot.scanning.Finding;
import java.util.Optional;

/// A finding and whether it counts.
///
/// @param waiver empty when it counts
/// @param vexStatus what a VEX document says (`affected`, `under_investigation`, `not_affected`, `fixed`), whether it
///        counts at a gate or not; empty text when none speaks of it
public record JudgedFinding(Finding finding, Optional<Waiver> waiver, String vexStatus) {}
