package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Restoration;
import dev.entrepot.content.Trash;
import dev.entrepot.content.TrashEntry;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;

/// `/api/v1/trash` and `/api/v1/restores`.
///
/// What was deleted in a repository is for whoever may delete there. What was in a repository that is itself deleted
/// is for maintainers of the namespace: roles on the repository ended with it, and another may have its name by now. A
/// deleted namespace is for its owners.
final class TrashRoutes {
    private static final String TRASH = "/api/v1/trash";
    private static final int LONGEST = 1_000;

    /// Deletions of one name that one request ends.
    private static final int MOST_OF_A_NAME = 1_000;

    private final Trash trash;
    private final Repositories repositories;

    TrashRoutes(Trash trash, Repositories repositories) {
        this.trash = trash;
        this.repositories = repositories;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.trash.list", "GET", TRASH)
                                .needs(Action.SELF)
                                .mayNeed(
                                        Action.NAMESPACE_READ,
                                        Action.NAMESPACE_CONFIGURE,
                                        Action.NAMESPACE_ADMINISTER,
                                        Action.DELETE)
                                .query("on")
                                .paged(),
                        this::list),
                guard.registry(
                        Route.of("api.trash.empty", "DELETE", TRASH)
                                .needs(Action.SELF)
                                .mayNeed(Action.ADMINISTER, Action.NAMESPACE_ADMINISTER)
                                .query("image"),
                        this::empty),
                guard.registry(
                        Route.of("api.restores.add", "POST", "/api/v1/restores")
                                .needs(Action.SELF)
                                .mayNeed(Action.DELETE, Action.NAMESPACE_CONFIGURE, Action.NAMESPACE_ADMINISTER),
                        this::restore));
    }

    private Response list(Call call) {
        Page page = call.page();
        String on = call.requiredQuery("on");
        Place place = Call.parsed("on", () -> Place.parse(on));
        call.requireOnNamespace(Action.NAMESPACE_READ, place.namespace());
        List<TrashEntry> found = Filtered.page(
                page, (last, limit) -> entries(place, last, limit), TrashEntry::id, entry -> shows(call, entry));
        return page.answer(found, TrashEntry::id, TrashBodies::write);
    }

    private List<TrashEntry> entries(Place place, String last, int limit) {
        if (place.wholeNamespace()) {
            return trash.list(place.namespace(), last, limit);
        }
        RepositoryName name = new RepositoryName(place.repository());
        if (repositories.find(name).isPresent()) {
            return trash.list(name, last, limit);
        }
        return last.isEmpty() ? trash.newest(name).stream().toList() : List.of();
    }

    private static boolean shows(Call call, TrashEntry entry) {
        if (entry.kind() == TrashEntry.Kind.NAMESPACE) {
            return call.allowsOnNamespace(Action.NAMESPACE_ADMINISTER, entry.namespace());
        }
        return call.allowsOnNamespace(Action.NAMESPACE_CONFIGURE, entry.namespace())
                || (entry.living()
                        && call.allowsOn(Action.DELETE, entry.repository().orElseThrow()));
    }

    private Response restore(Call call) {
        String image = call.body().only("image").text("image", LONGEST);
        Meant meant = Meant.parse("image", image);
        if (meant.place().wholeNamespace()) {
            String namespace = meant.place().namespace();
            call.requireOnNamespace(Action.NAMESPACE_ADMINISTER, namespace);
            return restore(call, image, trash.newest(namespace), Optional.empty());
        }
        RepositoryName name = meant.repository();
        call.requireOn(Action.DELETE, name);
        if (meant.reference().isEmpty()) {
            call.requireOnNamespace(Action.NAMESPACE_CONFIGURE, name.namespace());
            return restore(call, image, trash.newest(name), Optional.empty());
        }
        if (repositories.find(name).isEmpty()) {
            return inTrash(image, name);
        }
        return switch (meant.reference().get()) {
            case Tag tag -> restore(call, image, trash.newest(name, tag), Optional.of(tag));
            case Digest digest -> restore(call, image, trash.newest(name, digest), Optional.empty());
        };
    }

    /// For whoever might delete there: what was deleted in a repository comes back into that repository.
    private Response inTrash(String image, RepositoryName name) {
        return trash.newest(name.namespace())
                .or(() -> trash.newest(name))
                .map(above -> TrashBodies.inTrash(
                        above.repository().map(RepositoryName::text).orElse(above.namespace()),
                        above.circumstances().keepUntil()))
                .orElseGet(() -> TrashBodies.nothing(image));
    }

    private Response restore(Call call, String image, Optional<TrashEntry> found, Optional<Tag> tag) {
        if (found.isEmpty()) {
            return TrashBodies.nothing(image);
        }
        TrashEntry entry = found.get();
        if (!entry.living() && entry.kind() != TrashEntry.Kind.NAMESPACE) {
            call.requireOnNamespace(Action.NAMESPACE_CONFIGURE, entry.namespace());
        }
        Authority authority = call.authority();
        Restoration restoration = tag.isPresent()
                ? trash.restore(entry.id(), tag.get(), authority)
                : trash.restore(entry.id(), authority);
        return TrashBodies.restored(image, entry, restoration);
    }

    private Response empty(Call call) {
        String image = call.requiredQuery("image");
        Meant meant = Meant.parse("image", image);
        if (meant.place().wholeNamespace()) {
            String namespace = meant.place().namespace();
            call.requireOnNamespace(Action.NAMESPACE_ADMINISTER, namespace);
            return emptied(trash.purgeAll(namespace, call.authority()));
        }
        RepositoryName name = meant.repository();
        call.requireOn(Action.ADMINISTER, name);
        long emptied = 0;
        Optional<TrashEntry> next = next(meant, name);
        while (next.isPresent() && emptied < MOST_OF_A_NAME) {
            if (!next.get().living()) {
                call.requireOnNamespace(Action.NAMESPACE_ADMINISTER, name.namespace());
            }
            emptied += trash.purge(next.get().id(), call.authority()) ? 1 : 0;
            next = next(meant, name);
        }
        return emptied == 0 ? TrashBodies.nothing(image) : emptied(emptied);
    }

    /// The next deletion that the text fits; of a repository also what was deleted in it.
    private Optional<TrashEntry> next(Meant meant, RepositoryName name) {
        if (meant.reference().isEmpty()) {
            return trash.newest(name)
                    .or(() -> repositories.find(name).isEmpty()
                            ? Optional.empty()
                            : trash.list(name, "", 1).stream().findFirst());
        }
        return switch (meant.reference().get()) {
            case Tag tag -> trash.newest(name, tag);
            case Digest digest -> trash.newest(name, digest);
        };
    }

    private static Response emptied(long deletions) {
        return Response.json(200, JsonWriter.document(json -> json.put("deletions", deletions)));
    }
}
