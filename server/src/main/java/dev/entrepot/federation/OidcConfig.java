package dev.entrepot.federation;

import dev.entrepot.access.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Section `federation.oidc.NAME`: an OpenID Connect provider to log in at.
///
/// @param name of the provider; accounts are keyed by it
/// @param display the name for people
/// @param issuer exactly as its tokens say it
/// @param clientSecret absent for a public client, which PKCE alone protects
/// @param caFile certificates (PEM) that are trusted in place of those of the JVM
/// @param allowPlainText whether `http://` to another machine will do
public record OidcConfig(
        String name,
        String display,
        URI issuer,
        String clientId,
        Optional<Secret> clientSecret,
        List<String> scopes,
        Claims claims,
        Optional<Path> caFile,
        boolean allowPlainText) {
    /// Which claims of the ID token say what.
    ///
    /// @param username decides nothing but how the account is named here
    /// @param groups a list of texts; absent: no groups
    public record Claims(String username, String groups) {
        public static final Claims DEFAULT = new Claims("preferred_username", "groups");
    }

    public static final List<String> DEFAULT_SCOPES = List.of("openid", "profile", "email");

    public OidcConfig {
        scopes = List.copyOf(scopes);
        if (!scopes.contains("openid")) {
            throw new IllegalArgumentException("scopes: openid is missing; without it no provider says who logged in");
        }
        if (issuer.getRawQuery() != null || issuer.getRawFragment() != null) {
            throw new IllegalArgumentException("issuer: has a query or a fragment, which no issuer has");
        }
        PlainText.objection(issuer, "https".equals(issuer.getScheme()), allowPlainText)
                .ifPresent(objection -> {
                    throw new IllegalArgumentException(
                            "issuer: " + objection + "; use https://, or say allow-plain-text: true if that is meant");
                });
    }
}
