package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Keeping;
import dev.entrepot.content.Limits;
import dev.entrepot.content.Namespace;
import dev.entrepot.content.NamespaceChange;
import dev.entrepot.content.NamespaceResult;
import dev.entrepot.content.Namespaces;
import dev.entrepot.content.Recount;
import dev.entrepot.content.Template;
import dev.entrepot.content.Trash;
import dev.entrepot.content.Visibility;
import dev.entrepot.directory.Grants;
import dev.entrepot.directory.Place;
import dev.entrepot.directory.Subject;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Precondition;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `/api/v1/namespaces`.
final class NamespaceRoutes {
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String NAMESPACE = NAMESPACES + "/{namespace}";
    private static final int LONGEST = 1_024;

    /// How often a change that names only a part of the template is tried again when somebody is faster.
    private static final int TRIES = 3;

    private final Namespaces namespaces;
    private final Trash trash;
    private final Grants grants;

    NamespaceRoutes(Namespaces namespaces, Trash trash, Grants grants) {
        this.namespaces = namespaces;
        this.trash = trash;
        this.grants = grants;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.namespaces.list", "GET", NAMESPACES)
                                .needs(Action.SELF)
                                .mayNeed(
                                        Action.NAMESPACE_READ,
                                        Action.NAMESPACE_USAGE,
                                        Action.CREATE_REPOSITORY,
                                        Action.NAMESPACE_CONFIGURE,
                                        Action.NAMESPACE_ADMINISTER)
                                .paged(),
                        this::list),
                guard.registry(
                        Route.of("api.namespaces.add", "POST", NAMESPACES)
                                .needs(Action.CREATE_NAMESPACE)
                                .mayNeed(
                                        Action.SYSTEM,
                                        Action.NAMESPACE_USAGE,
                                        Action.CREATE_REPOSITORY,
                                        Action.NAMESPACE_CONFIGURE,
                                        Action.NAMESPACE_ADMINISTER),
                        this::add),
                guard.namespace(
                        Route.of("api.namespaces.get", "GET", NAMESPACE)
                                .needs(Action.NAMESPACE_READ)
                                .mayNeed(
                                        Action.NAMESPACE_USAGE,
                                        Action.CREATE_REPOSITORY,
                                        Action.NAMESPACE_CONFIGURE,
                                        Action.NAMESPACE_ADMINISTER),
                        NamespaceRoutes::name,
                        this::get),
                guard.namespace(
                        Route.of("api.namespaces.change", "PATCH", NAMESPACE)
                                .needs(Action.NAMESPACE_CONFIGURE)
                                .mayNeed(
                                        Action.SYSTEM,
                                        Action.NAMESPACE_USAGE,
                                        Action.CREATE_REPOSITORY,
                                        Action.NAMESPACE_ADMINISTER),
                        NamespaceRoutes::name,
                        this::change),
                guard.namespace(
                        Route.of("api.namespaces.remove", "DELETE", NAMESPACE)
                                .needs(Action.NAMESPACE_ADMINISTER)
                                .query("force"),
                        NamespaceRoutes::name,
                        this::remove),
                guard.registry(
                        Route.of("api.namespaces.recount", "POST", NAMESPACE + "/recount")
                                .needs(Action.SYSTEM),
                        this::recount));
    }

    private static String name(Call call) {
        return call.path("namespace");
    }

    /// Those in which the caller holds anything; filtered before the limit, so that a page is short only at the end.
    private Response list(Call call) {
        Page page = call.page();
        List<Namespace> found = Filtered.page(
                page,
                namespaces::after,
                Namespace::name,
                namespace -> call.allowsOnNamespace(Action.NAMESPACE_READ, namespace.name()));
        return page.answer(found, Namespace::name, (json, namespace) -> write(json, namespace, call));
    }

    private Response add(Call call) {
        JsonObject body = call.body().only("name", "description", "owner", "template", "limits", "keeping");
        if (body.has("limits")) {
            call.require(Action.SYSTEM);
        }
        String name = body.text("name", LONGEST);
        String owner = body.optionalText("owner", LONGEST)
                .orElseGet(() -> call.caller().principal().name());
        Subject to = grants.subject(owner)
                .orElseThrow(() -> RefusedException.invalid("owner: there is nobody of this name"));
        NamespaceChange begin = NamespaceBodies.change(body, Template.DEFAULT, Limits.NONE, Keeping.DEFAULT);
        Place place = Call.parsed("name", () -> Place.parse(name));
        NamespaceResult result = Call.parsed(
                "name",
                () -> namespaces.create(
                        name, begin, call.authority(), sql -> grants.own(sql, to, place, call.authority())));
        return switch (result) {
            case NamespaceResult.Done(Namespace made) -> answer(201, made, call);
            case NamespaceResult.Exists _ -> Conflicts.of("there is a namespace of this name");
            case NamespaceResult.InTrash lying -> Conflicts.of(TrashBodies.reserved(name, lying.keepUntil()));
            default -> throw new IllegalStateException("making a namespace: " + result);
        };
    }

    private Response get(Call call) {
        return namespaces
                .find(name(call))
                .map(namespace -> answer(200, namespace, call))
                .orElseGet(NamespaceRoutes::absent);
    }

    private Response change(Call call) {
        JsonObject body = call.body().only("description", "template", "limits", "keeping");
        if (body.has("limits")) {
            call.require(Action.SYSTEM);
        }
        Precondition precondition = call.precondition();
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Namespace> seen = namespaces.find(name(call));
            if (seen.isEmpty()) {
                return absent();
            }
            if (!Versions.fit(precondition, seen.get().version())) {
                return Precondition.failed();
            }
            NamespaceChange change = NamespaceBodies.change(
                    body, seen.get().template(), seen.get().limits(), seen.get().keeping());
            Visibility before = seen.get().template().visibility();
            if (change.template().filter(after -> after.visibility() != before).isPresent()) {
                // As on a repository: what is born here would be shown to all.
                call.requireOnNamespace(Action.NAMESPACE_ADMINISTER, name(call));
            }
            NamespaceResult result = namespaces.change(
                    name(call), change, OptionalLong.of(seen.get().version()), call.authority());
            if (result instanceof NamespaceResult.Done(Namespace now)) {
                return answer(200, now, call);
            }
        }
        return Conflicts.of("others change this namespace at the same time; try again");
    }

    private Response remove(Call call) {
        NamespaceResult result = namespaces.delete(name(call), DeletionRoutes.flag(call, "force"), call.authority());
        return switch (result) {
            case NamespaceResult.Done(Namespace gone) -> TrashBodies.deleted(gone.name(), Optional.empty());
            case NamespaceResult.Deleted deleted ->
                TrashBodies.deleted(deleted.namespace().name(), trash.find(deleted.id()));
            case NamespaceResult.Unknown _ -> absent();
            case NamespaceResult.NotEmpty(long repositories) ->
                Conflicts.of("this namespace has " + repositories
                        + " repositories; remove or rename them first, or ask with force=true (--force)");
            case NamespaceResult.InUse _ ->
                Conflicts.of("the remains of removed repositories belong to this namespace; try again in a while");
            case NamespaceResult.Locked locked ->
                Conflicts.of("the image " + locked.lock().digest() + " in this namespace is locked ("
                        + locked.lock().reason() + "); lift the lock first: entrepot image-unlock");
            case NamespaceResult.Exists _, NamespaceResult.InTrash _, NamespaceResult.Moved _ ->
                throw new IllegalStateException("removing a namespace: " + result);
        };
    }

    private Response recount(Call call) {
        return namespaces
                .recount(name(call), call.authority())
                .map(recount -> Response.json(200, JsonWriter.document(json -> write(json, recount))))
                .orElseGet(NamespaceRoutes::absent);
    }

    private static void write(JsonWriter json, Recount recount) {
        json.put("usedBytes", recount.usedBytes()).put("before", recount.beforeBytes());
    }

    private Response answer(int status, Namespace namespace, Call call) {
        return Response.json(status, JsonWriter.document(json -> write(json, namespace, call)))
                .with("ETag", Precondition.etag(namespace.version()));
    }

    private void write(JsonWriter json, Namespace namespace, Call call) {
        json.put("name", namespace.name())
                .put("description", namespace.description())
                .putText("role", role(call, namespace.name()));
        // Whoever may read only some of its repositories learns nothing of the others.
        if (call.allowsOnNamespace(Action.NAMESPACE_USAGE, namespace.name())) {
            Namespaces.Holding holding = namespaces.holding(namespace.name());
            json.put("repositories", holding.repositories()).put("usedBytes", holding.usedBytes());
            NamespaceBodies.write(json, namespace.limits());
        }
        NamespaceBodies.write(json, namespace.template());
        NamespaceBodies.write(json, namespace.keeping());
        json.put("version", namespace.version()).put("createdAt", namespace.createdAt());
    }

    /// The caller's role on the whole namespace from writer on; absent for those who hold less, or only in a part.
    private static Optional<String> role(Call call, String namespace) {
        if (call.allowsOnNamespace(Action.NAMESPACE_ADMINISTER, namespace)) {
            return Optional.of("owner");
        }
        if (call.allowsOnNamespace(Action.NAMESPACE_CONFIGURE, namespace)) {
            return Optional.of("maintainer");
        }
        return call.allowsOnNamespace(Action.CREATE_REPOSITORY, namespace) ? Optional.of("writer") : Optional.empty();
    }

    private static Response absent() {
        return Refusals.absent(Action.Resource.NAMESPACE);
    }
}
