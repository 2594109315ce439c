package dev.entrepot.cli;

import dev.entrepot.jobs.Jobs;

/// A registry whose server is stopped and that this process holds, as far as verbs with `--data` have to know it.
public interface StoppedRegistry extends AutoCloseable {
    /// Runs what this process asks for, and nothing else that may wait.
    Jobs jobs();

    /// Ends the work and lets go. Safe to repeat.
    @Override
    void close();
}
