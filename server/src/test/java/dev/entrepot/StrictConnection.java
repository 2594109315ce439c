package dev.entrepot;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/// A kept connection that believes nothing: an answer that is longer than it says, or a connection that ends without
/// having said so, is an error that names the request before it.
final class StrictConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private String before = "nothing";
    private boolean open = true;

    StrictConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    boolean open() {
        return open;
    }

    /// @param headers lines without their ends; `Host` and `Content-Length` are added
    HttpResponse<byte[]> send(String method, String path, List<String> headers, byte[] body) throws IOException {
        if (in.available() > 0) {
            throw new IOException("bytes came after the answer to " + before);
        }
        String name = method + " " + path;
        StringBuilder head =
                new StringBuilder(name).append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(socket.getPort());
        headers.forEach(line -> head.append("\r\n").append(line));
        boolean mayCarry = body.length > 0 || List.of("PUT", "POST", "PATCH").contains(method);
        head.append(mayCarry ? "\r\nContent-Length: " + body.length + "\r\n\r\n" : "\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        try {
            HttpResponse<byte[]> answer = read(method);
            before = name;
            return answer;
        } catch (EOFException e) {
            throw new IOException("the connection ended unannounced after the answer to " + before, e);
        }
    }

    private HttpResponse<byte[]> read(String method) throws IOException {
        String status = line();
        Map<String, List<String>> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status.substring(9, 12));
        HttpHeaders all = HttpHeaders.of(headers, (one, other) -> true);
        boolean none = method.equals("HEAD") || code == 204 || code == 304;
        byte[] body = none ? new byte[0] : body(all);
        open = !all.firstValue("connection").orElse("").equalsIgnoreCase("close");
        return new Answer(code, all, body);
    }

    private byte[] body(HttpHeaders headers) throws IOException {
        if (!headers.firstValue("transfer-encoding").orElse("").equals("chunked")) {
            return in.readNBytes(
                    (int) headers.firstValueAsLong("content-length").orElse(0));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            all.writeBytes(in.readNBytes(size));
            line();
        }
        line();
        return all.toByteArray();
    }

    private String line() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Answer(int statusCode, HttpHeaders headers, byte[] body) implements HttpResponse<byte[]> {
        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<HttpResponse<byte[]>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
