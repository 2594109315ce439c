package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Use;
import dev.entrepot.content.Refusal;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;

/// Answers to pushes that content does not admit, and what would help.
final class Refusals {
    /// Under a condition on the address nothing is told.
    private static final Use NO_TAG = Use.from("");

    private final Access access;

    Refusals(Access access) {
        this.access = access;
    }

    Response answer(Caller caller, Refusal refusal) {
        return switch (refusal) {
            case Refusal.NoNamespace none ->
                ErrorResponses.of(
                        ErrorCode.NAME_UNKNOWN,
                        "there is no namespace " + none.namespace()
                                + ", and you may not make one; have it made: entrepot namespace-add "
                                + none.namespace(),
                        none.namespace());
            case Refusal.NamespaceInTrash lying ->
                denied(
                        "the namespace " + lying.namespace() + " is in the trash until " + lying.keepUntil()
                                + " and keeps its name; have it restored, or its trash emptied: entrepot trash-list "
                                + lying.namespace(),
                        lying.namespace());
            case Refusal.FormerName former ->
                denied(formerName(caller, former), former.name().text());
            case Refusal.TooManyRepositories full ->
                denied(
                        "the namespace " + full.namespace() + " has " + full.used() + " repositories and may have "
                                + full.limit() + "; delete one, or have the limit raised: entrepot quota-set",
                        full.used() + "/" + full.limit());
            case Refusal.TooManyBytes full ->
                denied(
                        "the namespace " + full.namespace() + " holds " + full.used() + " of at most " + full.limit()
                                + " bytes, and this would add " + full.more()
                                + "; delete images, or have the limit raised: entrepot quota-set",
                        full.used() + "/" + full.limit());
            case Refusal.FrozenTag frozen ->
                denied(
                        "the tag " + frozen.tag() + " of " + frozen.repository() + " points to " + frozen.current()
                                + " and stays there: " + frozen.by()
                                + " freezes it; push another tag, or have the rule lifted: entrepot"
                                + " tag-immutability-set " + frozen.by().place() + " --none",
                        frozen.tag().text());
        };
    }

    /// What a repository is called now is told to those who may read it.
    private String formerName(Caller caller, Refusal.FormerName former) {
        return access.readable(caller, former.current(), NO_TAG).isPresent()
                ? former.name() + " is called " + former.current() + " now; push there"
                : "the name " + former.name() + " is not free; choose another";
    }

    private static Response denied(String message, String detail) {
        return ErrorResponses.of(ErrorCode.DENIED, message, detail);
    }
}
