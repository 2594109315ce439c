package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Content;
import dev.entrepot.content.Deletion;
import dev.entrepot.content.DeletionTerms;
import dev.entrepot.content.IfMatch;
import dev.entrepot.content.Lifting;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.content.Trash;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.Optional;
import java.util.Set;

/// `DELETE /api/v1/images`.
final class DeletionRoutes {
    private final Trash trash;
    private final Manifests manifests;

    DeletionRoutes(Content content) {
        this.trash = content.trash();
        this.manifests = content.manifests();
    }

    Endpoint endpoint(Guard guard) {
        return guard.repository(
                Route.of("api.images.remove", "DELETE", "/api/v1/images/{repository...}")
                        .needs(Action.DELETE)
                        .mayNeed(Action.CONFIGURE, Action.NAMESPACE_CONFIGURE)
                        .query("reference", "allTags", "untag"),
                RepositoryRoutes::name,
                this::remove);
    }

    private Response remove(Call call) {
        RepositoryName name = call.repository();
        Reference reference = reference(call);
        boolean allTags = flag(call, "allTags");
        boolean untag = flag(call, "untag");
        if (untag && (allTags || !(reference instanceof Tag))) {
            throw RefusedException.invalid("untag: expected a reference that is a tag, and not allTags");
        }
        Optional<IfMatch> ifMatch = ifMatch(call);
        DeletionTerms terms =
                DeletionTerms.of(call.authority()).lifting(lifting(call, name)).ifMatch(ifMatch);
        Deletion deletion = switch (reference) {
            case Tag tag when untag -> trash.untag(name, tag, terms);
            case Tag tag when allTags -> removeAll(name, tag, terms);
            case Tag tag -> trash.removeImage(name, tag, terms);
            case Digest digest -> trash.removeManifest(name, digest, terms);
        };
        String image = Meant.text(name, reference);
        return deletion instanceof Deletion.Done done
                ? TrashBodies.deleted(name, image, done, trash.find(done.id()))
                : TrashBodies.refused(name, image, deletion);
    }

    /// What the tag points to when it is looked at is what goes, wherever the tag moves meanwhile.
    private Deletion removeAll(RepositoryName name, Tag tag, DeletionTerms terms) {
        Optional<Digest> digest = manifests.find(name, tag).map(StoredManifest::digest);
        if (digest.isEmpty()) {
            return new Deletion.Unknown();
        }
        return terms.ifMatch().isPresent() && !terms.ifMatch().get().admits(digest)
                ? new Deletion.TagMoved(tag, digest)
                : trash.removeManifest(name, digest.get(), terms.ifMatch(Optional.empty()));
    }

    /// Whoever may lift a rule may delete what it freezes.
    static Lifting lifting(Call call, RepositoryName name) {
        return new Lifting(
                call.rightOn(Action.CONFIGURE, name),
                call.rightOnNamespace(Action.NAMESPACE_CONFIGURE, name.namespace()));
    }

    static Reference reference(Call call) {
        String text = call.requiredQuery("reference");
        return Call.parsed("reference", () -> Reference.parse(text));
    }

    static boolean flag(Call call, String name) {
        return call.query(name)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw RefusedException.invalid(name + ": expected true or false");
                })
                .orElse(false);
    }

    /// The digest that the tag must still point to, in quotes, or `*`.
    private static Optional<IfMatch> ifMatch(Call call) {
        return call.request().header("If-Match").map(header -> {
            String value = header.strip();
            if (value.equals("*")) {
                return new IfMatch(true, Set.of());
            }
            if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
                throw RefusedException.invalid("If-Match: expected the digest that the tag points to, in quotes, or *");
            }
            String digest = value.substring(1, value.length() - 1);
            return new IfMatch(false, Set.of(Call.parsed("If-Match", () -> Digest.parse(digest))));
        });
    }
}
