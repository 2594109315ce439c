package dev.entrepot.access;

import dev.entrepot.http.Request;
import java.net.URI;
import java.util.Optional;

/// The header `WWW-Authenticate`, and the names in it.
///
/// One challenge only, and that Bearer: clients differ in which of several they take, and docker would send Basic
/// without any credentials.
public final class Challenges {
    private static final String TOKEN_PATH = "/auth/token";
    private final Optional<URI> externalUrl;

    /// Names as clients know them.
    ///
    /// @param externalUrl fixes realm and service; without it they follow the request's scheme and Host
    public Challenges(Optional<URI> externalUrl) {
        this.externalUrl = externalUrl;
    }

    /// Where tokens are made, as this client reaches it.
    public String realm(Request request) {
        return issuer(request) + TOKEN_PATH;
    }

    /// This registry's name in the token protocol: what tokens have as `aud`.
    public String service(Request request) {
        return service().orElseGet(request::host);
    }

    /// The same where the configuration fixes it.
    Optional<String> service() {
        return externalUrl.map(URI::getAuthority);
    }

    /// The address of this registry: what tokens have as `iss`.
    String issuer(Request request) {
        return externalUrl
                .map(url -> url.toString().replaceFirst("/+$", ""))
                .orElseGet(() -> request.scheme() + "://" + request.host());
    }

    public String headerValue(Request request, Decision.Challenge challenge) {
        StringBuilder value = new StringBuilder("Bearer ");
        parameter(value, "realm", realm(request));
        parameter(value.append(','), "service", service(request));
        if (!challenge.scope().isEmpty()) {
            parameter(value.append(','), "scope", challenge.scope());
        }
        challenge.error().ifPresent(error -> parameter(value.append(','), "error", error));
        return value.toString();
    }

    /// The token endpoint's own challenge.
    String basicHeaderValue(Request request) {
        StringBuilder value = new StringBuilder("Basic ");
        parameter(value, "realm", service(request));
        parameter(value.append(','), "charset", "UTF-8");
        return value.toString();
    }

    /// Clients read parameters with regular expressions that know no escapes, so what would need one is dropped.
    private static void parameter(StringBuilder value, String name, String text) {
        value.append(name).append("=\"");
        text.chars().filter(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\').forEach(c -> value.append((char) c));
        value.append('"');
    }
}
