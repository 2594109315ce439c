package dev.entrepot.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/// Sends byte arrays and file ranges one after the other, from a virtual thread.
///
/// Vert.x sends a file only as a whole body, and over HTTP/2 the bytes must be framed in any case, so here ranges are
/// read and written, a chunk at a time.
final class SequenceSender {
    private static final int CHUNK = 128 * 1024;

    private final HttpServerResponse out;
    private final Context context;

    SequenceSender(HttpServerResponse out, Context context) {
        this.out = out;
        this.context = context;
    }

    /// Blocks until all is sent; the future, which then is complete, says how it went.
    Future<Void> send(Response.Body body) {
        Promise<Void> promise = Promise.promise();
        try {
            sendPart(body);
            onContext(out::end);
            promise.complete();
        } catch (IOException | RuntimeException e) {
            promise.fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            promise.fail(e);
        }
        Promise<Void> told = Promise.promise();
        context.runOnContext(v -> promise.future().onComplete(told));
        return told.future();
    }

    private void sendPart(Response.Body part) throws IOException, InterruptedException {
        switch (part) {
            case Response.Body.None none -> {}
            case Response.Body.Bytes(byte[] bytes) -> sendBytes(bytes);
            case Response.Body.Streamed(Response.Source source) -> source.writeTo(this::sendUninterrupted);
            case Response.Body.FileRange range -> sendFile(range);
            case Response.Body.Sequence nested -> {
                for (Response.Body inner : nested.parts()) {
                    sendPart(inner);
                }
            }
        }
    }

    private void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        onContext(() -> out.write(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes))));
    }

    private void sendUninterrupted(byte[] bytes) throws IOException {
        try {
            sendBytes(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a body was sent");
        }
    }

    private void sendFile(Response.Body.FileRange range) throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(range.file(), StandardOpenOption.READ)) {
            long position = range.offset();
            long left = range.length();
            while (left > 0) {
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, left));
                int read = file.read(chunk, position);
                if (read < 0) {
                    throw new EOFException("file is shorter than the range to send: " + range);
                }
                chunk.flip();
                onContext(() -> out.write(BufferInternal.buffer(Unpooled.wrappedBuffer(chunk))));
                position += read;
                left -= read;
            }
        } catch (EOFException | NoSuchFileException e) {
            range.lost().run();
            throw e;
        }
    }

    /// Runs a write on the event loop and waits until its bytes have left: this is the back-pressure.
    private void onContext(Supplier<Future<Void>> write) throws IOException, InterruptedException {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            try {
                write.get().onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        try {
            done.future().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException("the client went away", e.getCause());
        }
    }
}
