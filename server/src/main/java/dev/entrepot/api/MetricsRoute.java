package dev.entrepot.api;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Callers;
import dev.entrepot.access.Decision;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.telemetry.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `/metrics` in the Prometheus text format, for callers who may observe the server.
public final class MetricsRoute implements Handler {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;
    private final Callers callers;
    private final Access access;

    public MetricsRoute(Metrics metrics, Callers callers, Access access) {
        this.metrics = metrics;
        this.callers = callers;
        this.access = access;
    }

    @Override
    public Response handle(Request request) {
        return switch (access.decide(callers.of(request), Action.OBSERVE)) {
            case Decision.Allowed allowed -> scrape();
            case Decision.Challenge challenge ->
                ErrorResponses.of(ErrorCode.UNAUTHORIZED, challenge.message(), "")
                        .with("WWW-Authenticate", "Basic realm=\"entrepot\", charset=\"UTF-8\"");
            case Decision.NotFound notFound -> denied("you may not read the metrics");
            case Decision.Denied denied -> denied(denied.message());
            case Decision.Busy busy ->
                ErrorResponses.of(ErrorCode.TOOMANYREQUESTS, "too many logins at once; try again later", "")
                        .with(
                                "Retry-After",
                                Long.toString(Math.max(1, busy.retryAfter().toSeconds())));
        };
    }

    private static Response denied(String message) {
        return ErrorResponses.of(ErrorCode.DENIED, message, "");
    }

    private Response scrape() {
        return new Response(
                200,
                List.of(new Response.Header("Content-Type", PROMETHEUS)),
                new Response.Body.Bytes(metrics.scrape().getBytes(StandardCharsets.UTF_8)));
    }
}
