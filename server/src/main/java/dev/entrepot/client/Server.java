package dev.entrepot.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A server and who asks it.
///
/// @param url without a slash at the end
/// @param user empty when only a token is known, or nobody asks
/// @param secret a password, token or robot's secret; empty for nobody
public record Server(URI url, String user, String secret) {
    /// As people write it: without a scheme https is meant, http for this machine. Throws
    /// {@link NoServerException} with what was expected.
    public static URI parse(String text) {
        String whole = text.contains("://") ? text : (local(text) ? "http://" : "https://") + text;
        try {
            URI url = URI.create(whole.replaceFirst("/+$", ""));
            if (url.getHost() != null && whole.matches("https?://.*") && url.getUserInfo() == null) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // Answered as every other text that is no URL.
        }
        throw new NoServerException(
                "\"" + text + "\" is no address of a server; write one such as https://registry.example.org");
    }

    private static boolean local(String text) {
        String host = text.replaceFirst("[:/]\\d*.*$", "");
        return host.equals("localhost") || host.startsWith("127.") || text.startsWith("[::1]");
    }

    /// Host and port, as image names begin with it.
    public String host() {
        return url.getRawAuthority();
    }

    /// The value of `Authorization`; empty for nobody.
    String authorization() {
        if (secret.isEmpty()) {
            return "";
        }
        return user.isEmpty()
                ? "Bearer " + secret
                : "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return url + (user.isEmpty() ? "" : " as " + user);
    }
}
