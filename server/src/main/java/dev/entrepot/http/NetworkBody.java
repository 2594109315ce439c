package dev.entrepot.http;

import dev.entrepot.telemetry.RouteMeters;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The one bridge from Vert.x's body stream to blocking code.
///
/// ```text
///   event loop            arrivals            body pool               virtual thread
///   ----------            --------            ---------               --------------
///   fetch(CREDIT) <------------------------------------------------- drainTo(sink)
///   buffer  --- add ----> [ b b b ] --- take, one at a time --> sink        |
///   fetch(n) <--------------------------- n buffers are done               waits
///   end or failure -----> last word --- once all is taken ----------> returns or throws
/// ```
///
/// The request is paused before it is handed over and never resumed: bytes come only against credit, and credit is
/// given back only for what the sink has taken, so that there is no pause and resume whose order could be lost. The
/// end counts as an end only when Vert.x says so and the declared length has come; anything else is
/// {@link BodyAbortedException}.
final class NetworkBody implements RequestBody {
    /// Buffers that may be on their way to the sink: enough that network and sink overlap.
    private static final int CREDIT = 8;

    /// Buffers that one body may hand to its sink before other bodies get their turn on that thread.
    private static final int TURN = 4;

    private final HttpServerRequest request;
    private final Context context;
    private final BodyPool pool;
    private final RouteMeters meters;
    private final OptionalLong declared;
    private final boolean expected;
    private final BodyRate rate;
    private final long rateCheckMillis;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<Long> outcome = new CompletableFuture<>();

    /// What came and was not yet given to the sink; guarded by itself, as are the three fields below it.
    private final ArrayDeque<Buffer> arrivals = new ArrayDeque<>();

    private boolean working;
    private boolean abandoned;
    private @Nullable LastWord lastWord;

    // Only on the event loop.
    private long received;
    private int credit;
    private boolean discarding;
    private long discardLimit;
    private boolean over;
    private boolean reading;
    private boolean continueOwed;
    private Runnable whenOver = () -> {};

    private volatile Sink sink = bytes -> {};
    private volatile Executor worker = Runnable::run;

    /// How the body ended.
    private record LastWord(long total, @Nullable IOException failure) {}

    /// What an exchange gives its body.
    record Surroundings(Context context, BodyPool pool, RouteMeters meters, HttpConfig config) {}

    /// On the event loop, before anything of the body could have been delivered.
    NetworkBody(HttpServerRequest request, OptionalLong declared, boolean expected, Surroundings around) {
        this.request = request;
        this.context = around.context();
        this.pool = around.pool();
        this.meters = around.meters();
        this.declared = declared;
        this.expected = expected;
        this.rate = new BodyRate(around.config().bodyGrace(), around.config().minBodyBytesPerSecond());
        this.rateCheckMillis = Math.max(10, around.config().bodyGrace().toMillis() / 4);
        this.over = !expected;
        if (expected) {
            this.continueOwed = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
            request.pause();
            request.handler(this::arrived);
            request.endHandler(end -> ended());
            request.exceptionHandler(this::failed);
        }
    }

    @Override
    public OptionalLong declaredLength() {
        return declared;
    }

    @Override
    public boolean expected() {
        return expected;
    }

    @Override
    public byte[] readAll(int limitBytes) throws IOException {
        if (declared.orElse(0) > limitBytes) {
            throw new BodyTooLargeException(limitBytes);
        }
        Collector collector = new Collector(limitBytes, (int) declared.orElse(0));
        // Copying to memory is quick enough for the event loop; a small manifest is spared a change of threads.
        read(collector, Runnable::run);
        return collector.bytes.toByteArray();
    }

    @Override
    public long drainTo(Sink sink) throws IOException {
        return read(sink, pool);
    }

    private long read(Sink into, Executor on) throws IOException {
        if (!expected) {
            return 0;
        }
        if (!taken.compareAndSet(false, true)) {
            throw new IllegalStateException("the body was already read");
        }
        sink = into;
        worker = on;
        context.runOnContext(start -> startReading());
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

    private static IOException asThrown(@Nullable Throwable failure) {
        if (failure instanceof BodyAbortedException aborted) {
            // A new one, so that its trace shows who waited and not only the thread of the pool.
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

    // ---- on the event loop -----------------------------------------------------------------------------------

    private void startReading() {
        reading = true;
        if (over) {
            hurry();
            return;
        }
        if (continueOwed) {
            continueOwed = false;
            request.response().writeContinue();
        }
        watchRate();
        grant(CREDIT);
    }

    private void grant(int buffers) {
        if (over || discarding) {
            return;
        }
        credit += buffers;
        rate.waitFrom(System.nanoTime());
        fetch(buffers);
    }

    private void fetch(long buffers) {
        try {
            request.fetch(buffers);
        } catch (IllegalStateException e) {
            // Vert.x refuses once the request has ended. Then its end is already on the way to us, or was lost with
            // the connection; the last word decides, and the connection's close brings it at the latest.
            if (request.isEnded()) {
                ended();
            }
        }
    }

    private void arrived(Buffer buffer) {
        int length = buffer.length();
        received += length;
        meters.received(length);
        if (discarding) {
            discardLimit -= length;
            if (discardLimit < 0) {
                finish();
            }
            return;
        }
        credit--;
        rate.received(System.nanoTime(), length, credit > 0);
        boolean start;
        synchronized (arrivals) {
            if (abandoned) {
                return;
            }
            arrivals.add(buffer);
            start = !working;
            working = true;
        }
        if (start) {
            worker.execute(this::work);
        }
    }

    private void ended() {
        if (over) {
            return;
        }
        boolean whole = declared.isEmpty() || declared.getAsLong() == received;
        finish(
                whole
                        ? null
                        : new BodyAbortedException(
                                "the body ended after " + received + " of " + declared.getAsLong() + " bytes"));
    }

    private void failed(Throwable cause) {
        finish(new BodyAbortedException("the client went away after " + received + " bytes of the body"));
    }

    private void finish() {
        finish(null);
    }

    private void finish(@Nullable IOException failure) {
        if (over) {
            return;
        }
        over = true;
        boolean idle;
        synchronized (arrivals) {
            lastWord = new LastWord(received, failure);
            idle = !working && reading;
            if (idle) {
                working = true;
            }
        }
        if (idle) {
            worker.execute(this::work);
        }
        whenOver.run();
    }

    /// The reader came after the last word.
    private void hurry() {
        boolean start;
        synchronized (arrivals) {
            start = !working;
            working = true;
        }
        if (start) {
            worker.execute(this::work);
        }
    }

    private void watchRate() {
        context.owner().setTimer(rateCheckMillis, timer -> {
            if (over || discarding) {
                return;
            }
            if (rate.tooSlow(System.nanoTime())) {
                finish(new BodyAbortedException("the body comes too slowly", true));
            } else {
                watchRate();
            }
        });
    }

    // ---- on a thread of the pool -----------------------------------------------------------------------------

    private void work() {
        int done = 0;
        while (done < TURN) {
            Buffer buffer;
            LastWord word;
            synchronized (arrivals) {
                buffer = arrivals.poll();
                word = lastWord;
                if (buffer == null) {
                    working = false;
                }
            }
            if (buffer == null) {
                giveBack(done);
                complete(word);
                return;
            }
            if (!feed(buffer)) {
                return;
            }
            done++;
        }
        giveBack(done);
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
            context.runOnContext(granted -> grant(buffers));
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

    private void abandon() {
        synchronized (arrivals) {
            abandoned = true;
            arrivals.clear();
        }
    }

    // ---- once the answer is known, on the event loop ---------------------------------------------------------

    /// Bytes received so far.
    long received() {
        return received;
    }

    /// What is to become of a body that the answer did not wait for.
    enum Remainder {
        /// Nothing is left.
        NONE,
        /// So little that it is taken and thrown away, and the connection goes on.
        SMALL,
        /// The connection has to be closed.
        LARGE
    }

    /// What is left to come when the answer is written now. `small` is in bytes.
    Remainder remainder(long small) {
        if (over) {
            return request.isEnded() || !expected ? Remainder.NONE : Remainder.LARGE;
        }
        if (continueOwed || declared.isEmpty()) {
            return Remainder.LARGE;
        }
        return declared.getAsLong() - received <= small ? Remainder.SMALL : Remainder.LARGE;
    }

    /// Throws away what still comes, up to `limit` bytes; `done` runs at the end of the body or at the limit.
    void discard(long limit, Runnable done) {
        abandon();
        if (over) {
            done.run();
            return;
        }
        whenOver = done;
        discardLimit = limit;
        discarding = true;
        fetch(Long.MAX_VALUE);
    }

    /// Collects a body in memory.
    private static final class Collector implements Sink {
        private final int limit;
        private final ByteArrayOutputStream bytes;

        Collector(int limit, int expectedBytes) {
            this.limit = limit;
            this.bytes = new ByteArrayOutputStream(Math.max(32, expectedBytes));
        }

        @Override
        public void accept(ByteBuffer part) throws IOException {
            if (part.remaining() > limit - bytes.size()) {
                throw new BodyTooLargeException(limit);
            }
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }
    }
}
