package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Decision;
import dev.entrepot.access.Use;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Deletion;
import dev.entrepot.content.DeletionTerms;
import dev.entrepot.content.Lifting;
import dev.entrepot.content.Trash;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.Tag;
import java.util.Optional;

/// `DELETE /v2/NAME/manifests/REFERENCE`: a tag goes alone, a manifest with its tags and all that hangs on it. Both lie
/// in the trash for a while.
///
/// distribution-spec, "Deleting tags" and "Deleting manifests".
final class DeletionRoutes {
    private final Trash trash;
    private final Access access;
    private final Refusals refusals;

    DeletionRoutes(Trash trash, Access access) {
        this.trash = trash;
        this.access = access;
        this.refusals = new Refusals(access);
    }

    Response delete(Call call, Reference reference) {
        DeletionTerms terms = DeletionTerms.of(call.authority()).lifting(lifting(call));
        Deletion result = switch (reference) {
            case Tag tag -> trash.untag(call.name(), tag, terms.ifMatch(Etags.ifMatch(call.request())));
            case Digest digest -> trash.removeManifest(call.name(), digest, terms);
        };
        return answer(call, reference, result);
    }

    /// Who may take a rule away may delete the tags that it freezes; a token that is only good for deleting may not.
    private Lifting lifting(Call call) {
        Use use = Use.from(call.request().clientAddress());
        return new Lifting(
                check(access.decide(call.caller(), Action.CONFIGURE, call.name(), call.asked(), use)),
                check(access.decideNamespace(
                        call.caller(), Action.NAMESPACE_CONFIGURE, call.name().namespace(), use)));
    }

    private static Optional<Authority.Check> check(Decision decision) {
        return decision instanceof Decision.Allowed allowed ? Optional.of(allowed.check()) : Optional.empty();
    }

    private Response answer(Call call, Reference reference, Deletion result) {
        return switch (result) {
            case Deletion.Done _ -> Response.empty(202);
            case Deletion.Unknown _ -> ManifestRoutes.unknown(reference);
            case Deletion.Refused refused -> refusals.answer(call.caller(), refused.refusal());
            case Deletion.TagMoved moved -> Etags.moved(moved.tag(), moved.current());
            case Deletion.NamedByIndex named ->
                denied(reference, "the index " + named.index() + " names this manifest; delete that index first");
            case Deletion.Locked locked ->
                denied(
                        reference,
                        "the manifest is locked" + (locked.reason().isEmpty() ? "" : " (" + locked.reason() + ")")
                                + "; have the lock lifted first: entrepot image-unlock");
            case Deletion.TooMany many ->
                denied(
                        reference,
                        "more than " + many.most()
                                + " tags or manifests hang on it; delete some of its tags or referrers first");
            case Deletion.InUse used -> throw new IllegalStateException("deleted without that condition: " + used);
        };
    }

    private static Response denied(Reference reference, String message) {
        return ErrorResponses.of(ErrorCode.DENIED, message, reference.toString());
    }
}
