package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Callers;
import dev.entrepot.access.Challenges;
import dev.entrepot.access.Decision;
import dev.entrepot.access.RevokedException;
import dev.entrepot.access.Use;
import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.content.Births;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Refusals;
import java.util.Optional;

/// Stands before every route of the API: asks `access` for the action that the route declares, and turns a
/// refusal into its answer. A route cannot be built without an action.
final class Guard {
    /// What a route on a repository does once it is allowed.
    @FunctionalInterface
    interface OnRepository {
        Response handle(Call call) throws Exception;

        /// See {@link Handler#handleAtOnce}.
        default Optional<Response> handleAtOnce(Call call) {
            return Optional.empty();
        }
    }

    /// What a route on the whole registry does once it is allowed.
    @FunctionalInterface
    interface OnRegistry {
        Response handle(Request request, Caller caller) throws Exception;
    }

    private static final Response.Header API_VERSION =
            new Response.Header("Docker-Distribution-Api-Version", "registry/2.0");

    private final Callers callers;
    private final Access access;
    private final Challenges challenges;
    private final AuditLog audit;

    Guard(Callers callers, Access access, Challenges challenges, AuditLog audit) {
        this.callers = callers;
        this.access = access;
        this.challenges = challenges;
        this.audit = audit;
    }

    Handler repository(Action action, String asked, AboutTags tags, OnRepository route) {
        RepositoryName name = RepositoryName.parse(asked);
        return new Handler() {
            @Override
            public Response handle(Request request) throws Exception {
                Caller caller = callers.of(request);
                Use use = new Use(request.clientAddress(), tags.of(request));
                Decision decision = access.decide(caller, action, name, asked, use);
                return versioned(answer(request, caller, decision), caller);
            }

            private Response answer(Request request, Caller caller, Decision decision) throws Exception {
                Optional<Response> refusal = refused(request, caller, action, name, decision);
                if (refusal.isPresent()) {
                    return refusal.get();
                }
                try {
                    return route.handle(call(request, caller, (Decision.Allowed) decision, asked));
                } catch (RevokedException revoked) {
                    return refused(request, caller, action, name, revoked.decision())
                            .orElseThrow();
                }
            }

            @Override
            public Optional<Response> handleAtOnce(Request request) {
                return callers.atOnce(request)
                        .flatMap(caller -> access.atOnce(caller, action, name, asked)
                                .filter(Decision.Allowed.class::isInstance)
                                .flatMap(allowed ->
                                        route.handleAtOnce(call(request, caller, (Decision.Allowed) allowed, asked)))
                                .map(response -> versioned(response, caller)));
            }
        };
    }

    private static Call call(Request request, Caller caller, Decision.Allowed allowed, String asked) {
        return new Call(
                request,
                caller,
                Access.authority(caller, allowed, request.clientAddress(), request.id()),
                Births.NAMESPACE_TOO,
                allowed.repository().orElseThrow(),
                asked);
    }

    /// The answer to a refusal, which the audit is told of where the caller is known.
    private Optional<Response> refused(
            Request request, Caller caller, Action action, RepositoryName name, Decision decision) {
        if (decision instanceof Decision.Allowed) {
            return Optional.empty();
        }
        Refusals.tell(
                audit,
                Access.author(caller, request.clientAddress(), request.id()),
                AuditEvent.of(Refusals.event(action), name.namespace(), name.text()),
                decision);
        return refusal(request, decision);
    }

    Handler registry(Action action, OnRegistry route) {
        return request -> {
            Caller caller = callers.of(request);
            Optional<Response> refusal = refusal(request, access.decide(caller, action));
            return versioned(refusal.isPresent() ? refusal.get() : route.handle(request, caller), caller);
        };
    }

    /// A refusal that a route found itself, such as a mount for which the token is too narrow.
    Response refuse(Request request, Decision.Challenge challenge) {
        return refusal(request, challenge).orElseThrow();
    }

    private Optional<Response> refusal(Request request, Decision decision) {
        return switch (decision) {
            case Decision.Allowed allowed -> Optional.empty();
            case Decision.Challenge challenge ->
                Optional.of(ErrorResponses.of(ErrorCode.UNAUTHORIZED, challenge.message(), challenge.scope())
                        .with("WWW-Authenticate", challenges.headerValue(request, challenge)));
            case Decision.NotFound notFound ->
                Optional.of(ErrorResponses.of(
                        ErrorCode.NAME_UNKNOWN,
                        "this repository does not exist, or you may not read it; check its name and your login",
                        ""));
            case Decision.Denied denied -> Optional.of(ErrorResponses.of(ErrorCode.DENIED, denied.message(), ""));
            case Decision.Busy busy -> Optional.of(Refusals.busy(busy));
        };
    }

    private static Response versioned(Response response, Caller caller) {
        String user = caller instanceof Caller.Known known ? known.principal().name() : "";
        return versioned(response).to(user);
    }

    static Response versioned(Response response) {
        return response.with(API_VERSION.name(), API_VERSION.value());
    }
}
