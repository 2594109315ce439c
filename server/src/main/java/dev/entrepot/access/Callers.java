package dev.entrepot.access;

import dev.entrepot.http.Request;
import java.util.List;
import java.util.Optional;

/// Who makes a request: the only way from a request to a {@link Caller}.
public final class Callers {
    private static final String AUTHORIZATION = "Authorization";
    private static final Caller NOBODY = new Caller.Nobody();

    private final OpenGuard guard;
    private final Authenticator authenticator;

    Callers(OpenGuard guard, Authenticator authenticator) {
        this.guard = guard;
        this.authenticator = authenticator;
    }

    /// Answers from memory only, so fine on the event loop; empty when only {@link #of} can tell.
    public Optional<Caller> atOnce(Request request) {
        Optional<String> refusal = guard.refusal(request);
        if (refusal.isPresent()) {
            return Optional.of(new Caller.Refused(refusal.get()));
        }
        List<String> headers = request.headers(AUTHORIZATION);
        return switch (headers.size()) {
            case 0 -> Optional.of(NOBODY);
            case 1 -> authenticator.cached(headers.getFirst());
            default -> Optional.of(twoCredentials());
        };
    }

    /// Blocks: may hash a password, check a signature and read the database.
    public Caller of(Request request) {
        Optional<String> refusal = guard.refusal(request);
        if (refusal.isPresent()) {
            return new Caller.Refused(refusal.get());
        }
        List<String> headers = request.headers(AUTHORIZATION);
        return switch (headers.size()) {
            case 0 -> NOBODY;
            case 1 -> authenticator.authenticate(headers.getFirst(), request.clientAddress());
            default -> twoCredentials();
        };
    }

    private static Caller twoCredentials() {
        return new Caller.Rejected("expected one Authorization header");
    }
}
