package dev.entrepot.federation;

import java.time.Duration;
import java.util.List;

/// Section `federation`.
///
/// @param oidc providers to log in at with a browser
/// @param ldap directories that check passwords, asked in this order
/// @param confirmWithin how long what an external account made here is good without its provider confirming it
/// @param sessionLifetime of a login with a browser
/// @param ci systems whose tokens may stand for robots
public record FederationConfig(
        List<OidcConfig> oidc, List<LdapConfig> ldap, Duration confirmWithin, Duration sessionLifetime, CiConfig ci) {
    public static final FederationConfig DEFAULT =
            new FederationConfig(List.of(), List.of(), Duration.ofHours(12), Duration.ofHours(12), CiConfig.DEFAULT);

    public FederationConfig {
        oidc = List.copyOf(oidc);
        ldap = List.copyOf(ldap);
    }
}
