package dev.entrepot.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// HTTP/1.1 over one socket per request. `java.net.http` takes a quarter of a second to start, which is more than
/// the rest of a verb, and `HttpURLConnection` knows no PATCH; what a client of one API needs is little.
final class Http {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /// Long, because `audit verify` reads the whole chain before it answers.
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_INTERIM_ANSWERS = 10;
    private static final int MIN_FINAL_STATUS = 200;

    /// Throws when no whole head of an answer came. The caller closes the answer.
    HttpAnswer send(HttpRequest request) throws IOException {
        Socket socket = connect(request.server());
        try {
            byte[] head = request.head();
            byte[] whole = new byte[head.length + request.body().length];
            System.arraycopy(head, 0, whole, 0, head.length);
            System.arraycopy(request.body(), 0, whole, head.length, request.body().length);
            socket.getOutputStream().write(whole);
            socket.getOutputStream().flush();
            return answer(socket);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private static Socket connect(URI server) throws IOException {
        boolean tls = "https".equals(server.getScheme());
        String host = server.getHost().replaceAll("[\\[\\]]", "");
        int port = server.getPort() >= 0 ? server.getPort() : tls ? 443 : 80;
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            // What speaks no TLS may wait for ever for the end of a line.
            plain.setSoTimeout((int) CONNECT.toMillis());
            Socket socket = tls ? secured(plain, host, port) : plain;
            socket.setSoTimeout((int) SILENCE.toMillis());
            return socket;
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static HttpAnswer answer(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (int interim = 0; interim < MAX_INTERIM_ANSWERS; interim++) {
            String first = line(in);
            int status = status(first);
            Map<String, String> headers = new LinkedHashMap<>();
            int bytes = first.length();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                bytes += line.length();
                int colon = line.indexOf(':');
                if (bytes > MAX_HEAD_BYTES || colon < 1) {
                    throw new IOException("the answer's headers are no HTTP");
                }
                headers.putIfAbsent(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            if (status >= MIN_FINAL_STATUS) {
                return new HttpAnswer(status, headers, HttpBody.of(status, headers, in), socket);
            }
        }
        throw new IOException("the answer never ends to be interim");
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new IOException("what answers there does not speak HTTP"
                    + (line.startsWith("\u0015") ? ", but TLS; write https://" : ""));
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /// Up to the line's end, which is left out.
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed before the answer's end");
            }
            if (line.length() >= MAX_HEAD_BYTES) {
                throw new IOException("a line of the answer is too long");
            }
            line.append((char) c);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
