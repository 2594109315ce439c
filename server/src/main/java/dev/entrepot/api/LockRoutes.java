package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Content;
import dev.entrepot.content.LockResult;
import dev.entrepot.content.Locks;
import dev.entrepot.content.ManifestLock;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;

/// `/api/v1/locks`: images that nobody deletes.
final class LockRoutes {
    private static final String LOCKS = "/api/v1/locks/{repository...}";
    private static final int LONGEST_REASON = 1_024;

    private final Locks locks;
    private final Manifests manifests;

    LockRoutes(Content content) {
        this.locks = content.locks();
        this.manifests = content.manifests();
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.repository(
                        Route.of("api.locks.list", "GET", LOCKS)
                                .needs(Action.READ)
                                .paged(),
                        RepositoryRoutes::name,
                        this::list),
                guard.repository(
                        Route.of("api.locks.put", "PUT", LOCKS)
                                .needs(Action.CONFIGURE)
                                .query("reference"),
                        RepositoryRoutes::name,
                        this::put),
                guard.repository(
                        Route.of("api.locks.remove", "DELETE", LOCKS)
                                .needs(Action.CONFIGURE)
                                .query("reference"),
                        RepositoryRoutes::name,
                        this::remove));
    }

    private Response list(Call call) {
        Page page = call.page();
        RepositoryName name = call.repository();
        return locks.after(name, page.after(), page.fetch())
                .map(found ->
                        page.answer(found, lock -> lock.digest().toString(), (json, lock) -> write(json, name, lock)))
                .orElseGet(RepositoryBodies::absent);
    }

    private Response put(Call call) {
        RepositoryName name = call.repository();
        Reference reference = DeletionRoutes.reference(call);
        String reason = call.body().only("reason").text("reason", LONGEST_REASON);
        if (reason.isBlank()) {
            throw RefusedException.invalid("reason: expected some words for whoever is refused");
        }
        Optional<Digest> digest = digest(name, reference);
        if (digest.isEmpty()) {
            return unknown(name, reference);
        }
        return switch (locks.lock(name, digest.get(), reason, call.authority())) {
            case LockResult.Done(ManifestLock lock) ->
                Response.json(200, JsonWriter.document(json -> write(json, name, lock)));
            case LockResult.Already(ManifestLock lock) ->
                Conflicts.of(name + "@" + lock.digest() + " is locked already, by " + lock.lockedBy() + ": "
                        + lock.reason());
            case LockResult.Unknown _ -> unknown(name, reference);
        };
    }

    private Response remove(Call call) {
        RepositoryName name = call.repository();
        Reference reference = DeletionRoutes.reference(call);
        Optional<Digest> digest = digest(name, reference);
        if (digest.isEmpty()) {
            return unknown(name, reference);
        }
        return switch (locks.unlock(name, digest.get(), call.authority())) {
            case LockResult.Done _ -> Response.empty(204);
            case LockResult.Unknown _ -> TrashBodies.unknown("there is no lock on " + name + "@" + digest.get());
            case LockResult.Already already -> throw new IllegalStateException("unlocking: " + already);
        };
    }

    private Optional<Digest> digest(RepositoryName name, Reference reference) {
        return switch (reference) {
            case Digest digest -> Optional.of(digest);
            case Tag tag -> manifests.find(name, tag).map(StoredManifest::digest);
        };
    }

    private static Response unknown(RepositoryName name, Reference reference) {
        return TrashBodies.unknown("there is no " + Meant.text(name, reference));
    }

    private static void write(JsonWriter json, RepositoryName name, ManifestLock lock) {
        json.put("repository", name.text())
                .put("digest", lock.digest().toString())
                .put("reason", lock.reason())
                .put("lockedAt", lock.lockedAt())
                .put("lockedBy", lock.lockedBy());
    }
}
