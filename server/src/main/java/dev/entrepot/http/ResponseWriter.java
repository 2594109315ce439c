package dev.entrepot.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one answer on the event loop, then sees to what is left of the request.
///
/// An answer may come before the request's body was read. A small remainder is thrown away and the connection goes
/// on. For a large one the connection is closed, but not at once: closing a socket with unread bytes resets it, and
/// the reset may reach the client before it has read the answer. So some of the remainder is read first.
final class ResponseWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);

    /// A remainder up to this many bytes costs less than a new connection.
    private static final long SMALL_REMAINDER = 1024 * 1024;

    /// A client that does not look at the answer is cut off after this many further bytes, or this long.
    private static final long LINGER_BYTES = 64L * 1024 * 1024;

    private static final long LINGER_MILLIS = 2_000;

    /// Bytes that are on their way when the answer leaves come within this time; after it, a client that sends nothing
    /// more has stopped, or waits.
    private static final long LINGER_QUIET_MILLIS = 250;

    private static final int DELETE = 0x7f;

    private static final CharSequence CONTENT_LENGTH = HttpHeaders.CONTENT_LENGTH;
    private static final CharSequence DATE = HttpHeaders.createOptimized("Date");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    private static final CharSequence NO_SNIFF_NAME = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");

    private final Service service;
    private final HttpServerRequest request;
    private final Context context;
    private final IncomingBody body;
    private final String requestId;
    private boolean closeAfter;

    /// Told once, when the answer is written or given up.
    interface Finished {
        void with(int status, long sentBytes);
    }

    ResponseWriter(Service service, HttpServerRequest request, Context context, IncomingBody body, String requestId) {
        this.service = service;
        this.request = request;
        this.context = context;
        this.body = body;
        this.requestId = requestId;
    }

    void write(Outgoing outgoing, Finished finished) {
        HttpServerResponse out = request.response();
        if (out.closed() || out.headWritten() || outgoing.response().status() == Errors.CLIENT_GONE) {
            outgoing.close();
            finished.with(Errors.CLIENT_GONE, 0);
            request.connection().close();
            return;
        }
        IncomingBody.Remainder remainder = body.remainder(SMALL_REMAINDER);
        try {
            writeHead(out, outgoing.response(), remainder);
        } catch (IllegalArgumentException e) {
            // A header that would break the head apart: ours, so a bug, and never sent.
            outgoing.close();
            out.headers().clear();
            Outgoing instead = Outgoing.of(Errors.answer(e, requestId));
            writeHead(out, instead.response(), remainder);
            writeBody(out, instead, remainder, finished);
            return;
        }
        writeBody(out, outgoing, remainder, finished);
    }

    private void writeHead(HttpServerResponse out, Response response, IncomingBody.Remainder remainder) {
        out.setStatusCode(response.status());
        MultiMap headers = out.headers();
        headers.add(DATE, service.date().text());
        headers.add(REQUEST_ID, requestId);
        headers.add(NO_SNIFF_NAME, NO_SNIFF);
        closeAfter = remainder == IncomingBody.Remainder.LARGE;
        for (Response.Header header : response.headers()) {
            if (header.name().equalsIgnoreCase("Connection")) {
                closeAfter = true;
            } else {
                headers.add(header.name(), checked(header));
            }
        }
        if (closeAfter && !http2()) {
            headers.add("Connection", "close");
        }
        if (response.body() instanceof Response.Body.Streamed) {
            out.setChunked(!head() && !http2());
        } else if (response.status() != 204 && response.status() != 304) {
            boolean announcedOnly = response.body() instanceof Response.Body.None && !head();
            headers.set(
                    CONTENT_LENGTH,
                    Long.toString(announcedOnly ? 0 : response.body().length()));
        }
    }

    /// Netty would let a folded line through, and would cut other characters down to a byte.
    private static String checked(Response.Header header) {
        String value = header.value();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c >= DELETE) {
                throw new IllegalArgumentException(
                        "header " + header.name() + " holds a character that may not be sent");
            }
        }
        return value;
    }

    private void writeBody(
            HttpServerResponse out, Outgoing outgoing, IncomingBody.Remainder remainder, Finished finished) {
        Response response = outgoing.response();
        int status = response.status();
        if (head() || status == 204 || status == 304) {
            outgoing.close();
            out.end().onComplete(sent -> settle(remainder));
            finished.with(status, 0);
            return;
        }
        switch (response.body()) {
            case Response.Body.None none -> {
                out.end().onComplete(sent -> settle(remainder));
                finished.with(status, 0);
            }
            case Response.Body.Bytes(byte[] bytes) -> {
                Buffer buffer = BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
                if (remainder == IncomingBody.Remainder.NONE && !closeAfter) {
                    out.end(buffer);
                } else {
                    out.end(buffer).onComplete(sent -> settle(remainder));
                }
                finished.with(status, bytes.length);
            }
            case Response.Body.FileRange range
            when http2() -> {
                outgoing.close();
                writeInParts(out, new Response.Body.Sequence(List.of(range)), status, remainder, finished);
            }
            case Response.Body.FileRange range ->
                out.sendFile(Objects.requireNonNull(outgoing.file()), range.offset(), range.length())
                        .onComplete(sent -> {
                            outgoing.close();
                            sent(sent, status, range.length(), remainder, finished);
                        });
            case Response.Body.Sequence sequence -> writeInParts(out, sequence, status, remainder, finished);
            case Response.Body.Streamed streamed -> writeInParts(out, streamed, status, remainder, finished);
        }
    }

    private void writeInParts(
            HttpServerResponse out,
            Response.Body body,
            int status,
            IncomingBody.Remainder remainder,
            Finished finished) {
        try {
            service.threads()
                    .execute(() -> new SequenceSender(out, context)
                            .send(body)
                            .onComplete(sent -> sent(sent, status, out.bytesWritten(), remainder, finished)));
        } catch (RejectedExecutionException e) {
            finished.with(Errors.CLIENT_GONE, 0);
            request.connection().close();
        }
    }

    private void sent(
            AsyncResult<Void> result, int status, long length, IncomingBody.Remainder remainder, Finished finished) {
        if (result.succeeded()) {
            finished.with(status, length);
            settle(remainder);
        } else {
            // The head is out, so the only honest end is one that the client cannot take for the end of the body.
            LOG.debug("event=answer_broken_off", result.cause());
            finished.with(Errors.CLIENT_GONE, request.response().bytesWritten());
            if (http2()) {
                request.response().reset();
            } else {
                request.connection().close();
            }
        }
    }

    private void settle(IncomingBody.Remainder remainder) {
        if (remainder == IncomingBody.Remainder.SMALL) {
            body.discard(SMALL_REMAINDER, this::closeIfDue);
        } else if (remainder == IncomingBody.Remainder.LARGE && http2()) {
            // RFC 9113, 8.1: after a complete answer the rest of the request is refused without error.
            request.response().reset(0);
        } else if (remainder == IncomingBody.Remainder.LARGE) {
            body.discard(LINGER_BYTES, this::closeIfDue);
            linger(body.received(), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS));
        } else {
            closeIfDue();
        }
    }

    private void linger(long receivedBefore, long deadline) {
        context.owner().setTimer(LINGER_QUIET_MILLIS, timer -> {
            long receivedNow = body.received();
            if (receivedNow == receivedBefore || System.nanoTime() - deadline > 0) {
                closeIfDue();
            } else {
                linger(receivedNow, deadline);
            }
        });
    }

    private void closeIfDue() {
        if (closeAfter) {
            request.connection().close();
        }
    }

    private boolean head() {
        return request.method().name().equals("HEAD");
    }

    private boolean http2() {
        return request.version() == HttpVersion.HTTP_2;
    }
}
