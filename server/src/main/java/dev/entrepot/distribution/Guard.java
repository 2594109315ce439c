package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Callers;
import dev.entrepot.access.Challenges;
import dev.entrepot.access.Decision;
import dev.entrepot.access.Principal;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
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

    Guard(Callers callers, Access access, Challenges challenges) {
        this.callers = callers;
        this.access = access;
        this.challenges = challenges;
    }

    Handler repository(Action action, String asked, OnRepository route) {
        RepositoryName name = RepositoryName.parse(asked);
        return new Handler() {
            @Override
            public Response handle(Request request) throws Exception {
                Caller caller = callers.of(request);
                Optional<Response> refusal = refusal(request, access.decide(caller, action, name, asked));
                return versioned(
                        refusal.isPresent() ? refusal.get() : route.handle(call(request, caller, name, asked)), caller);
            }

            @Override
            public Optional<Response> handleAtOnce(Request request) {
                return callers.atOnce(request)
                        .flatMap(caller -> refusal(request, access.decide(caller, action, name, asked))
                                .or(() -> route.handleAtOnce(call(request, caller, name, asked)))
                                .map(response -> versioned(response, caller)));
            }
        };
    }

    private static Call call(Request request, Caller caller, RepositoryName name, String asked) {
        return new Call(
                request, caller, new Authority(author(request, caller), sql -> {}), Births.NAMESPACE_TOO, name, asked);
    }

    private static Author author(Request request, Caller caller) {
        return switch (caller.principal()) {
            case Principal.Anonymous nobody ->
                new Author(Author.Kind.ANONYMOUS, "", nobody.name(), "", request.clientAddress(), request.id());
            case Principal.User user ->
                new Author(Author.Kind.USER, user.id(), user.name(), "", request.clientAddress(), request.id());
        };
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
