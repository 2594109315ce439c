package dev.entrepot.api;

import dev.entrepot.access.Caller;
import dev.entrepot.directory.PersonalToken;
import dev.entrepot.directory.PersonalTokens;
import dev.entrepot.rest.Call;
import java.util.Optional;

/// What is to be said of the credential of a call.
final class CredentialFacts {
    private CredentialFacts() {}

    /// The personal token that was used, if one was.
    static Optional<PersonalToken> of(Call call, PersonalTokens tokens) {
        return call.caller() instanceof Caller.Known known
                ? known.holder().tokenId().flatMap(tokens::find)
                : Optional.empty();
    }
}
