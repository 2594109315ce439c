package dev.entrepot.access;

import dev.entrepot.oci.RepositoryName;
import java.util.Optional;

/// What callers may do. Pure CPU: fine on the event loop.
///
/// The answers, in this order:
///
/// 1. a credential that is malformed, wrong, expired or dead: challenge, `invalid_token`;
/// 2. nobody, without the right: challenge, without an error (some clients take an error for a rejected login);
/// 3. the owner has the right, the token does not cover it: challenge, `insufficient_scope`;
/// 4. the owner may not even read: not found;
/// 5. the owner may read but not do this: denied, with the grant that is missing.
public final class Access {
    private final Rights rights;

    Access(Rights rights) {
        this.rights = rights;
    }

    /// On an action on a repository; `asked` is its name as the client spelled it, which challenges echo.
    public Decision decide(Caller caller, Action action, RepositoryName name, String asked) {
        return switch (caller) {
            case Caller.Known known -> decide(known, action, name, asked);
            case Caller.Nobody _ ->
                rights.on(caller.principal(), name).contains(action)
                        ? new Decision.Allowed(caller.principal())
                        : authenticationRequired(Vocabulary.needed(action, asked));
            case Caller.Rejected rejected -> invalid(Vocabulary.needed(action, asked), rejected);
            case Caller.Busy busy -> new Decision.Busy(busy.retryAfter());
            case Caller.Refused refused -> new Decision.Denied(refused.message());
        };
    }

    private Decision decide(Caller.Known known, Action action, RepositoryName name, String asked) {
        var held = rights.on(known.principal(), name);
        if (held.contains(action)) {
            return known.scopes().isEmpty() || known.scopes().get().cover(action, name)
                    ? new Decision.Allowed(known.principal())
                    : insufficientScope(Vocabulary.needed(action, asked));
        }
        if (known.principal() instanceof Principal.Anonymous) {
            return insufficientScope(Vocabulary.needed(action, asked));
        }
        return held.contains(Action.PULL) ? new Decision.Denied(Rights.missing(action, name)) : new Decision.NotFound();
    }

    /// On an action that concerns no repository.
    public Decision decide(Caller caller, Action action) {
        if (action == Action.NONE) {
            return new Decision.Allowed(caller.principal());
        }
        return switch (caller) {
            case Caller.Known known -> decide(known, action);
            case Caller.Nobody _ ->
                rights.on(caller.principal(), action)
                        ? new Decision.Allowed(caller.principal())
                        : authenticationRequired(Vocabulary.needed(action));
            case Caller.Rejected rejected -> invalid(Vocabulary.needed(action), rejected);
            case Caller.Busy busy -> new Decision.Busy(busy.retryAfter());
            case Caller.Refused refused -> new Decision.Denied(refused.message());
        };
    }

    private Decision decide(Caller.Known known, Action action) {
        if (action == Action.PING) {
            return new Decision.Allowed(known.principal());
        }
        if (!rights.on(known.principal(), action)) {
            return known.principal() instanceof Principal.Anonymous
                    ? insufficientScope(Vocabulary.needed(action))
                    : new Decision.Denied(Rights.missing(action));
        }
        return known.scopes().isEmpty() || known.scopes().get().cover(action)
                ? new Decision.Allowed(known.principal())
                : insufficientScope(Vocabulary.needed(action));
    }

    /// Whether the answer is yes, for questions that refuse nothing by themselves: the source of a mount, or
    /// whether a HEAD's caller might push.
    public boolean allows(Caller caller, Action action, RepositoryName name) {
        return decide(caller, action, name, name.text()) instanceof Decision.Allowed;
    }

    /// Whether a caller who may list the catalog finds this name in it. A token for the catalog names no
    /// repositories, so only its owner's rights count.
    public boolean lists(Caller caller, RepositoryName name) {
        return rights.on(caller.principal(), name).contains(Action.PULL);
    }

    private static Decision authenticationRequired(String scope) {
        return new Decision.Challenge(scope, Optional.empty(), "authentication required");
    }

    private static Decision insufficientScope(String scope) {
        return new Decision.Challenge(scope, Optional.of("insufficient_scope"), "the token does not cover " + scope);
    }

    private static Decision invalid(String scope, Caller.Rejected rejected) {
        return new Decision.Challenge(scope, Optional.of("invalid_token"), rejected.reason());
    }
}
