package dev.entrepot.http;

import dev.entrepot.health.StorageFullException;
import dev.entrepot.health.UnavailableException;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one mapping of exceptions to answers. What is our fault is logged here, once, with the request id that the
/// client finds in `X-Request-Id`.
final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    /// Never sent: the client is gone. Stands in log lines and metrics only.
    static final int CLIENT_GONE = 499;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int INSUFFICIENT_STORAGE = 507;

    /// Seconds after which a client may try again what failed for a reason that passes.
    private static final String RETRY_AFTER = "5";

    private Errors() {}

    static Response answer(Throwable failure, String requestId) {
        return switch (failure) {
            case MalformedException malformed ->
                ErrorResponses.of(malformed.code(), text(malformed), malformed.detail());
            case BadRequestException bad -> ErrorResponses.of(400, ErrorCode.UNSUPPORTED, text(bad), "");
            case BodyTooLargeException large ->
                ErrorResponses.of(
                        CONTENT_TOO_LARGE,
                        ErrorCode.SIZE_INVALID,
                        text(large),
                        "limit " + large.limitBytes() + " bytes");
            case BodyAbortedException aborted ->
                aborted.tooSlow()
                        ? ErrorResponses.of(REQUEST_TIMEOUT, ErrorCode.SIZE_INVALID, text(aborted), "")
                        : Response.empty(CLIENT_GONE);
            case StorageFullException full ->
                ErrorResponses.of(INSUFFICIENT_STORAGE, ErrorCode.UNAVAILABLE, text(full), "")
                        .with("Retry-After", RETRY_AFTER);
            case UnavailableException unavailable -> unavailable(unavailable, requestId);
            default -> unexpected(failure, requestId);
        };
    }

    private static Response unavailable(UnavailableException unavailable, String requestId) {
        if (unavailable.getCause() != null) {
            LOG.error("event=request_unavailable request={}", requestId, unavailable);
        }
        return ErrorResponses.of(ErrorCode.UNAVAILABLE, "this cannot be done just now; try again in a while", "")
                .with("Retry-After", RETRY_AFTER);
    }

    private static Response unexpected(Throwable failure, String requestId) {
        LOG.error("event=request_failed request={}", requestId, failure);
        return ErrorResponses.of(ErrorCode.UNKNOWN, "the registry failed unexpectedly", "");
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
