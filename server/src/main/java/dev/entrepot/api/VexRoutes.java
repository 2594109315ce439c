package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.policy.AttachedVex;
import dev.entrepot.policy.VexDocument;
import dev.entrepot.policy.VexDocuments;
import dev.entrepot.policy.VexResult;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `/api/v1/vex`: VEX documents whose statements count, and those that pushers attached.
final class VexRoutes {
    private static final String VEX = "/api/v1/vex";
    private static final String ATTACHED = VEX + "/attached/{repository...}";

    private final VexDocuments documents;
    private final Manifests manifests;

    VexRoutes(VexDocuments documents, Manifests manifests) {
        this.documents = documents;
        this.manifests = manifests;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.vex.list", "GET", VEX)
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_USAGE)
                                .query("namespace")
                                .paged(),
                        this::list),
                guard.place(
                        Route.of("api.vex.add", "POST", VEX)
                                .needs(Action.CONFIGURE)
                                .mayNeed(Action.NAMESPACE_CONFIGURE)
                                .query("on"),
                        VexRoutes::on,
                        this::add),
                guard.place(
                        Route.of("api.vex.remove", "DELETE", VEX)
                                .needs(Action.CONFIGURE)
                                .mayNeed(Action.NAMESPACE_CONFIGURE)
                                .query("on", "id"),
                        VexRoutes::on,
                        this::remove),
                guard.place(
                        Route.of("api.vex.get", "GET", VEX + "/document")
                                .needs(Action.READ)
                                .mayNeed(Action.NAMESPACE_READ)
                                .query("on", "id"),
                        VexRoutes::on,
                        this::get),
                guard.repository(
                        Route.of("api.vex.attached.list", "GET", ATTACHED)
                                .needs(Action.READ)
                                .query("reference"),
                        RepositoryRoutes::name,
                        this::attached),
                guard.repository(
                        Route.of("api.vex.attached.accept", "POST", ATTACHED)
                                .needs(Action.CONFIGURE)
                                .query("digest"),
                        RepositoryRoutes::name,
                        this::accept));
    }

    private static Place on(Call call) {
        return Call.parsed("on", () -> Place.parse(call.requiredQuery("on")));
    }

    private Response list(Call call) {
        String namespace = ExemptionRoutes.namespace(call);
        Page page = call.page();
        return page.answer(
                documents.after(namespace, page.after(), page.fetch()), VexDocument::cursor, VexRoutes::write);
    }

    private static void write(JsonWriter json, VexDocument document) {
        json.put("id", document.id())
                .put("on", document.place().toString())
                .put("document", document.document())
                .put("format", document.format().id())
                .put("statedBy", document.statedBy())
                .put("statedAt", document.statedAt())
                .put("statements", document.statements())
                .putUnlessEmpty("manifest", document.manifest())
                .put("author", document.author())
                .put("addedAt", document.addedAt());
    }

    private Response add(Call call) {
        Place on = on(call);
        byte[] bytes = call.document(VexDocuments.MAX_BYTES);
        return answer(Call.parsed("body", () -> documents.add(on, bytes, call.authority())));
    }

    private static Response answer(VexResult result) {
        return switch (result) {
            case VexResult.Done(List<VexDocument> added, long unusable) ->
                Response.json(201, JsonWriter.document(json -> {
                    json.array("documents", added, VexRoutes::write);
                    json.put("unusable", unusable);
                }));
            case VexResult.Older(String document, Instant there) ->
                Conflicts.of("there is a newer document " + document + ", of " + there + "; remove that one first");
            case VexResult.FromTheFuture(String document, Instant at) ->
                throw RefusedException.invalid("body: the document " + document + " speaks of " + at
                        + ", which is to come: expected times that have passed");
            case VexResult.TooMuch(String limit) ->
                Conflicts.of("the namespace may have " + limit + " and would have more; remove some that nobody needs");
            case VexResult.NotThere(String why) -> Refusals.absent(why);
        };
    }

    private Response remove(Call call) {
        Place on = on(call);
        String id = call.requiredQuery("id");
        return documents.remove(on, id, call.authority()) ? Response.empty(204) : absent(on);
    }

    private static Response absent(Place on) {
        return Refusals.absent(
                "there is no VEX document of this id for exactly " + on + "; `vex-list` shows those there are");
    }

    /// As it came.
    private Response get(Call call) {
        Place on = on(call);
        return documents
                .content(on, call.requiredQuery("id"))
                .map(bytes -> Response.json(200, bytes))
                .orElseGet(() -> absent(on));
    }

    private Response attached(Call call) {
        RepositoryName name = call.repository();
        Reference reference = DeletionRoutes.reference(call);
        Optional<Digest> digest = switch (reference) {
            case Digest known -> Optional.of(known);
            case Tag tag -> manifests.find(name, tag).map(StoredManifest::digest);
        };
        return digest.flatMap(found -> documents.attached(name, found))
                .map(found ->
                        Response.json(200, JsonWriter.document(json -> json.array("items", found, VexRoutes::write))))
                .orElseGet(() -> TrashBodies.unknown("there is no " + Meant.text(name, reference)));
    }

    private static void write(JsonWriter json, AttachedVex vex) {
        json.put("manifest", vex.manifest())
                .put("pushedBy", vex.pushedBy())
                .put("accepted", vex.accepted())
                .texts("documents", vex.documents())
                .put("statements", vex.statements())
                .putUnlessEmpty("problem", vex.problem());
    }

    private Response accept(Call call) {
        RepositoryName name = call.repository();
        Digest digest = Call.parsed("digest", () -> Digest.parse(call.requiredQuery("digest")));
        return answer(documents.accept(name, digest, call.authority()));
    }
}
