package dev.entrepot.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// What a request asks for: a path below `/api/v1` and its query, all names encoded.
///
/// @param text from `/api/v1` on, as it stands in the request line
public record Target(String text) {
    private static final String ROOT = "/api/v1";

    /// `words` are segments; each is encoded whole.
    public static Target of(String first, String... words) {
        StringBuilder text = new StringBuilder(ROOT).append('/').append(first);
        for (String word : words) {
            text.append('/').append(encoded(word));
        }
        return new Target(text.toString());
    }

    /// A repository's name below `first`; its slashes stay.
    public static Target repository(String first, String name) {
        return of(first, name.split("/", -1));
    }

    /// With one more part of the query, unless the value is empty.
    public Target query(String name, String value) {
        if (value.isEmpty()) {
            return this;
        }
        return new Target(text + (text.indexOf('?') < 0 ? '?' : '&') + name + '=' + encoded(value));
    }

    String path() {
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    private static String encoded(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
