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
    private final Sessions sessions;
    private final Credentials credentials;

    /// Web sessions, which another package makes.
    @FunctionalInterface
    public interface Sessions {
        /// Whose session the request's cookie is of; empty when it brings none that lives. Refuses, by
        /// {@link CrossSiteException}, a change that another site's page sent.
        Optional<Holder> of(Request request);
    }

    /// A browser sent a change on behalf of another site.
    public static final class CrossSiteException extends RuntimeException {
        public CrossSiteException(String message) {
            super(message, null, false, false);
        }
    }

    Callers(OpenGuard guard, Authenticator authenticator, Sessions sessions, Credentials credentials) {
        this.guard = guard;
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.credentials = credentials;
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

    /// Who calls the registry API. Blocks: may hash a password, check a signature and read the database.
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

    /// The same for paths that browsers use too: without the header, a session's cookie counts.
    public Caller ofBrowser(Request request) {
        Caller caller = of(request);
        if (!(caller instanceof Caller.Nobody)) {
            return caller;
        }
        try {
            return sessions.of(request)
                    .flatMap(holder -> credentials
                            .find(holder)
                            .<Caller>map(living -> new Caller.Known(living.principal(), living.limit(), holder)))
                    .orElse(caller);
        } catch (CrossSiteException crossSite) {
            return new Caller.Refused(String.valueOf(crossSite.getMessage()));
        }
    }

    private static Caller twoCredentials() {
        return new Caller.Rejected("expected one Authorization header");
    }
}
