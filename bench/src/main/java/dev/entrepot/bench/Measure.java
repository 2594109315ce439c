package dev.entrepot.bench;

import java.util.List;

/// One line of the report: what is measured, in which unit, and what Entrepot is to reach.
record Measure(String label, String unit, List<Target> targets) {

    Measure {
        targets = List.copyOf(targets);
    }

    Measure(String label, String unit, Target... targets) {
        this(label, unit, List.of(targets));
    }
}
