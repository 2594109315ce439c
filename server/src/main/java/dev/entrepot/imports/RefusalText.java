package dev.entrepot.imports;

import dev.entrepot.content.Refusal;

/// Why the registry did not take something, for the admin who reads the report.
final class RefusalText {
    private RefusalText() {}

    static String of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NoNamespace none -> "there is no namespace " + none.namespace();
            case Refusal.NamespaceInTrash lying ->
                "the namespace " + lying.namespace() + " is in the trash until " + lying.keepUntil()
                        + "; restore it, or empty its trash: entrepot trash-list " + lying.namespace();
            case Refusal.FormerName former ->
                former.name() + " is the former name of " + former.current() + "; import it under another: --into";
            case Refusal.TooManyRepositories full ->
                "the namespace " + full.namespace() + " may have " + full.limit()
                        + " repositories and has them; raise the limit: entrepot quota-set";
            case Refusal.TooManyBytes full ->
                "the namespace " + full.namespace() + " holds " + full.used() + " of at most " + full.limit()
                        + " bytes, and this would add " + full.more() + "; raise the limit: entrepot quota-set";
            case Refusal.FrozenTag frozen ->
                "the tag " + frozen.tag() + " points to " + frozen.current() + " here and is frozen; delete it here"
                        + " first, or have the rule lifted";
        };
    }
}
