package dev.entrepot.http;

import java.io.IOException;

/// The client went away, or was too slow, before the end of its body. Nobody is left to be answered, or 408.
public final class BodyAbortedException extends IOException {
    private final boolean tooSlow;

    public BodyAbortedException(String message) {
        this(message, false);
    }

    BodyAbortedException(String message, boolean tooSlow) {
        super(message);
        this.tooSlow = tooSlow;
    }

    /// Whether the client is still there, but sends less than the minimum rate.
    public boolean tooSlow() {
        return tooSlow;
    }
}
