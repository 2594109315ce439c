package dev.entrepot.retention;

import java.util.List;

/// Lines of a plan.
///
/// @param next the cursor behind them; empty text behind the last
public record PlanPage(List<PlanLine> lines, String next) {
    public PlanPage {
        lines = List.copyOf(lines);
    }
}
