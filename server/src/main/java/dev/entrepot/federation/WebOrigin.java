package dev.entrepot.federation;

import dev.entrepot.http.Request;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// This registry as browsers address it, and which of their requests come from its own pages.
public final class WebOrigin {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final Optional<URI> externalUrl;

    /// @param externalUrl without it the address follows the request's scheme and Host
    public WebOrigin(Optional<URI> externalUrl) {
        this.externalUrl = externalUrl;
    }

    /// Without a slash at its end.
    String base(Request request) {
        return externalUrl
                .map(url -> url.toString().replaceFirst("/+$", ""))
                .orElseGet(() -> request.scheme() + "://" + request.host());
    }

    boolean secure(Request request) {
        return base(request).startsWith("https:");
    }

    /// Whether a request that only a cookie vouches for may do what it asks. Browsers send cookies along with what
    /// other people's pages ask for; what changes something must say that it comes from a page of ours.
    public boolean permits(Request request) {
        if (SAFE.contains(request.method())) {
            return true;
        }
        List<String> sites = request.headers("Sec-Fetch-Site");
        List<String> origins = request.headers("Origin");
        boolean sameSite = sites.equals(List.of("same-origin"));
        boolean sameOrigin = origins.equals(List.of(origin(request)));
        return (sameSite || sameOrigin) && (sites.isEmpty() || sameSite) && (origins.isEmpty() || sameOrigin);
    }

    private String origin(Request request) {
        return externalUrl
                .map(url -> url.getScheme() + "://" + url.getAuthority())
                .orElseGet(() -> request.scheme() + "://" + request.host());
    }
}
