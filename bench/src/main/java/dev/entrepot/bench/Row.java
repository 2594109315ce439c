package dev.entrepot.bench;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/// A group of figures that come from one experiment, chosen by name on the command line.
interface Row {

    String name();

    /// How it is measured, in a sentence or two for the report.
    String what();

    /// In the order of the report.
    List<Measure> measures();

    default Set<Contender> contenders() {
        return Contender.registries();
    }

    /// Runs the experiment with one contender and records its figures.
    void measure(Trial trial) throws IOException, InterruptedException;
}
