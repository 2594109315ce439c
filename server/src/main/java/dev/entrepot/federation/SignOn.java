package dev.entrepot.federation;

import dev.entrepot.access.Callers;
import dev.entrepot.access.Holder;
import dev.entrepot.access.PasswordProvider;
import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import dev.entrepot.directory.Directory;
import dev.entrepot.directory.PersonalTokens;
import dev.entrepot.directory.Users;
import dev.entrepot.http.Request;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Single sign-on, put together. Without a provider in the configuration nothing of OIDC or LDAP is loaded.
public final class SignOn implements AutoCloseable {
    private final List<PasswordProvider> directories = new ArrayList<>();
    private final Map<String, OidcProvider> oidc = new LinkedHashMap<>();
    private final List<Provider> providers = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final WebSessions sessions;
    private final WebOrigin origin;
    private final WebLoginRoutes webLogin;
    private final DeviceRoutes deviceRoutes;
    private final DevicePages devicePages;

    /// What it stands on.
    ///
    /// @param externalUrl fixes redirect URIs and links; without it they follow the request's Host
    public record Foundations(
            Optional<URI> externalUrl,
            Database database,
            Directory directory,
            Users users,
            PersonalTokens tokens,
            InstantSource clock) {}

    /// As `GET /api/v1/info` lists it.
    ///
    /// @param kind `oidc` or `ldap`
    public record Provider(String name, String kind, String display) {}

    /// Asks no provider yet. Throws {@link IllegalArgumentException} that names the setting for one that can never
    /// work.
    public SignOn(FederationConfig config, Foundations on) {
        SecureRandom random = new SecureRandom();
        for (LdapConfig ldap : config.ldap()) {
            LdapProvider provider = made("federation.ldap." + ldap.name(), () -> new LdapProvider(ldap));
            directories.add(provider);
            open.add(provider);
            providers.add(new Provider(ldap.name(), "ldap", ldap.display()));
        }
        for (OidcConfig each : config.oidc()) {
            OidcProvider provider = made("federation.oidc." + each.name(), () -> new OidcProvider(each, on.clock()));
            oidc.put(each.name(), provider);
            open.add(provider);
            providers.add(new Provider(each.name(), "oidc", each.display()));
        }
        Map<String, String> displays = new LinkedHashMap<>();
        config.oidc().forEach(each -> displays.put(each.name(), each.display()));
        this.origin = new WebOrigin(on.externalUrl());
        this.sessions = new WebSessions(on.database(), on.directory(), config.sessionLifetime(), on.clock(), random);
        DeviceLogins logins = new DeviceLogins(on.database(), on.directory(), on.tokens(), on.clock(), random);
        this.webLogin = new WebLoginRoutes(oidc, on.users(), sessions, origin, random);
        this.deviceRoutes = new DeviceRoutes(logins, displays.keySet(), origin);
        this.devicePages = new DevicePages(logins, displays, sessions, origin, on.clock());
    }

    private <T> T made(String section, Supplier<T> provider) {
        try {
            return provider.get();
        } catch (IllegalArgumentException unusable) {
            close();
            throw new IllegalArgumentException(section + "." + unusable.getMessage(), unusable);
        }
    }

    /// In the order in which they are asked.
    public List<PasswordProvider> passwordProviders() {
        return List.copyOf(directories);
    }

    public List<Provider> providers() {
        return List.copyOf(providers);
    }

    public WebSessions sessions() {
        return sessions;
    }

    /// Whose session a request's cookie is of; see {@link Callers.Sessions}.
    public Optional<Holder> session(Request request) {
        Optional<WebSession> session = WebCookies.session(request).flatMap(sessions::find);
        if (session.isPresent() && !origin.permits(request)) {
            throw new Callers.CrossSiteException("this change came from a page of another site; a browser's session"
                    + " is good for changes from pages of this registry only");
        }
        return session.map(WebSession::account)
                .map(account -> new Holder(
                        Author.Kind.USER, account.id(), account.name(), account.credentialVersion(), Holder.SESSION));
    }

    public WebOrigin origin() {
        return origin;
    }

    public List<Endpoint> endpoints(Guard guard) {
        List<Endpoint> endpoints = new ArrayList<>(webLogin.endpoints());
        endpoints.addAll(devicePages.endpoints());
        endpoints.addAll(deviceRoutes.endpoints(guard));
        return endpoints;
    }

    @Override
    public void close() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
