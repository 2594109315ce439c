package dev.entrepot.e2e.fire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.entrepot.e2e.Server;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// One kept connection of one client: a request, its answer, nothing hidden or repeated.
final class Line implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String head;

    /// An answer; names of headers in lower case.
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }

        /// Where an upload goes on, as a path.
        String location() {
            String location = headers.getOrDefault("location", "");
            int path = location.indexOf('/', location.startsWith("http") ? "https://".length() : 0);
            return location.substring(path);
        }
    }

    Line(Server server) {
        try {
            int port = Integer.parseInt(server.host().substring(server.host().indexOf(':') + 1));
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
            head = " HTTP/1.1\r\nHost: " + server.host() + "\r\nAuthorization: " + server.basic() + "\r\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer ask(String method, String path) {
        return ask(method, path, "", new byte[0]);
    }

    Answer ask(String method, String path, String type, byte[] body) {
        try {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes((method + " " + path + head).getBytes(ISO_8859_1));
            if (!type.isEmpty()) {
                request.writeBytes(("Content-Type: " + type + "\r\n").getBytes(ISO_8859_1));
            }
            request.writeBytes(("Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
            request.writeBytes(body);
            request.writeTo(out);
            out.flush();
            return answer(method);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    private Answer answer(String method) throws IOException {
        int status = Integer.parseInt(text().split(" ", 3)[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = text(); !line.isEmpty(); line = text()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = method.equals("HEAD") ? new byte[0] : in.readNBytes(length);
        if (!method.equals("HEAD") && body.length < length) {
            throw new EOFException("an answer of " + length + " bytes ended after " + body.length);
        }
        return new Answer(status, headers, body);
    }

    private String text() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended after: " + line);
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
