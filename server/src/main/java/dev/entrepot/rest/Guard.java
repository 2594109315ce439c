package dev.entrepot.rest;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Callers;
import dev.entrepot.access.Decision;
import dev.entrepot.authority.NoLongerAllowedException;
import dev.entrepot.directory.Place;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.RepositoryName;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Stands before every route of `/api/v1`: asks `access` for the action that the route declares, on what the request
/// names, and answers a refusal.
public final class Guard {
    /// What a route does once it is allowed.
    @FunctionalInterface
    public interface OnCall {
        Response handle(Call call) throws Exception;
    }

    /// What a request names. Throws {@link RefusedException} or {@link dev.entrepot.oci.MalformedException}.
    @FunctionalInterface
    public interface Named<T> {
        T in(Call call);
    }

    private final Callers callers;
    private final Access access;

    public Guard(Callers callers, Access access) {
        this.callers = callers;
        this.access = access;
    }

    /// For all, known or not.
    public Endpoint open(Route route, OnCall handler) {
        return endpoint(checked(route, Action.Resource.NOTHING), Call::admit, handler);
    }

    public Endpoint registry(Route route, OnCall handler) {
        return endpoint(checked(route, Action.Resource.REGISTRY), call -> call.require(route.action()), handler);
    }

    public Endpoint namespace(Route route, Named<String> namespace, OnCall handler) {
        return endpoint(
                checked(route, Action.Resource.NAMESPACE),
                call -> call.requireOnNamespace(
                        route.action(), Place.parse(namespace.in(call)).namespace()),
                handler);
    }

    public Endpoint repository(Route route, Named<RepositoryName> name, OnCall handler) {
        return endpoint(
                checked(route, Action.Resource.REPOSITORY),
                call -> call.requireOn(route.action(), name.in(call)),
                handler);
    }

    /// An action on a repository, or its counterpart on a whole namespace: see {@link Call#requireOn}.
    public Endpoint place(Route route, Named<Place> place, OnCall handler) {
        return endpoint(
                checked(route, Action.Resource.REPOSITORY),
                call -> call.requireOn(route.action(), place.in(call)),
                handler);
    }

    private static Route checked(Route route, Action.Resource on) {
        Optional<Action.Resource> declared = route.needs().map(Action::resource);
        if (declared.isPresent() && declared.get() != on) {
            throw new IllegalStateException(route + " needs an action on " + declared.get() + ", not on " + on);
        }
        return route;
    }

    private Endpoint endpoint(Route route, Consumer<Call> leave, OnCall handler) {
        return new Endpoint(route, path -> (Handler) request -> answer(route, path, request, leave, handler));
    }

    private Response answer(
            Route route, Map<String, String> path, Request request, Consumer<Call> leave, OnCall handler)
            throws Exception {
        Caller caller = callers.of(request);
        Call call = new Call(this, route, request, path, caller);
        Response response;
        try {
            leave.accept(call);
            requireKnownParameters(call);
            response = handler.handle(call);
        } catch (RefusedException e) {
            response = e.answer();
        } catch (NoLongerAllowedException e) {
            response = ErrorResponses.of(ErrorCode.DENIED, String.valueOf(e.getMessage()), "");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        String user = caller instanceof Caller.Known known ? known.principal().name() : "";
        boolean open = route.action() == Action.NONE;
        return (open ? response : response.with("Cache-Control", "no-store")).to(user);
    }

    /// A misspelt filter that is ignored shows, or deletes, too much.
    private static void requireKnownParameters(Call call) {
        boolean api = call.request().rawPath().startsWith(RouteTable.API);
        for (String name : call.request().query().parameters().keySet()) {
            if (api && !call.route().query().contains(name)) {
                throw RefusedException.invalid("the query parameter " + Plain.shown(name) + " is not known here");
            }
        }
    }

    void require(Call call, Action action) {
        refuseUnless(access.decide(call.caller(), action), Action.Resource.REGISTRY);
    }

    void require(Call call, Action action, String namespace) {
        refuseUnless(access.decide(call.caller(), Action.SYSTEM), Action.Resource.NAMESPACE);
    }

    void require(Call call, Action action, RepositoryName name) {
        refuseUnless(access.decide(call.caller(), Action.PULL, name, name.text()), Action.Resource.REPOSITORY);
    }

    private static void refuseUnless(Decision decision, Action.Resource on) {
        Optional<Response> refusal = Refusals.of(decision, on);
        if (refusal.isPresent()) {
            throw new RefusedException(refusal.get());
        }
    }
}
