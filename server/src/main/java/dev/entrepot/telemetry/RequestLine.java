package dev.entrepot.telemetry;

/// What the log says about one request. The request id is not part of it: it stands only in `X-Request-Id`.
///
/// @param method as the client wrote it
/// @param path the raw path, without the query (which may carry secrets); tokens in it are masked
/// @param route the route's bounded name
/// @param status what was answered; 499 when the client went away first
/// @param bytesIn bytes of the body that were taken
/// @param bytesOut bytes of the body that were sent
/// @param nanos from the request's head to the end of its answer
/// @param client address of the client
/// @param user name of the principal, `-` when there is none
public record RequestLine(
        String method,
        String path,
        String route,
        int status,
        long bytesIn,
        long bytesOut,
        long nanos,
        String client,
        String user) {

    /// Appends the line, ended by a line feed.
    void appendTo(StringBuilder text) {
        text.append("event=request method=");
        LogText.append(text, method);
        text.append(" path=");
        LogText.append(text, Secrets.masked(path));
        text.append(" route=");
        LogText.append(text, route);
        text.append(" status=").append(status);
        text.append(" bytesIn=").append(bytesIn);
        text.append(" bytesOut=").append(bytesOut);
        text.append(" ms=");
        appendMillis(text, nanos);
        text.append(" client=");
        LogText.append(text, client);
        text.append(" user=");
        LogText.append(text, user);
        text.append('\n');
    }

    /// Milliseconds with three decimals.
    private static void appendMillis(StringBuilder text, long nanos) {
        long micros = nanos / 1_000;
        text.append(micros / 1_000).append('.');
        long fraction = micros % 1_000;
        if (fraction < 100) {
            text.append('0');
        }
        if (fraction < 10) {
            text.append('0');
        }
        text.append(fraction);
    }
}
