package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// One HTTP/1.1 connection by hand, for tests that stop in the middle of a request or of an answer.
public final class Wire implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 120_000;
    private static final int BUFFER = 64 * 1024;

    private final Server server;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private long remaining;

    public Wire(Server server) {
        this.server = server;
        try {
            int port = Integer.parseInt(server.host().substring(server.host().indexOf(':') + 1));
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends the head of a request with the admin's credentials; `headers` end with CRLF each.
    public void request(String method, String target, String headers) {
        var head = "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n%s\r\n"
                .formatted(method, target, server.host(), server.basic(), headers);
        send(head.getBytes(ISO_8859_1));
    }

    public void send(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads the head of an answer and returns its status; the body waits.
    public int status() {
        try {
            var first = line();
            remaining = 0;
            for (var line = line(); !line.isEmpty(); line = line()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    remaining =
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
                }
            }
            return Integer.parseInt(first.split(" ", 3)[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads the whole body and returns its digest; an answer that ends early fails the test.
    public String bodyDigest() {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[BUFFER];
            while (remaining > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, remaining));
                if (count < 0) {
                    throw new AssertionError("the answer ends " + remaining + " bytes early");
                }
                hash.update(buffer, 0, count);
                remaining -= count;
            }
            return "sha256:" + HexFormat.of().formatHex(hash.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new AssertionError("the connection ends in the head of an answer: " + line);
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
