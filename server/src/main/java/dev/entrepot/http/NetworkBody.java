package dev.entrepot.http;

import dev.entrepot.telemetry.RouteMeters;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
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
final class NetworkBody implements IncomingBody {
    /// Buffers that may be on their way to the sink: enough that network and sink overlap.
    private static final int CREDIT = 4;

    private static final long SHORTEST_RATE_CHECK_MILLIS = 10;

    private final HttpServerRequest request;
    private final Surroundings around;
    private final OptionalLong declared;
    private final BodyRate rate;
    private final AtomicBoolean read = new AtomicBoolean();

    // Only on the event loop.
    private long received;
    private int credit;
    private boolean discarding;
    private long discardLimit;
    private boolean continueOwed;
    private Runnable whenOver = () -> {};
    private Arrivals.@Nullable LastWord lastWord;
    private @Nullable Arrivals arrivals;

    /// What an exchange gives its body.
    record Surroundings(Context context, BodyPool pool, RouteMeters meters, HttpConfig config) {}

    /// On the event loop, before anything of the body could have been delivered.
    NetworkBody(HttpServerRequest request, OptionalLong declared, Surroundings around) {
        this.request = request;
        this.around = around;
        this.declared = declared;
        this.rate = new BodyRate(around.config().bodyGrace(), around.config().minBodyBytesPerSecond());
        this.continueOwed = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
        request.pause();
        request.handler(this::arrived);
        request.endHandler(end -> ended());
        request.exceptionHandler(this::failed);
    }

    @Override
    public OptionalLong declaredLength() {
        return declared;
    }

    @Override
    public boolean expected() {
        return true;
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
        return read(sink, around.pool());
    }

    private long read(Sink sink, Executor worker) throws IOException {
        if (!read.compareAndSet(false, true)) {
            throw new IllegalStateException("the body was already read");
        }
        Arrivals into = new Arrivals(sink, worker, buffers -> around.context().runOnContext(granted -> grant(buffers)));
        around.context().runOnContext(start -> begin(into));
        return into.await();
    }

    private void begin(Arrivals into) {
        arrivals = into;
        if (lastWord != null) {
            into.end(lastWord);
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
        if (lastWord == null && !discarding) {
            credit += buffers;
            rate.waitFrom(System.nanoTime());
            fetch(buffers);
        }
    }

    private void fetch(long buffers) {
        try {
            request.fetch(buffers);
        } catch (IllegalStateException e) {
            // Vert.x refuses once the request has ended, and then has told us so already, or does when the connection
            // closes; in neither case is there anything to fetch.
            if (!request.isEnded()) {
                throw e;
            }
        }
    }

    private void arrived(Buffer buffer) {
        int length = buffer.length();
        received += length;
        around.meters().received(length);
        if (discarding) {
            discardLimit -= length;
            if (discardLimit < 0) {
                over(null);
            }
        } else if (arrivals != null && lastWord == null) {
            // After the last word, which a body that is too slow gets early, the sink must see nothing more.
            credit--;
            rate.received(System.nanoTime(), length, credit > 0);
            arrivals.add(buffer);
        }
    }

    private void ended() {
        boolean whole = declared.isEmpty() || declared.getAsLong() == received;
        over(whole ? null : new BodyAbortedException("the body ended after " + received + " bytes, before its length"));
    }

    private void failed(Throwable cause) {
        over(new BodyAbortedException("the client went away after " + received + " bytes of the body"));
    }

    private void over(@Nullable IOException failure) {
        if (lastWord != null) {
            return;
        }
        lastWord = new Arrivals.LastWord(received, failure);
        if (arrivals != null) {
            arrivals.end(lastWord);
        }
        whenOver.run();
    }

    private void watchRate() {
        long every =
                Math.max(SHORTEST_RATE_CHECK_MILLIS, around.config().bodyGrace().toMillis() / 4);
        around.context().owner().setTimer(every, timer -> {
            if (lastWord != null || discarding) {
                return;
            }
            if (rate.tooSlow(System.nanoTime())) {
                over(new BodyAbortedException("the body comes too slowly", true));
            } else {
                watchRate();
            }
        });
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public Remainder remainder(long small) {
        if (lastWord != null) {
            return request.isEnded() ? Remainder.NONE : Remainder.LARGE;
        }
        if (continueOwed || declared.isEmpty()) {
            return Remainder.LARGE;
        }
        return declared.getAsLong() - received <= small ? Remainder.SMALL : Remainder.LARGE;
    }

    @Override
    public void discard(long limit, Runnable done) {
        if (arrivals != null) {
            arrivals.abandon();
        }
        if (lastWord != null) {
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
