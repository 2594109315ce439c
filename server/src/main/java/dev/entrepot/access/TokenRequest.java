package dev.entrepot.access;

import java.util.List;

/// What a client asks of the token endpoint, by GET or POST.
///
/// @param credential what it shows
/// @param scopes what it wants, without what cannot be understood; empty for a mere login
/// @param offline whether it wants a refresh token
/// @param clientId which program asks; empty text when it does not say
record TokenRequest(Credential credential, List<Scope> scopes, boolean offline, String clientId) {
    TokenRequest {
        scopes = List.copyOf(scopes);
    }

    sealed interface Credential {
        record None() implements Credential {}

        record Password(String user, Secret password) implements Credential {}

        record Refresh(Secret token) implements Credential {}

        /// Something that buys nothing here, such as an access token.
        record Useless(String reason) implements Credential {}
    }
}
