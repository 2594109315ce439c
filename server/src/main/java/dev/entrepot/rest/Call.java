package dev.entrepot.rest;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Decision;
import dev.entrepot.access.Principal;
import dev.entrepot.access.Use;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Repository;
import dev.entrepot.directory.Place;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Request;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request on a route, by a caller who may make it. Used by one thread.
public final class Call {
    /// A README is the largest thing in any body.
    private static final int MAX_BODY_BYTES = 1024 * 1024;

    private static final int MAX_PARAMETER = 2_000;

    private final Guard guard;
    private final Route route;
    private final Request request;
    private final Map<String, String> path;
    private final Caller caller;
    private boolean admitted;
    private Authority.Check check = sql -> {};
    private @Nullable JsonObject body;
    private @Nullable RepositoryName repository;

    Call(Guard guard, Route route, Request request, Map<String, String> path, Caller caller) {
        this.guard = guard;
        this.route = route;
        this.request = request;
        this.path = path;
        this.caller = caller;
    }

    public Request request() {
        return request;
    }

    public Caller caller() {
        return caller;
    }

    /// A parameter of the path.
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException(route + " has no parameter " + name);
        }
        return value;
    }

    /// A parameter of the query, which the route must declare.
    public Optional<String> query(String name) {
        if (!route.query().contains(name)) {
            throw new IllegalStateException(route + " declares no query parameter " + name);
        }
        List<String> values = request.query().all(name);
        if (values.size() > 1) {
            throw RefusedException.invalid(name + ": expected the query parameter once");
        }
        return values.stream().findFirst().map(value -> Plain.line(name, value, MAX_PARAMETER));
    }

    /// A parameter of the query that must be there.
    public String requiredQuery(String name) {
        return query(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> RefusedException.invalid("the query parameter " + name + " is missing"));
    }

    public Page page() {
        query(Page.LIMIT);
        query(Page.AFTER);
        return Page.of(request.query());
    }

    public Precondition precondition() {
        return Precondition.of(request);
    }

    /// The body, read when it is first asked for, and never for callers that nobody knows.
    public JsonObject body() {
        if (!admitted) {
            require(Action.SELF);
        }
        JsonObject known = body;
        if (known == null) {
            requireJson();
            known = JsonObject.read(read(MAX_BODY_BYTES));
            body = known;
        }
        return known;
    }

    /// The bytes of a JSON document in the words of others, once the caller is known.
    public byte[] document(int limitBytes) {
        if (!admitted) {
            require(Action.SELF);
        }
        requireJson();
        return read(limitBytes);
    }

    /// Pages of other sites cannot send this type without being allowed to.
    private void requireJson() {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals("application/json")) {
            throw new RefusedException(ErrorResponses.of(
                    415, ErrorCode.UNSUPPORTED, "expected a body with Content-Type: application/json", ""));
        }
    }

    private byte[] read(int limitBytes) {
        try {
            return request.body().readAll(limitBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Goes on only if the caller may also do this; the route must declare the action.
    public void require(Action action) {
        guard.require(this, declared(action));
    }

    public void requireOnNamespace(Action action, String namespace) {
        guard.require(this, declared(action), namespace);
    }

    public void requireOn(Action action, RepositoryName name) {
        guard.require(this, declared(action), name);
    }

    /// Goes on only if the caller may do this to these tags of a repository; the route must declare the action. Returns
    /// the repository as it is called now.
    public RepositoryName requireOn(Action action, RepositoryName name, Use.Tags tags) {
        Decision.Allowed allowed = guard.require(this, declared(action), name, new Use(use().address(), tags));
        return allowed.repository().orElse(name);
    }

    /// `ADMINISTER` and the like on a repository; on a whole namespace its counterpart there.
    public void requireOn(Action action, Place place) {
        if (place.wholeNamespace()) {
            requireOnNamespace(onNamespace(action), place.namespace());
        } else {
            requireOn(action, new RepositoryName(place.repository()));
        }
    }

    /// Whether the caller may also do this, where a yes only shows more.
    public boolean allows(Action action) {
        return guard.allows(this, declared(action));
    }

    public boolean allowsOnNamespace(Action action, String namespace) {
        return guard.allowsOnNamespace(this, declared(action), namespace);
    }

    /// Whether the caller may also do this to a repository, where a yes only shows more.
    public boolean allowsOn(Action action, RepositoryName name) {
        return rightOn(action, name).isPresent();
    }

    /// The right to do this to a repository, to be looked at again in a transaction; empty for who has it not.
    public Optional<Authority.Check> rightOn(Action action, RepositoryName name) {
        return guard.right(this, declared(action), name);
    }

    /// The same on a whole namespace.
    public Optional<Authority.Check> rightOnNamespace(Action action, String namespace) {
        return guard.rightOnNamespace(this, declared(action), namespace);
    }

    /// Whether the caller finds that repository in listings.
    public boolean lists(Repository repository) {
        return guard.lists(this, repository);
    }

    /// The repository that the caller may act on: the one that was asked for, or the one that an old name stands for.
    public RepositoryName repository() {
        RepositoryName name = repository;
        if (name == null) {
            throw new IllegalStateException(route + " is on no repository");
        }
        return name;
    }

    /// The account that calls, for what only accounts may do.
    public Principal.User user() {
        if (caller.principal() instanceof Principal.User user) {
            return user;
        }
        throw new RefusedException(
                ErrorResponses.of(ErrorCode.DENIED, "only users may do this; log in with the account of a person", ""));
    }

    private static Action onNamespace(Action action) {
        return switch (action) {
            case READ -> Action.NAMESPACE_READ;
            case CONFIGURE -> Action.NAMESPACE_CONFIGURE;
            case ADMINISTER -> Action.NAMESPACE_ADMINISTER;
            default -> throw new IllegalStateException(action + " has no counterpart on a namespace");
        };
    }

    private Action declared(Action action) {
        if (action != Action.SELF
                && route.action() != action
                && !route.mayNeed().contains(action)) {
            throw new IllegalStateException(route + " asks for " + action + " without declaring it");
        }
        return action;
    }

    /// Reads a part of the request by a parser that throws `IllegalArgumentException` or {@link MalformedException}
    /// with a text for people; 400 names the part.
    public static <T> T parsed(String part, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (MalformedException | IllegalArgumentException e) {
            throw RefusedException.invalid(part + ": " + e.getMessage());
        }
    }

    void admit() {
        admitted = true;
    }

    void admit(Decision.Allowed allowed) {
        Authority.Check before = check;
        check = sql -> {
            before.require(sql);
            allowed.check().require(sql);
        };
        if (allowed.repository().isPresent()) {
            repository = allowed.repository().get();
        }
        admitted = true;
    }

    /// Goes on only if that decision, which a handler asked for itself, is yes.
    public void require(Decision decision, Action action, String namespace, String resource) {
        guard.admit(this, decision, declared(action), namespace, resource);
    }

    /// The circumstances of this request, for conditions on grants.
    public Use use() {
        return Guard.use(this);
    }

    /// What changes are made under: every right that this request was asked for is looked at again in their
    /// transactions.
    public Authority authority() {
        return new Authority(Access.author(caller, request.clientAddress(), request.id()), check);
    }

    Route route() {
        return route;
    }
}
