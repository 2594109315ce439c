package dev.entrepot.content;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where the bytes of an upload come from.
@FunctionalInterface
public interface UploadSource {
    /// Hands all bytes, in order, to `sink` and returns how many there were. Throws what the sink throws, or
    /// `IOException` when the sender went away before the end: the sink has then seen all that came.
    long drainTo(Sink sink) throws IOException;

    /// Takes bytes; called by one thread at a time, and never by one that waits for the network.
    @FunctionalInterface
    interface Sink {
        void accept(ByteBuffer bytes) throws IOException;
    }
}
