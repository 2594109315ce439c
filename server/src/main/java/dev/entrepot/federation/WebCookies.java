package dev.entrepot.federation;

import dev.entrepot.http.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The cookies of this server, as browsers send and keep them.
public final class WebCookies {
    /// Of a {@link WebSession}.
    public static final String SESSION = "entrepot_session";

    /// Of an {@link OidcLogin}. Over https the prefix keeps neighbouring hosts from setting it.
    private static final String LOGIN = "entrepot_login";

    private static final String HOST_ONLY = "__Host-";

    private WebCookies() {}

    /// The cookie of that request's session; empty when there is none, or several of which one may be planted.
    public static Optional<String> session(Request request) {
        return only(request, SESSION);
    }

    static Optional<String> login(Request request, boolean secure) {
        return only(request, loginName(secure));
    }

    static String setSession(String value, Duration lifetime, boolean secure) {
        return set(SESSION, value, lifetime, secure);
    }

    static String setLogin(String value, Duration lifetime, boolean secure) {
        return set(loginName(secure), value, lifetime, secure);
    }

    private static String loginName(boolean secure) {
        return secure ? HOST_ONLY + LOGIN : LOGIN;
    }

    private static String set(String name, String value, Duration lifetime, boolean secure) {
        return name + "=" + value + "; Path=/; Max-Age=" + lifetime.toSeconds() + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    private static Optional<String> only(Request request, String name) {
        List<String> values = request.headers("Cookie").stream()
                .flatMap(line -> List.of(line.split(";", -1)).stream())
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .filter(value -> !value.isEmpty())
                .toList();
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }
}
