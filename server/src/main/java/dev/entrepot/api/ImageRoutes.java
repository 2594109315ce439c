package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Content;
import dev.entrepot.content.Images;
import dev.entrepot.content.ListedImage;
import dev.entrepot.content.ListedManifest;
import dev.entrepot.content.TagMove;
import dev.entrepot.content.Whereabouts;
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
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import dev.entrepot.scanning.Scanning;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// What repositories hold and held: `/api/v1/images`, `/api/v1/digests` and `/api/v1/history`.
final class ImageRoutes {
    private final Images images;
    private final Inspection inspection;
    private final Scanning scanning;

    ImageRoutes(Content content, Scanning scanning) {
        this.images = content.images();
        this.scanning = scanning;
        this.inspection = new Inspection(content);
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.images.list", "GET", "/api/v1/images")
                                .needs(Action.SELF)
                                .mayNeed(Action.READ, Action.NAMESPACE_READ, Action.NAMESPACE_USAGE)
                                .query("on", "at", "scan")
                                .paged(),
                        this::list),
                guard.registry(
                        Route.of("api.digests.list", "GET", "/api/v1/digests")
                                .needs(Action.SELF)
                                .mayNeed(Action.READ, Action.NAMESPACE_READ, Action.NAMESPACE_USAGE)
                                .query("on")
                                .paged(),
                        this::digests),
                guard.repository(
                        Route.of("api.images.get", "GET", "/api/v1/images/{repository...}")
                                .needs(Action.READ)
                                .query("reference"),
                        RepositoryRoutes::name,
                        inspection::answer),
                guard.repository(
                        Route.of("api.history.list", "GET", "/api/v1/history/{repository...}")
                                .needs(Action.READ)
                                .query("tag")
                                .paged(),
                        RepositoryRoutes::name,
                        this::history));
    }

    private Response list(Call call) {
        Images.Wanted wanted = wanted(call);
        Optional<Instant> at = call.query("at").filter(text -> !text.isEmpty()).map(ImageRoutes::moment);
        if (at.isPresent() && wanted.namespace().isEmpty()) {
            throw RefusedException.invalid("at: expected together with on, a namespace or a repository");
        }
        Images.Part<ListedImage> part =
                Call.parsed("after", () -> at.isPresent() ? images.tagsAt(wanted, at.get()) : images.tags(wanted));
        if (!DeletionRoutes.flag(call, "scan")) {
            return answer(part, ImageRoutes::write);
        }
        ListedScans scans = ListedScans.of(scanning, part.items());
        return answer(part, (json, image) -> {
            write(json, image);
            scans.write(json, image);
        });
    }

    /// Such as `2026-11-01T12:00Z` or `2026-11-01T12:00:00+01:00`.
    static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw RefusedException.invalid("at: expected a time such as 2026-11-01T12:00Z");
        }
    }

    private static void write(JsonWriter json, ListedImage image) {
        json.put("image", image.repository() + ":" + image.tag())
                .put("digest", image.digest().toString())
                .putTime("pushedAt", image.pushedAt())
                .putExact("movedAt", image.movedAt());
        if (image.where() != Whereabouts.GONE) {
            json.put("sizeBytes", image.sizeBytes());
        }
        json.put("where", image.where().id());
    }

    private Response digests(Call call) {
        Images.Wanted wanted = wanted(call);
        return answer(Call.parsed("after", () -> images.manifests(wanted)), ImageRoutes::write);
    }

    static void write(JsonWriter json, ListedManifest manifest) {
        json.put("image", manifest.repository() + "@" + manifest.digest())
                .put("mediaType", manifest.mediaType().text())
                .putText("artifactType", manifest.artifactType())
                .putText("subject", manifest.subject().map(Digest::toString))
                .texts("tags", manifest.tags().stream().map(Tag::text).toList())
                .put("sizeBytes", manifest.sizeBytes())
                .put("pushedAt", manifest.pushedAt())
                .put("pushedBy", manifest.pushedBy());
    }

    /// Of one repository or namespace the caller must be allowed to know; of all it sees those that it may read.
    private static Images.Wanted wanted(Call call) {
        Page page = call.page();
        Optional<Place> on = call.query("on")
                .filter(text -> !text.isEmpty())
                .map(text -> Call.parsed("on", () -> Place.parse(text)));
        String repository = "";
        if (on.isPresent() && !on.get().wholeNamespace()) {
            call.requireOn(Action.READ, on.get());
            repository = call.repository().text();
        } else if (on.isPresent()) {
            call.requireOn(Action.READ, on.get());
        }
        String namespace =
                repository.isEmpty() ? on.map(Place::namespace).orElse("") : new RepositoryName(repository).namespace();
        return new Images.Wanted(
                namespace,
                repository,
                page.after(),
                page.limit(),
                call::lists,
                deleted -> call.allowsOnNamespace(Action.NAMESPACE_USAGE, deleted));
    }

    private static <T> Response answer(Images.Part<T> part, BiConsumer<JsonWriter, T> item) {
        return Response.json(
                200,
                JsonWriter.document(
                        json -> json.array("items", part.items(), item).putText("next", part.next())));
    }

    private Response history(Call call) {
        Tag tag = Call.parsed("tag", () -> Tag.parse(call.requiredQuery("tag")));
        Page page = call.page();
        long before = page.after().isEmpty() ? Long.MAX_VALUE : version(page.after());
        Optional<List<TagMove>> moves = images.moves(call.repository(), tag, before, page.fetch());
        return moves.map(found -> page.answer(
                        found,
                        move -> Long.toString(move.version()),
                        (json, move) -> write(json, call.repository() + ":" + tag, move)))
                .orElseGet(RepositoryBodies::absent);
    }

    private static long version(String after) {
        return Call.parsed("after", () -> Long.parseLong(after));
    }

    private static void write(JsonWriter json, String image, TagMove move) {
        json.put("image", image)
                .put("version", move.version())
                .putExact("at", move.at())
                .put("by", move.by())
                .putText("from", move.from().map(Digest::toString))
                .putText("to", move.to().map(Digest::toString));
    }
}
