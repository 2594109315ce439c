package dev.entrepot.federation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.ExternalIdentity;
import dev.entrepot.directory.Users;
import dev.entrepot.http.Query;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Route;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logging in with a browser:
///
/// ```
/// GET /auth/login/corp?then=/path      302 to the provider, with a cookie that holds the login
/// GET /auth/callback/corp?code&state   303 to the path, with the cookie of a session
/// POST /auth/logout                    204, the session is gone
/// GET /auth/session                    who this browser is
/// ```
final class WebLoginRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(WebLoginRoutes.class);

    /// Time enough to type a password and to look for a second factor.
    private static final Duration LOGIN_LIFETIME = Duration.ofMinutes(10);

    private static final int MAX_REMEMBERED = 100_000;
    private static final int MAX_PARAMETER = 4_096;

    private final Map<String, OidcProvider> providers;
    private final Users users;
    private final WebSessions sessions;
    private final WebOrigin origin;
    private final SecureRandom random;

    /// Logins that came back. Each comes back once; the provider's codes hold once anyway.
    private final Cache<String, Boolean> used = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(LOGIN_LIFETIME.toSeconds(), TimeUnit.SECONDS)
            .build();

    WebLoginRoutes(
            Map<String, OidcProvider> providers,
            Users users,
            WebSessions sessions,
            WebOrigin origin,
            SecureRandom random) {
        this.providers = providers;
        this.users = users;
        this.sessions = sessions;
        this.origin = origin;
        this.random = random;
    }

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(
                        Route.of("auth.login", "GET", "/auth/login/{provider}").open(),
                        path -> request -> login(request, path.getOrDefault("provider", ""))),
                new Endpoint(
                        Route.of("auth.callback", "GET", "/auth/callback/{provider}")
                                .open(),
                        path -> request -> callback(request, path.getOrDefault("provider", ""))),
                Endpoint.of(Route.of("auth.logout", "POST", "/auth/logout").open(), this::logout),
                Endpoint.of(Route.of("auth.session", "GET", "/auth/session").open(), this::session));
    }

    private Response login(Request request, String name) {
        OidcProvider provider = providers.get(name);
        if (provider == null) {
            return new WebPage("There is no such provider").response(404);
        }
        String then = LocalPath.of(request.query().first("then").orElse("/")).orElse("/");
        OidcLogin login = OidcLogin.begin(name, then, random);
        try {
            URI url = provider.authorizationUrl(login, redirect(request, name));
            boolean secure = origin.secure(request);
            return Response.empty(302)
                    .with("Location", url.toString())
                    .with("Set-Cookie", WebCookies.setLogin(login.cookie(), LOGIN_LIFETIME, secure))
                    .with("Cache-Control", "no-store")
                    .with("Referrer-Policy", "no-referrer");
        } catch (IOException failed) {
            return unavailable(provider, String.valueOf(failed.getMessage()));
        }
    }

    /// Exactly as it is known to the provider.
    private URI redirect(Request request, String provider) {
        return URI.create(origin.base(request) + "/auth/callback/" + provider);
    }

    private Response callback(Request request, String name) {
        OidcProvider provider = providers.get(name);
        if (provider == null) {
            return new WebPage("There is no such provider").response(404);
        }
        boolean secure = origin.secure(request);
        return answer(request, provider, secure).with("Set-Cookie", WebCookies.setLogin("", Duration.ZERO, secure));
    }

    private Response answer(Request request, OidcProvider provider, boolean secure) {
        Optional<OidcLogin> begun = WebCookies.login(request, secure)
                .flatMap(OidcLogin::parse)
                .filter(login -> login.provider().equals(provider.name()));
        // An answer that this browser did not ask for would log it in as somebody else.
        if (begun.isEmpty()
                || !begun.get().hasState(only(request, "state"))
                || used.asMap().putIfAbsent(begun.get().state(), true) != null) {
            return again(provider, 400, "This answer belongs to no login that this browser began, or it came twice.");
        }
        String code = only(request, "code");
        if (code.isEmpty()) {
            return again(provider, 403, "The provider did not let you in: " + only(request, "error"));
        }
        OidcLogin login = begun.get();
        return switch (provider.exchange(login, code, only(request, "iss"), redirect(request, provider.name()))) {
            case OidcProvider.Confirmed(ExternalIdentity identity) -> enter(request, login, identity, secure);
            case OidcProvider.Refused(String reason) -> {
                LOG.warn("event=oidc_refused provider={} reason=\"{}\"", provider.name(), reason);
                yield again(provider, 403, "The provider's answer was not accepted. The server's log says why.");
            }
            case OidcProvider.Unavailable(String reason) -> unavailable(provider, reason);
        };
    }

    /// Empty text when the parameter is missing, repeated, or too long to be one.
    private static String only(Request request, String name) {
        Query query = request.query();
        List<String> values = query.all(name);
        return values.size() == 1 && values.getFirst().length() <= MAX_PARAMETER ? values.getFirst() : "";
    }

    private Response enter(Request request, OidcLogin login, ExternalIdentity identity, boolean secure) {
        Author author = new Author(
                Author.Kind.SYSTEM, "", "sign-on", "oidc:" + login.provider(), request.clientAddress(), request.id());
        Account account = users.confirm(new Authority(author, sql -> {}), identity);
        if (account.disabled()) {
            return new WebPage("This account is disabled")
                    .paragraph("Ask an administrator of this registry about " + account.name() + ".")
                    .response(403)
                    .to(account.name());
        }
        WebCookies.session(request).ifPresent(sessions::end);
        String cookie = sessions.begin(account);
        return Response.empty(303)
                .with("Location", login.then())
                .with("Set-Cookie", WebCookies.setSession(cookie, sessions.lifetime(), secure))
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer")
                .to(account.name());
    }

    private static Response again(OidcProvider provider, int status, String why) {
        return new WebPage("You are not logged in")
                .paragraph(why)
                .link("Log in with " + provider.display(), "/auth/login/" + provider.name())
                .response(status);
    }

    private static Response unavailable(OidcProvider provider, String reason) {
        LOG.warn("event=oidc_unavailable provider={} reason=\"{}\"", provider.name(), reason);
        return new WebPage(provider.display() + " does not answer")
                .paragraph("Try again in a while. The server's log says more.")
                .response(503)
                .with("Retry-After", "5");
    }

    private Response logout(Request request) {
        if (!origin.permits(request)) {
            return new WebPage("This did not come from a page of this registry").response(403);
        }
        WebCookies.session(request).ifPresent(sessions::end);
        return Response.empty(204)
                .with("Set-Cookie", WebCookies.setSession("", Duration.ZERO, origin.secure(request)))
                .with("Cache-Control", "no-store");
    }

    private Response session(Request request) {
        Optional<WebSession> session = WebCookies.session(request).flatMap(sessions::find);
        byte[] document = JsonWriter.document(json -> {
            json.put("loggedIn", session.isPresent());
            session.ifPresent(known -> json.put("name", known.account().name())
                    .put("provider", known.account().provider())
                    .put("expiresAt", known.expiresAt()));
        });
        return Response.json(200, document).with("Cache-Control", "no-store");
    }
}
