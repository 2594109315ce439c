package dev.entrepot.federation;

import java.net.URI;
import java.util.Optional;

/// Passwords and client secrets do not travel unencrypted, but to this machine or where that is asked for.
final class PlainText {
    private PlainText() {}

    /// Why `url` may not be used; empty when it may.
    static Optional<String> objection(URI url, boolean encrypted, boolean allowed) {
        if (encrypted || allowed || loopback(url)) {
            return Optional.empty();
        }
        return Optional.of(url + " is not encrypted: everybody on the way could read along");
    }

    /// By its literal address or as `localhost`; names are not looked up.
    private static boolean loopback(URI url) {
        String host = url.getHost();
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
