package dev.entrepot.api;

import dev.entrepot.content.Deletion;
import dev.entrepot.content.Outlook;
import dev.entrepot.content.Restoration;
import dev.entrepot.content.TrashEntry;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Precondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What bodies say of deletions, of what lies in the trash, and of what stands against either.
final class TrashBodies {
    private TrashBodies() {}

    static void write(JsonWriter json, TrashEntry entry) {
        json.put("id", entry.id())
                .put("kind", entry.kind().id())
                .put("namespace", entry.namespace())
                .putText("repository", entry.repository().map(RepositoryName::text))
                .putText("digest", entry.digest().map(Digest::toString))
                .texts(
                        "tags",
                        entry.tags().stream().map(each -> each.tag().text()).toList())
                .put("deletedAt", entry.circumstances().deletedAt())
                .put("deletedBy", entry.circumstances().deletedBy())
                .put("cause", entry.circumstances().cause().id())
                .put("until", entry.circumstances().keepUntil())
                .put("manifests", entry.contents().manifests())
                .put("bytes", entry.contents().bytes());
    }

    /// @param entry of the deletion; empty when nothing is kept
    static Response deleted(RepositoryName name, String image, Deletion.Done done, Optional<TrashEntry> entry) {
        Optional<Digest> digest = entry.flatMap(TrashEntry::digest)
                .or(() -> done.manifests().stream().findFirst());
        return Response.json(
                200,
                JsonWriter.document(json -> json.put("image", image)
                        .putText("id", entry.map(TrashEntry::id))
                        .put("repository", name.text())
                        .putText("digest", digest.map(Digest::toString))
                        .texts("tags", texts(done.tags()))
                        .put("manifests", done.manifests().size())
                        .put("bytes", done.bytes())
                        .putTime("until", entry.map(kept -> kept.circumstances().keepUntil()))));
    }

    /// Of a repository or a namespace.
    ///
    /// @param entry of the deletion; empty when nothing is kept
    static Response deleted(String name, Optional<TrashEntry> entry) {
        return Response.json(200, JsonWriter.document(json -> {
            json.put("image", name);
            entry.ifPresent(kept -> json.put("id", kept.id())
                    .put("until", kept.circumstances().keepUntil())
                    .put("manifests", kept.contents().manifests())
                    .put("bytes", kept.contents().bytes()));
        }));
    }

    static Response forecast(RepositoryName name, String image, Outlook.Forecast forecast, Optional<Instant> until) {
        return Response.json(
                200,
                JsonWriter.document(json -> json.put("image", image)
                        .put("repository", name.text())
                        .texts("tags", texts(forecast.tags()))
                        .texts("manifests", digests(forecast.manifests()))
                        .texts("blobs", digests(forecast.blobs()))
                        .put("bytesNow", forecast.bytesNow())
                        .put("bytesAfterTrash", forecast.blobBytes())
                        .putTime("until", until)));
    }

    /// Of a repository or a namespace, in which too much may lie to name it all.
    static Response forecast(String name, Outlook.Whole whole, Optional<Instant> until) {
        return Response.json(
                200,
                JsonWriter.document(json -> json.put("image", name)
                        .put("repositories", whole.repositories())
                        .put("tagCount", whole.tags())
                        .put("manifestCount", whole.manifests())
                        .put("blobCount", whole.blobs())
                        .put("bytesAfterTrash", whole.blobBytes())
                        .putTime("until", until)));
    }

    private static List<String> texts(Collection<Tag> tags) {
        return tags.stream().map(Tag::text).toList();
    }

    private static List<String> digests(Collection<Digest> digests) {
        return digests.stream().map(Digest::toString).toList();
    }

    /// Why nothing was deleted, and what helps.
    static Response refused(RepositoryName name, String image, Deletion deletion) {
        return switch (deletion) {
            case Deletion.Done done -> throw new IllegalStateException("refused: " + done);
            case Deletion.Unknown _ -> unknown("there is no " + image);
            case Deletion.NamedByIndex(Digest index) ->
                Conflicts.of("the index " + name + "@" + index + " names " + image
                        + "; delete that index first: entrepot image-rm " + name + "@" + index);
            case Deletion.Locked(Digest digest, String reason) ->
                Conflicts.of(name + "@" + digest + " is locked" + (reason.isEmpty() ? "" : " (" + reason + ")")
                        + "; lift the lock first (entrepot image-unlock " + name + "@" + digest
                        + "), or remove a tag alone (entrepot image-untag)");
            case Deletion.TagMoved _ -> Precondition.failed();
            case Deletion.InUse(Digest digest, Deletion.Use use) ->
                Conflicts.of(name + "@" + digest
                        + switch (use) {
                            case TAG -> " has a tag; remove that first";
                            case LEASE -> " was pushed or asked for just now; try again later";
                            case SUBJECT -> " belongs to another image; delete that instead";
                        });
            case Deletion.TooMany(Digest digest, int most) ->
                Conflicts.of("more than " + most + " images and signatures hang on " + name + "@" + digest
                        + "; delete some of them first");
            case Deletion.Refused refused -> RepositoryBodies.refused(refused.refusal());
        };
    }

    /// For what the caller may look for and is not there.
    static Response unknown(String message) {
        return ErrorResponses.of(ErrorCode.MANIFEST_UNKNOWN, message, "");
    }

    /// @param image what was asked for
    /// @param entry the deletion that fits it
    static Response restored(String image, TrashEntry entry, Restoration restoration) {
        return switch (restoration) {
            case Restoration.Restored restored ->
                Response.json(200, JsonWriter.document(json -> write(json, image, entry, restored)));
            case Restoration.TagTaken(Restoration.Elsewhere tag) -> Conflicts.of(taken(entry, tag));
            case Restoration.NameTaken(String name) ->
                Conflicts.of("there is another " + name + " by now; rename or delete that one, and restore again: "
                        + "entrepot image-restore " + name);
            case Restoration.InTrash in -> inTrash(in.name(), in.keepUntil());
            case Restoration.Nothing _ -> nothing(image);
            case Restoration.Refused refused -> RepositoryBodies.refused(refused.refusal());
        };
    }

    static Response inTrash(String name, Instant until) {
        return Conflicts.of(name + " is in the trash itself, until " + until.truncatedTo(ChronoUnit.SECONDS)
                + "; restore it first: entrepot image-restore " + name);
    }

    /// For who needs the name of a namespace that is in the trash.
    static String reserved(String namespace, Instant until) {
        return until.equals(Instant.EPOCH)
                ? "the namespace " + namespace
                        + " is being emptied and keeps its name until that is done; try again later"
                : "the namespace " + namespace + " is in the trash until " + until.truncatedTo(ChronoUnit.SECONDS)
                        + " and keeps its name; restore it: entrepot image-restore " + namespace
                        + ", or empty it: entrepot trash-rm " + namespace;
    }

    static Response nothing(String image) {
        return unknown("in the trash is nothing of " + image
                + " that you could restore: it was not deleted, or its time is over; see entrepot trash-list");
    }

    private static void write(JsonWriter json, String image, TrashEntry entry, Restoration.Restored restored) {
        json.put("image", image)
                .putText("repository", entry.repository().map(RepositoryName::text))
                .texts("tags", texts(restored.tags()))
                .texts("manifests", digests(restored.manifests()))
                .texts("missing", digests(restored.missing()))
                .put("repositories", restored.repositories())
                .array(
                        "taken",
                        restored.elsewhere(),
                        (inner, tag) -> inner.put("image", name(entry, tag))
                                .put("was", tag.was().toString())
                                .put("now", tag.now().toString())
                                .put("reason", taken(entry, tag)));
    }

    private static String name(TrashEntry entry, Restoration.Elsewhere elsewhere) {
        return entry.repository().map(RepositoryName::text).orElse(entry.namespace()) + ":" + elsewhere.tag();
    }

    /// By the tag again would be no help: once that is removed, its newest deletion is that one.
    private static String taken(TrashEntry entry, Restoration.Elsewhere elsewhere) {
        String image = name(entry, elsewhere);
        return image + " points to " + elsewhere.now() + " by now, and stays so; bring the image back by its digest: "
                + "entrepot image-restore " + image.substring(0, image.lastIndexOf(':')) + "@" + elsewhere.was()
                + " (and before that remove the tag, if it shall point there again: entrepot image-untag " + image
                + ")";
    }
}
