package dev.entrepot.rest;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Callers;
import dev.entrepot.access.Decision;
import dev.entrepot.access.RevokedException;
import dev.entrepot.access.Use;
import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Repository;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
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
    private final AuditLog audit;

    public Guard(Callers callers, Access access, AuditLog audit) {
        this.callers = callers;
        this.access = access;
        this.audit = audit;
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

    /// As {@link #repository}, about some tags of it: conditions on tags can be met.
    public Endpoint tagged(Route route, Named<RepositoryName> name, Named<Use.Tags> tags, OnCall handler) {
        return endpoint(
                checked(route, Action.Resource.REPOSITORY),
                call -> call.requireOn(route.action(), name.in(call), tags.in(call)),
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
        Caller caller = callers.ofBrowser(request);
        Call call = new Call(this, route, request, path, caller);
        Response response;
        try {
            leave.accept(call);
            requireKnownParameters(call);
            response = handler.handle(call);
        } catch (RefusedException e) {
            response = e.answer();
        } catch (RevokedException e) {
            response = refused(call, e.decision(), route.action(), "", "");
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
        admit(call, access.decide(call.caller(), action), action, "", "");
    }

    void require(Call call, Action action, String namespace) {
        admit(call, access.decideNamespace(call.caller(), action, namespace, use(call)), action, namespace, namespace);
    }

    void require(Call call, Action action, RepositoryName name) {
        Decision decision = access.decide(call.caller(), action, name, name.text(), use(call));
        admit(call, decision, action, name.namespace(), name.text());
    }

    Decision.Allowed require(Call call, Action action, RepositoryName name, Use use) {
        Decision decision = access.decide(call.caller(), action, name, name.text(), use);
        admit(call, decision, action, name.namespace(), name.text());
        return (Decision.Allowed) decision;
    }

    boolean allows(Call call, Action action) {
        return access.decide(call.caller(), action) instanceof Decision.Allowed;
    }

    boolean allowsOnNamespace(Call call, Action action, String namespace) {
        return access.decideNamespace(call.caller(), action, namespace, use(call)) instanceof Decision.Allowed;
    }

    Optional<Authority.Check> right(Call call, Action action, RepositoryName name) {
        return check(access.decide(call.caller(), action, name, name.text(), use(call)));
    }

    Optional<Authority.Check> rightOnNamespace(Call call, Action action, String namespace) {
        return check(access.decideNamespace(call.caller(), action, namespace, use(call)));
    }

    private static Optional<Authority.Check> check(Decision decision) {
        return decision instanceof Decision.Allowed allowed ? Optional.of(allowed.check()) : Optional.empty();
    }

    boolean lists(Call call, Repository repository) {
        return access.lists(call.caller(), repository, use(call));
    }

    static Use use(Call call) {
        return Use.from(call.request().clientAddress());
    }

    /// Goes on with what was allowed; answers, and tells the audit of, what was refused.
    void admit(Call call, Decision decision, Action action, String namespace, String resource) {
        if (decision instanceof Decision.Allowed allowed) {
            call.admit(allowed);
            return;
        }
        throw new RefusedException(refused(call, decision, action, namespace, resource));
    }

    private Response refused(Call call, Decision decision, Action action, String namespace, String resource) {
        Refusals.tell(
                audit, call.authority().author(), AuditEvent.of(Refusals.event(action), namespace, resource), decision);
        return Refusals.of(decision, action.resource()).orElseThrow();
    }
}
