package dev.entrepot.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Buffers between the event loop that adds them, the one thread at a time that gives them to the sink, and the
/// virtual thread that waits for the outcome.
///
/// The outcome is known when all buffers before the last word were taken, or when the sink threw.
final class Arrivals {
    /// Buffers that one body may hand to its sink before other bodies get their turn on that thread.
    private static final int TURN = 4;

    private final RequestBody.Sink sink;
    private final Executor worker;
    private final IntConsumer taken;
    private final CompletableFuture<Long> outcome = new CompletableFuture<>();

    /// What came and was not yet given to the sink; guarded by itself, as are the three fields below it.
    private final ArrayDeque<Buffer> waiting = new ArrayDeque<>();

    /// Whether a thread is at it, or will be.
    private boolean working;

    private boolean abandoned;
    private @Nullable LastWord lastWord;

    /// How the body ended.
    record LastWord(long total, @Nullable IOException failure) {}

    /// `taken` is told how many buffers the sink has done with.
    Arrivals(RequestBody.Sink sink, Executor worker, IntConsumer taken) {
        this.sink = sink;
        this.worker = worker;
        this.taken = taken;
    }

    void add(Buffer buffer) {
        synchronized (waiting) {
            if (abandoned) {
                return;
            }
            waiting.add(buffer);
            if (working) {
                return;
            }
            working = true;
        }
        worker.execute(this::work);
    }

    /// Nothing more comes.
    void end(LastWord word) {
        synchronized (waiting) {
            lastWord = word;
            if (working) {
                return;
            }
            working = true;
        }
        worker.execute(this::work);
    }

    /// Takes no more buffers: nobody wants them.
    void abandon() {
        synchronized (waiting) {
            abandoned = true;
            waiting.clear();
        }
    }

    /// Waits for the outcome: the length of the body, or what went wrong.
    long await() throws IOException {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a body was received");
        } catch (ExecutionException e) {
            throw asThrown(e.getCause());
        }
    }

    private void work() {
        for (int done = 0; done < TURN; done++) {
            Buffer buffer;
            LastWord word;
            synchronized (waiting) {
                buffer = waiting.poll();
                word = lastWord;
                working = buffer != null;
            }
            if (buffer == null) {
                giveBack(done);
                complete(word);
                return;
            }
            if (!feed(buffer)) {
                return;
            }
        }
        giveBack(TURN);
        worker.execute(this::work);
    }

    private boolean feed(Buffer buffer) {
        try {
            ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
            if (bytes.nioBufferCount() == 1) {
                sink.accept(bytes.nioBuffer());
            } else {
                for (ByteBuffer part : bytes.nioBuffers()) {
                    sink.accept(part);
                }
            }
            return true;
        } catch (Throwable failure) {
            // Whatever the sink throws belongs to the caller that waits.
            abandon();
            outcome.completeExceptionally(failure);
            return false;
        }
    }

    private void giveBack(int buffers) {
        if (buffers > 0) {
            taken.accept(buffers);
        }
    }

    private void complete(@Nullable LastWord word) {
        if (word == null) {
            return;
        }
        if (word.failure() == null) {
            outcome.complete(word.total());
        } else {
            outcome.completeExceptionally(word.failure());
        }
    }

    private static IOException asThrown(@Nullable Throwable failure) {
        if (failure instanceof BodyAbortedException aborted) {
            // A new one, so that its trace shows who waited and not only the event loop.
            return new BodyAbortedException(String.valueOf(aborted.getMessage()), aborted.tooSlow());
        }
        if (failure instanceof IOException io) {
            return io;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return new IOException(failure);
    }
}
