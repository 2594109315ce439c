package dev.entrepot.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/// The body of a request. May be read once, by one of the methods that read it.
public interface RequestBody {
    /// `Content-Length`, empty when the body is chunked (or on HTTP/2 without the header).
    OptionalLong declaredLength();

    /// Whether the request says that a body follows (`Content-Length` above 0, or chunked).
    boolean expected();

    /// The whole body. Throws {@link BodyTooLargeException} beyond `limitBytes` and {@link BodyAbortedException}
    /// when the client went away before its end.
    byte[] readAll(int limitBytes) throws IOException;

    /// Hands the body, buffer by buffer and in order, to `sink` on the bounded pool of platform threads, and waits
    /// for its end. Returns how many bytes came. Throws {@link BodyAbortedException} when the client went away
    /// before the end (the sink has then seen all that was received), and whatever the sink threw.
    long drainTo(Sink sink) throws IOException;

    /// Takes the bytes of a body. Called by one thread at a time, never waits for the network.
    @FunctionalInterface
    interface Sink {
        void accept(ByteBuffer bytes) throws IOException;
    }
}
