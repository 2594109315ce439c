package dev.entrepot.e2e.credentials;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.sso.Keycloak;
import dev.entrepot.e2e.sso.Slapd;
import java.util.List;

/// Who vouches for people and jobs from outside: Keycloak as `main`, OpenLDAP as `corp`, and a CI system.
record Providers(Keycloak keycloak, Slapd slapd, Issuer ci) implements AutoCloseable {
    /// @param registries that may send people to Keycloak
    static Providers start(Scratch scratch, List<Launch> registries) {
        var urls = registries.stream().map(each -> "http://127.0.0.1:" + each.port());
        return new Providers(
                Keycloak.start(scratch, urls.toArray(String[]::new)), Slapd.start(scratch), Issuer.start());
    }

    /// The settings of a registry that believes them.
    Launch configured(Launch launch) {
        var oidc = "ENTREPOT_FEDERATION_OIDC_MAIN_";
        var ldap = "ENTREPOT_FEDERATION_LDAP_CORP_";
        return launch.environment(oidc + "ISSUER", keycloak.issuer("main"))
                .environment(oidc + "CLIENT_ID", "registry")
                .environment(oidc + "CLIENT_SECRET", Keycloak.CLIENT_SECRET)
                .environment(ldap + "URL", slapd.tlsUrl())
                .environment(ldap + "CA_FILE", slapd.ca().toString())
                .environment(ldap + "BIND_DN", "cn=admin,dc=example,dc=org")
                .environment(ldap + "BIND_PASSWORD", "service-password")
                .environment(ldap + "USER_BASE", "ou=people,dc=example,dc=org")
                .environment(ldap + "GROUP_BASE", "dc=example,dc=org")
                .environment("ENTREPOT_FEDERATION_CI_ISSUERS", ci.url());
    }

    @Override
    public void close() {
        ci.close();
        slapd.close();
        keycloak.close();
    }
}
