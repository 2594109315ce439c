package dev.entrepot.e2e.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A request of HTTP/1.1 that is well framed, whatever it asks for.
@SuppressWarnings("ArrayRecordComponent")
public record HttpText(String method, String target, List<String> headers, byte[] body) {
    public HttpText {
        headers = List.copyOf(headers);
        body = body.clone();
    }

    public HttpText header(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name + ": " + value);
        return new HttpText(method, target, more, body);
    }

    public HttpText body(byte[] newBody) {
        return new HttpText(method, target, headers, newBody);
    }

    public HttpText body(String newBody) {
        return body(newBody.getBytes(StandardCharsets.UTF_8));
    }

    /// With the length of the body, and the wish that the connection ends after the answer.
    byte[] bytes() {
        boolean bodied = body.length > 0 || method.equals("PUT") || method.equals("POST") || method.equals("PATCH");
        return framed(bodied ? List.of("Content-Length: " + body.length) : List.of(), body);
    }

    /// The same request with other framing headers and these bytes behind them.
    byte[] framed(List<String> framing, byte[] sent) {
        List<String> lines = new ArrayList<>();
        lines.add(method + ' ' + target + " HTTP/1.1");
        lines.add("Host: registry.test");
        lines.add("Connection: close");
        lines.addAll(headers);
        lines.addAll(framing);
        byte[] head = (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + sent.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(sent, 0, all, head.length, sent.length);
        return all;
    }
}
