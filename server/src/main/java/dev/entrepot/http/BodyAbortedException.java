package dev.entrepot.http;

import java.io.IOException;

/// The client went away, or was too slow, before the end of its body. Nobody is left to be answered, or 408.
public final class BodyAbortedException extends IOException {
    public BodyAbortedException(String message) {
        super(message);
    }
}
