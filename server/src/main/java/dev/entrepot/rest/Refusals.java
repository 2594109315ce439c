package dev.entrepot.rest;

import dev.entrepot.access.Action;
import dev.entrepot.access.Decision;
import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Author;
import dev.entrepot.http.ApiError;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// How decisions are answered outside `/v2/`, whose clients have challenges of their own.
public final class Refusals {
    private static final String CHALLENGE = "Basic realm=\"entrepot\", charset=\"UTF-8\"";

    private Refusals() {}

    /// Empty when the decision is yes.
    public static Optional<Response> of(Decision decision, Action.Resource on) {
        return switch (decision) {
            case Decision.Allowed _ -> Optional.empty();
            case Decision.Challenge challenge ->
                Optional.of(ErrorResponses.of(ErrorCode.UNAUTHORIZED, challenge.message(), challenge.scope())
                        .with("WWW-Authenticate", CHALLENGE));
            case Decision.NotFound _ -> Optional.of(absent(on));
            case Decision.Denied denied -> Optional.of(ErrorResponses.of(ErrorCode.DENIED, denied.message(), ""));
            case Decision.Busy busy -> Optional.of(busy(busy));
        };
    }

    /// Tells the audit what a known principal was refused. Challenges are part of every login, and not told.
    public static void tell(AuditLog audit, Author author, AuditEvent event, Decision decision) {
        if (author.kind() == Author.Kind.ANONYMOUS) {
            return;
        }
        switch (decision) {
            case Decision.Denied denied -> audit.refused(author, event, denied.message());
            case Decision.NotFound _ -> audit.refused(author, event, "may not read it, or it is absent");
            case Decision.Allowed _, Decision.Challenge _, Decision.Busy _ -> {}
        }
    }

    /// The name under which the audit has the refusal of an action.
    public static String event(Action action) {
        return action.resource().name().toLowerCase(Locale.ROOT) + "." + action.id();
    }

    /// For what is not there, and, byte for byte the same, for what the caller may not read.
    public static Response absent(Action.Resource on) {
        return switch (on) {
            case NAMESPACE ->
                absent("this namespace does not exist, or you may not read it; check its name and your login");
            case REPOSITORY ->
                absent("this repository does not exist, or you may not read it; check its name and your login");
            case NOTHING, REGISTRY -> absent("there is no such thing, or you may not read it");
        };
    }

    /// For things that are no place, to callers who may read what holds them.
    public static Response absent(String message) {
        return ErrorResponses.of(ApiError.NOT_FOUND, message, "");
    }

    /// Rounded up: a client that comes too early is refused again.
    public static Response busy(Decision.Busy busy) {
        return ErrorResponses.of(ErrorCode.TOOMANYREQUESTS, "too many logins at once; try again later", "")
                .with("Retry-After", Long.toString(seconds(busy.retryAfter())));
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }
}
