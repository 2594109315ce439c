package dev.entrepot;

import dev.entrepot.access.Secret;
import dev.entrepot.directory.Account;
import dev.entrepot.federation.CiConfig;
import dev.entrepot.federation.FederationConfig;
import dev.entrepot.federation.LdapConfig;
import dev.entrepot.federation.OidcConfig;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Reads section `federation`, whose providers have names that people choose.
final class FederationSection {
    private static final String OIDC = "federation.oidc";
    private static final String LDAP = "federation.ldap";
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private FederationSection() {}

    static FederationConfig read(Settings settings) {
        FederationConfig standard = FederationConfig.DEFAULT;
        Duration confirmWithin = settings.duration(
                "federation.confirm-within",
                standard.confirmWithin(),
                SHORTEST,
                "How long the tokens of an external account hold without its provider confirming it by a login.");
        Duration sessionLifetime = settings.duration(
                "federation.session-lifetime",
                standard.sessionLifetime(),
                SHORTEST,
                "How long a login with a browser holds.");
        List<OidcConfig> oidc = settings.named(OIDC, FederationSection::oidc);
        List<LdapConfig> ldap = settings.named(LDAP, FederationSection::ldap);
        requireNamesOfTheirOwn(settings, oidc, ldap);
        return new FederationConfig(oidc, ldap, confirmWithin, sessionLifetime, ci(settings));
    }

    private static CiConfig ci(Settings settings) {
        List<String> issuers = settings.list(
                "federation.ci-issuers",
                List.of(),
                "Issuers of the CI systems whose tokens trust rules may name, exactly as the tokens say them.");
        var caFile = settings.path(
                "federation.ci-ca-file", "Certificates (PEM) that are trusted at them in place of those of the JVM.");
        return sound(settings, "federation", () -> new CiConfig(issuers, caFile))
                .orElse(CiConfig.DEFAULT);
    }

    /// A name stands for one provider, in the keys of accounts and behind the @ of their names.
    private static void requireNamesOfTheirOwn(Settings settings, List<OidcConfig> oidc, List<LdapConfig> ldap) {
        Set<String> taken = new HashSet<>(Set.of(Account.LOCAL));
        Stream.concat(oidc.stream().map(OidcConfig::name), ldap.stream().map(LdapConfig::name))
                .filter(name -> !taken.add(name))
                .forEach(name -> settings.problem("federation: the name " + name
                        + (name.equals(Account.LOCAL)
                                ? " means the accounts of this registry; take another for the provider"
                                : " stands under oidc and under ldap; give one of them another")));
    }

    private static Optional<OidcConfig> oidc(Settings settings, String section, String name) {
        String display =
                settings.text(section + ".display", "", "How people call the provider; its name if not given.");
        Optional<URI> issuer = settings.url(
                section + ".issuer",
                "The provider's issuer, exactly as its tokens say it; `https://` unless loopback.");
        String clientId = settings.text(
                section + ".client-id",
                "",
                "Under which the registry is known there; its redirect URI is `EXTERNAL-URL/auth/callback/NAME`.");
        Optional<Secret> clientSecret = settings.secret(
                        section + ".client-secret", "Shared with the provider; without it the client is public.")
                .map(Secret::new);
        List<String> scopes = settings.list(
                section + ".scopes", OidcConfig.DEFAULT_SCOPES, "What is asked for; `openid` must be among them.");
        OidcConfig.Claims claims = new OidcConfig.Claims(
                settings.text(
                        section + ".username-claim",
                        OidcConfig.Claims.DEFAULT.username(),
                        "The claim after which new accounts are named; it decides nothing else."),
                settings.text(
                        section + ".groups-claim",
                        OidcConfig.Claims.DEFAULT.groups(),
                        "The claim that lists groups, for the teams that name them."));
        var caFile = settings.path(
                section + ".ca-file", "Certificates (PEM) that are trusted in place of those of the JVM.");
        boolean allowPlainText =
                settings.flag(section + ".allow-plain-text", false, "Let the issuer be `http://` on another machine.");
        boolean hasIssuer = required(settings, section + ".issuer", issuer.isPresent());
        boolean hasClientId = required(settings, section + ".client-id", !clientId.isEmpty());
        return hasIssuer && hasClientId
                ? sound(
                        settings,
                        section,
                        () -> new OidcConfig(
                                name,
                                display.isEmpty() ? name : display,
                                issuer.orElseThrow(),
                                clientId,
                                clientSecret,
                                scopes,
                                claims,
                                caFile,
                                allowPlainText))
                : Optional.empty();
    }

    private static Optional<LdapConfig> ldap(Settings settings, String section, String name) {
        String display =
                settings.text(section + ".display", "", "How people call the directory; its name if not given.");
        Optional<URI> url = ldapUrl(settings, section);
        boolean startTls = settings.flag(
                section + ".start-tls", false, "Encrypt an `ldap://` connection before anything else is sent.");
        var caFile = settings.path(
                section + ".ca-file", "Certificates (PEM) that are trusted in place of those of the JVM.");
        boolean allowPlainText = settings.flag(
                section + ".allow-plain-text", false, "Let passwords travel unencrypted to another machine.");
        Supplier<LdapConfig.Search> search = ldapSearch(settings, section);
        LdapConfig.Attributes standard = LdapConfig.Attributes.DEFAULT;
        LdapConfig.Attributes attributes = new LdapConfig.Attributes(
                settings.text(
                        section + ".subject-attribute",
                        standard.subject(),
                        "Holds what tells a user from all others for ever; `objectGUID` in Active Directory."),
                settings.text(section + ".name-attribute", standard.name(), "After which new accounts are named."),
                settings.text(section + ".display-attribute", standard.display(), "A user's name for people."),
                settings.text(section + ".mail-attribute", standard.mail(), "A user's e-mail address."),
                settings.text(section + ".group-attribute", standard.group(), "A group's name, in its entry."));
        boolean hasUrl = required(settings, section + ".url", url.isPresent());
        boolean hasBase = required(settings, section + ".user-base", settings.given(section + ".user-base"));
        return hasUrl && hasBase
                ? sound(
                        settings,
                        section,
                        () -> new LdapConfig(
                                name,
                                display.isEmpty() ? name : display,
                                new LdapConfig.Server(url.orElseThrow(), startTls, caFile, allowPlainText),
                                search.get(),
                                attributes))
                : Optional.empty();
    }

    private static Optional<URI> ldapUrl(Settings settings, String section) {
        return settings.value(
                new ConfigKey(
                        section + ".url",
                        "URL",
                        "",
                        "`ldaps://HOST` or `ldap://HOST`; the latter only with `start-tls` unless loopback."),
                Optional.empty(),
                "a URL such as ldaps://ldap.example.org",
                text -> {
                    Optional<URI> url = parseLdapUrl(text);
                    return url.isPresent() ? Optional.of(url) : Optional.empty();
                });
    }

    private static Supplier<LdapConfig.Search> ldapSearch(Settings settings, String section) {
        String bindDn = settings.text(
                section + ".bind-dn", "", "The service account that looks for users; anonymous if not given.");
        Secret bindPassword = new Secret(settings.secret(section + ".bind-password", "Of the service account.")
                .orElse(""));
        String userBase = settings.text(section + ".user-base", "", "Below which users are looked for.");
        String userFilter = settings.text(
                section + ".user-filter", "(uid={0})", "Finds the one entry of a user; `{0}` is what was typed.");
        String groupBase = settings.text(
                section + ".group-base", "", "Below which groups are looked for; without it there are none.");
        String groupFilter = settings.text(
                section + ".group-filter",
                "(member={0})",
                "Finds the groups of a user; `{0}` is the DN of the entry, `{1}` what was typed.");
        return () -> new LdapConfig.Search(bindDn, bindPassword, userBase, userFilter, groupBase, groupFilter);
    }

    private static Optional<URI> parseLdapUrl(String text) {
        try {
            return Optional.of(URI.create(text))
                    .filter(url -> "ldap".equals(url.getScheme()) || "ldaps".equals(url.getScheme()))
                    .filter(url -> url.getHost() != null && url.getRawUserInfo() == null && url.getRawQuery() == null)
                    .filter(url ->
                            url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    private static boolean required(Settings settings, String key, boolean there) {
        if (!there && !settings.given(key)) {
            settings.problem(key + ": is missing; a provider needs it");
        }
        return there;
    }

    private static <T> Optional<T> sound(Settings settings, String section, Supplier<T> made) {
        try {
            return Optional.of(made.get());
        } catch (IllegalArgumentException unusable) {
            settings.problem(section + "." + unusable.getMessage());
            return Optional.empty();
        }
    }
}
