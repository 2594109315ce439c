package dev.entrepot.http;

import dev.entrepot.oci.ErrorCode;
import dev.entrepot.telemetry.RequestLine;
import dev.entrepot.telemetry.RouteMeters;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// One request and its answer.
///
/// It begins on the event loop, where the route is found and a handler may answer at once. Otherwise a virtual thread
/// runs the handler, and the answer is written back on the event loop.
final class Exchange {
    private static final HexFormat HEX = HexFormat.of();
    private static final String MALFORMED = "malformed";

    private final Service service;
    private final HttpServerRequest received;
    private final Context context;
    private final long begin = System.nanoTime();
    private final String id = HEX.toHexDigits(ThreadLocalRandom.current().nextLong());
    private final String method;
    private String path = "-";
    private String client = "-";
    private RouteMeters meters;
    private @Nullable IncomingBody body;

    /// On the event loop that the request came on.
    Exchange(Service service, HttpServerRequest received, Context context) {
        this.service = service;
        this.received = received;
        this.context = context;
        this.method = received.method().name();
        this.meters = service.meters().route(MALFORMED);
    }

    /// Answers the request.
    void begin() {
        Headers headers = new ReceivedHeaders(received.headers());
        try {
            RequestTarget target = RequestTarget.parse(received.uri());
            path = target.rawPath();
            client = received.remoteAddress().hostAddress();
            Forwarding.Origin origin =
                    service.forwarding().origin(client, received.isSSL() ? "https" : "http", host(), headers);
            client = origin.client();
            Router.Routed routed = service.router().route(method, path);
            meters = service.meters().route(routed.label());
            body = receive();
            Request request = new Request(
                    id, method, path, target.query(), headers, client, origin.scheme(), origin.host(), body);
            answer(routed.handler(), request);
        } catch (RuntimeException e) {
            write(Outgoing.of(Errors.answer(e, id)));
        }
    }

    /// Answers what Netty could not parse. Vert.x closes the connection after it.
    void refuseMalformed() {
        Throwable cause = received.decoderResult().cause();
        Response response = switch (cause) {
            case TooLongHttpLineException line ->
                ErrorResponses.of(414, ErrorCode.UNSUPPORTED, "the request line is too long", "");
            case TooLongHttpHeaderException header ->
                ErrorResponses.of(
                        431,
                        ErrorCode.UNSUPPORTED,
                        "the headers are larger than " + service.config().maxHeaderBytes() + " bytes",
                        "");
            case BadRequestException bad ->
                ErrorResponses.of(400, ErrorCode.UNSUPPORTED, String.valueOf(bad.getMessage()), "");
            case null, default ->
                ErrorResponses.of(400, ErrorCode.UNSUPPORTED, "this is not a well-formed HTTP request", "");
        };
        write(Outgoing.of(response.with("Connection", "close")));
    }

    private void answer(Handler handler, Request request) {
        if (service.connections().crowded()) {
            write(Outgoing.of(ErrorResponses.of(ErrorCode.TOOMANYREQUESTS, "too many connections are open", "")
                    .with("Retry-After", "1")
                    .with("Connection", "close")));
            return;
        }
        Optional<Response> atOnce = handler.handleAtOnce(request);
        if (atOnce.isPresent()) {
            write(Outgoing.open(atOnce.get(), method, id));
            return;
        }
        try {
            service.threads().execute(() -> handle(handler, request));
        } catch (RejectedExecutionException e) {
            write(Outgoing.of(ErrorResponses.of(ErrorCode.UNAVAILABLE, "the registry is stopping", "")
                    .with("Connection", "close")));
        }
    }

    /// On a virtual thread.
    @SuppressWarnings("CatchAndPrintStackTrace")
    private void handle(Handler handler, Request request) {
        Response response;
        try {
            response = handler.handle(request);
        } catch (Throwable failure) {
            // Errors are mapped like exceptions: the client gets its 500, and the log the trace.
            response = Errors.answer(failure, id);
        }
        Outgoing outgoing = Outgoing.open(response, method, id);
        context.runOnContext(write -> write(outgoing));
    }

    private void write(Outgoing outgoing) {
        IncomingBody unread = body == null ? receive() : body;
        body = unread;
        new ResponseWriter(service, received, context, unread, id)
                .write(outgoing, (status, sent) -> finished(outgoing.response(), status, sent));
    }

    private void finished(Response response, int status, long sent) {
        long nanos = System.nanoTime() - begin;
        long taken = body == null ? 0 : body.received();
        meters.answered(status, sent, nanos);
        service.log()
                .write(new RequestLine(
                        method, path, meters.label(), status, taken, sent, nanos, client, response.user()));
    }

    private String host() {
        if (received.version() == HttpVersion.HTTP_2) {
            return received.authority() == null ? "" : received.authority().toString();
        }
        List<String> hosts = received.headers().getAll("Host");
        if (hosts.size() == 1) {
            return hosts.getFirst();
        }
        if (hosts.isEmpty() && received.version() == HttpVersion.HTTP_1_0) {
            return "";
        }
        // RFC 9112, 3.2: none or several are answered 400.
        throw new BadRequestException("exactly one Host header is required");
    }

    private IncomingBody receive() {
        OptionalLong declared = declaredLength();
        return expected(declared)
                ? new NetworkBody(
                        received,
                        declared,
                        new NetworkBody.Surroundings(context, service.pool(), meters, service.config()))
                : new IncomingBody.None(declared);
    }

    private OptionalLong declaredLength() {
        String text = received.getHeader("Content-Length");
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(text.strip()));
        } catch (NumberFormatException e) {
            // Netty lets through what its own parser takes, such as equal values in a list.
            return OptionalLong.empty();
        }
    }

    private boolean expected(OptionalLong declared) {
        if (declared.isPresent()) {
            return declared.getAsLong() != 0;
        }
        if (received.version() == HttpVersion.HTTP_2) {
            return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
        }
        return received.headers().contains("Transfer-Encoding")
                && received.decoderResult().isSuccess();
    }
}
