package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Cause;
import dev.entrepot.content.Content;
import dev.entrepot.content.Deletion;
import dev.entrepot.content.DeletionTerms;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Trash;
import dev.entrepot.content.Untagged;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `/api/v1/prunes`: deletes the images that nothing holds, a part with each request.
final class PruneRoutes {
    private static final int LONGEST = 1_000;

    /// Deletions with one request: each is a transaction.
    private static final int MOST_IMAGES = 100;

    /// Repositories that one request looks into.
    private static final int MOST_REPOSITORIES = 500;

    private final Repositories repositories;
    private final Untagged untagged;
    private final Trash trash;

    PruneRoutes(Content content) {
        this.repositories = content.repositories();
        this.untagged = content.untagged();
        this.trash = content.trash();
    }

    Endpoint endpoint(Guard guard) {
        return guard.registry(
                Route.of("api.prunes.add", "POST", "/api/v1/prunes")
                        .needs(Action.SELF)
                        .mayNeed(Action.DELETE, Action.NAMESPACE_CONFIGURE),
                this::prune);
    }

    /// An image that went, or would go.
    private record Item(RepositoryName repository, Untagged.Found found) {}

    /// @param next where to go on; empty text at the end
    private record Part(List<Item> items, String next) {}

    private Response prune(Call call) {
        JsonObject body = call.body().only("on", "dryRun", "after");
        String on = body.text("on", LONGEST);
        boolean dryRun = body.optionalFlag("dryRun").orElse(false);
        Optional<Meant> after = body.optionalText("after", LONGEST)
                .filter(text -> !text.isEmpty())
                .map(text -> Meant.parse("after", text));
        Place place = Call.parsed("on", () -> Place.parse(on));
        if (after.isPresent() && !after.get().place().namespace().equals(place.namespace())) {
            throw RefusedException.invalid("after: expected the value of next from an earlier part");
        }
        if (place.wholeNamespace()) {
            call.requireOnNamespace(Action.NAMESPACE_CONFIGURE, place.namespace());
        } else {
            call.requireOn(Action.DELETE, new RepositoryName(place.repository()));
        }
        Part part = part(call, place, after, dryRun);
        return Response.json(200, JsonWriter.document(json -> {
            json.array("items", part.items, PruneRoutes::write);
            json.putUnlessEmpty("next", part.next);
        }));
    }

    private Part part(Call call, Place place, Optional<Meant> after, boolean dryRun) {
        List<Item> items = new ArrayList<>();
        int looked = 0;
        List<RepositoryName> names = names(place, after);
        for (RepositoryName name : names) {
            // Roles on a namespace may be held under conditions that speak of repositories and actions.
            if (!call.allowsOn(Action.DELETE, name)) {
                continue;
            }
            List<Untagged.Found> found = untagged.after(name, last(name, after), MOST_IMAGES - looked);
            for (Untagged.Found each : found) {
                if (dryRun || removed(name, each, call.authority())) {
                    items.add(new Item(name, each));
                }
            }
            looked += found.size();
            if (looked == MOST_IMAGES) {
                return new Part(items, name + "@" + found.getLast().digest());
            }
        }
        boolean more = place.wholeNamespace() && names.size() >= MOST_REPOSITORIES;
        return new Part(items, more ? names.getLast().text() : "");
    }

    private List<RepositoryName> names(Place place, Optional<Meant> after) {
        if (!place.wholeNamespace()) {
            return List.of(new RepositoryName(place.repository()));
        }
        List<RepositoryName> names = new ArrayList<>();
        after.filter(meant -> meant.reference().isPresent())
                .map(Meant::repository)
                .ifPresent(names::add);
        String last = after.map(meant -> meant.place().repository()).orElse("");
        repositories.after(place.namespace(), last, MOST_REPOSITORIES).forEach(each -> names.add(each.name()));
        return names;
    }

    /// The digest after which a repository is looked through.
    private static String last(RepositoryName name, Optional<Meant> after) {
        return after.filter(meant -> meant.place().equals(Place.of(name)))
                .flatMap(Meant::reference)
                .map(Object::toString)
                .orElse("");
    }

    /// False when somebody holds it by now, or took it along before.
    private boolean removed(RepositoryName name, Untagged.Found found, Authority authority) {
        DeletionTerms terms = DeletionTerms.of(authority).because(Cause.PRUNE).onlyWhenUntagged();
        return trash.removeManifest(name, found.digest(), terms) instanceof Deletion.Done;
    }

    private static void write(JsonWriter json, Item item) {
        json.put("image", item.repository() + "@" + item.found().digest())
                .put("repository", item.repository().text())
                .put("digest", item.found().digest().toString())
                .put("bytes", item.found().bytes())
                .put("pushedAt", item.found().pushedAt());
    }
}
