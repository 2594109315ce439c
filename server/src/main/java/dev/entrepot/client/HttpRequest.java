package dev.entrepot.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// @param path with its query, encoded
/// @param body empty for none
@SuppressWarnings("ArrayRecordComponent")
record HttpRequest(URI server, String method, String path, Map<String, String> headers, byte[] body) {
    /// The head as it is sent: RFC 9112, one request per connection.
    byte[] head() {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(server.getRawPath())
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(server.getRawAuthority())
                .append("\r\nConnection: close\r\n");
        Map<String, String> all = new TreeMap<>(headers);
        if (body.length > 0 || !method.equals("GET")) {
            all.put("Content-Length", String.valueOf(body.length));
        }
        all.forEach((name, value) ->
                head.append(name).append(": ").append(line(value)).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String line(String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a user name or secret holds a character that no header may");
        }
        return value;
    }
}
