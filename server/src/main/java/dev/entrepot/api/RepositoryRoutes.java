package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Decision;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.content.RepositoryChange;
import dev.entrepot.content.RepositoryChanges;
import dev.entrepot.content.RepositoryDetails;
import dev.entrepot.content.RepositoryResult;
import dev.entrepot.content.Trash;
import dev.entrepot.content.Visibility;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.policy.Departures;
import dev.entrepot.policy.GateWords;
import dev.entrepot.policy.Objection;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Precondition;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;

/// `/api/v1/repositories`, and the old names of repositories.
final class RepositoryRoutes {
    private static final String REPOSITORIES = "/api/v1/repositories";
    private static final String REPOSITORY = REPOSITORIES + "/{repository...}";
    private static final int LONGEST = 4_096;

    /// How often a rename is tried again when policies change meanwhile.
    private static final int TRIES = 5;

    private final Repositories repositories;
    private final RepositoryChanges changes;
    private final Trash trash;
    private final Departures departures;

    RepositoryRoutes(Repositories repositories, RepositoryChanges changes, Trash trash, Departures departures) {
        this.departures = departures;
        this.repositories = repositories;
        this.trash = trash;
        this.changes = changes;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.repositories.list", "GET", REPOSITORIES)
                                .needs(Action.SELF)
                                .query("namespace", "visibility")
                                .paged(),
                        this::list),
                guard.namespace(
                        Route.of("api.repositories.add", "POST", REPOSITORIES)
                                .needs(Action.CREATE_REPOSITORY)
                                .mayNeed(Action.NAMESPACE_ADMINISTER),
                        call -> parsed(call.body().text("name", LONGEST)).namespace(),
                        this::add),
                guard.repository(
                        Route.of("api.repositories.get", "GET", REPOSITORY).needs(Action.READ),
                        RepositoryRoutes::name,
                        this::get),
                guard.repository(
                        Route.of("api.repositories.change", "PATCH", REPOSITORY)
                                .needs(Action.CONFIGURE)
                                .mayNeed(Action.ADMINISTER, Action.CREATE_REPOSITORY, Action.NAMESPACE_ADMINISTER),
                        RepositoryRoutes::name,
                        this::change),
                guard.repository(
                        Route.of("api.repositories.remove", "DELETE", REPOSITORY)
                                .needs(Action.ADMINISTER)
                                .query("force"),
                        RepositoryRoutes::name,
                        this::remove),
                guard.repository(
                        Route.of("api.aliases.remove", "DELETE", "/api/v1/aliases/{repository...}")
                                .needs(Action.ADMINISTER),
                        this::ownerOfAlias,
                        this::removeAlias));
    }

    private static RepositoryName parsed(String name) {
        return Call.parsed("name", () -> RepositoryName.parse(name));
    }

    static RepositoryName name(Call call) {
        return parsed(call.path("repository"));
    }

    private Response list(Call call) {
        Page page = call.page();
        Optional<String> namespace = call.query("namespace")
                .filter(text -> !text.isEmpty())
                .map(text -> Call.parsed("namespace", () -> Place.parse(text)).namespace());
        Optional<Visibility> visibility = call.query("visibility")
                .filter(text -> !text.isEmpty())
                .map(text -> Visibility.of(text)
                        .orElseThrow(() -> RefusedException.invalid("visibility: expected public or private")));
        List<Repository> found = Filtered.page(
                page,
                (last, limit) -> namespace.isPresent()
                        ? repositories.after(namespace.get(), last, limit)
                        : repositories.after(last, limit),
                repository -> repository.name().text(),
                repository -> call.lists(repository)
                        && visibility.map(repository.visibility()::equals).orElse(true));
        return page.answer(found, repository -> repository.name().text(), this::item);
    }

    private void item(JsonWriter json, Repository repository) {
        Optional<RepositoryDetails> details = changes.find(repository.name());
        if (details.isPresent()) {
            RepositoryBodies.write(json, details.get());
        } else {
            // It went while the page was made.
            RepositoryBodies.writeGone(json, repository);
        }
    }

    private Response add(Call call) {
        JsonObject body = call.body().only("name", "visibility", "description", "labels");
        RepositoryName name = parsed(body.text("name", LONGEST));
        if (body.has("visibility")) {
            // Whoever may not change it afterwards gets what the namespace's template says.
            call.requireOnNamespace(Action.NAMESPACE_ADMINISTER, name.namespace());
        }
        RepositoryChange begin = RepositoryBodies.change(body);
        return answer(201, changes.create(name, begin, call.authority()), false);
    }

    private Response get(Call call) {
        RepositoryName name = call.repository();
        return changes.find(name)
                .map(details -> Response.json(200, JsonWriter.document(json -> {
                            RepositoryBodies.write(json, details);
                            json.put("readme", changes.readme(name).orElse(""));
                            json.array(
                                    "aliases",
                                    changes.aliases(details.repository()),
                                    (inner, alias) -> inner.put(
                                                    "name", alias.name().text())
                                            .put("servesUntil", alias.servesUntil()));
                        }))
                        .with("ETag", Precondition.etag(details.version())))
                .orElseGet(RepositoryBodies::absent);
    }

    private Response change(Call call) {
        JsonObject body = call.body()
                .only(
                        "description",
                        "readme",
                        "labels",
                        "visibility",
                        "immutableTags",
                        "retention",
                        "scanning",
                        "name");
        RepositoryName name = name(call);
        Precondition precondition = call.precondition();
        RepositoryChanges.Seen seen = new RepositoryChanges.Seen(name, Versions.expected(precondition));
        Optional<String> to = body.optionalText("name", LONGEST);
        if (to.isPresent()) {
            body.only("name");
            return rename(call, seen, parsed(to.get()));
        }
        if (body.has("visibility")) {
            call.requireOn(Action.ADMINISTER, name);
        }
        RepositoryChange change = RepositoryBodies.change(body);
        return answer(
                200, changes.change(seen, change, call.authority()), !(precondition instanceof Precondition.None));
    }

    private Response rename(Call call, RepositoryChanges.Seen seen, RepositoryName to) {
        call.requireOn(Action.ADMINISTER, seen.name());
        // Within the namespace too: who owns one repository of it would learn by trying which other names are taken.
        call.requireOnNamespace(Action.CREATE_REPOSITORY, to.namespace());
        if (!to.namespace().equals(seen.name().namespace())) {
            // The roles on the repository move with it: only who could give them there may bring them there.
            call.requireOnNamespace(Action.NAMESPACE_ADMINISTER, to.namespace());
        }
        return renamed(call, seen, to);
    }

    /// What policies refuse does not leave them by another name.
    private Response renamed(Call call, RepositoryChanges.Seen seen, RepositoryName to) {
        for (int tried = 0; tried < TRIES; tried++) {
            long begun = departures.begin();
            switch (departures.renaming(seen.name(), to)) {
                case Departures.Renaming.Free _ -> {}
                case Departures.Renaming.Held(Digest digest, List<Objection> objections) -> {
                    String image = GateWords.image(seen.name(), digest);
                    call.require(
                            new Decision.Denied("the repository cannot leave the policies of "
                                    + seen.name().namespace() + ": "
                                    + GateWords.refusal(image, seen.name(), objections)),
                            Action.ADMINISTER,
                            seen.name().namespace(),
                            seen.name().text());
                }
                case Departures.Renaming.TooMany(int most) -> {
                    return Conflicts.of("the repository has more than " + most
                            + " manifests, and policies of its namespace would hold for none of them any more: too many"
                            + " to look at; delete some, or move images with image-tag");
                }
            }
            try {
                return answer(200, changes.rename(seen, to, departures.under(begun, call.authority())), true);
            } catch (Departures.PoliciesChangedException _) {
                // Looks again.
            }
        }
        return Conflicts.of("others change rights or policies at the same time; try again");
    }

    private Response remove(Call call) {
        boolean force = DeletionRoutes.flag(call, "force");
        Precondition precondition = call.precondition();
        RepositoryChanges.Seen seen = new RepositoryChanges.Seen(name(call), Versions.expected(precondition));
        RepositoryResult result = changes.delete(seen, force, call.authority());
        return result instanceof RepositoryResult.Deleted deleted
                ? TrashBodies.deleted(seen.name().text(), trash.find(deleted.id()))
                : answer(200, result, true);
    }

    /// Whose an old name is; the name itself where it is nobody's, so that the answers are the same.
    private RepositoryName ownerOfAlias(Call call) {
        RepositoryName old = name(call);
        return changes.ownerOf(old).map(Repository::name).orElse(old);
    }

    private Response removeAlias(Call call) {
        return changes.free(name(call), call.authority()) ? Response.empty(204) : RepositoryBodies.absent();
    }

    private static Response answer(int status, RepositoryResult result, boolean conditional) {
        return switch (result) {
            case RepositoryResult.Done(RepositoryDetails details) ->
                Response.json(status, JsonWriter.document(json -> RepositoryBodies.write(json, details)))
                        .with("ETag", Precondition.etag(details.version()));
            case RepositoryResult.Deleted deleted -> throw new IllegalStateException("answered before: " + deleted);
            case RepositoryResult.Locked locked ->
                Conflicts.of("the image " + locked.lock().digest() + " in this repository is locked ("
                        + locked.lock().reason() + "); lift the lock first: entrepot image-unlock");
            case RepositoryResult.Exists _ -> Conflicts.of("there is a repository of this name");
            case RepositoryResult.Unknown _ -> RepositoryBodies.absent();
            case RepositoryResult.Moved _ ->
                conditional
                        ? Precondition.failed()
                        : Conflicts.of("others change this repository at the same time; try again");
            case RepositoryResult.NotEmpty _ ->
                Conflicts.of("this repository has manifests; remove them, or ask with force=true (--force)");
            case RepositoryResult.Refused refused -> RepositoryBodies.refused(refused.refusal());
        };
    }
}
