package dev.entrepot.client;

import java.time.Duration;

/// How waiting is done: by sleeping, or in a test by taking note.
@FunctionalInterface
public interface Pause {
    void of(Duration time) throws InterruptedException;
}
