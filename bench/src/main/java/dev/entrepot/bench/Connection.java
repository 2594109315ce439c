package dev.entrepot.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One kept-alive HTTP/1.1 connection, used by one thread.
final class Connection implements AutoCloseable {

    private static final int BUFFER = 1024 * 1024;

    private final SocketChannel socket;
    private final String host;
    private final ResponseParser parser = new ResponseParser();
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER);

    Connection(InetSocketAddress address) throws IOException {
        socket = SocketChannel.open(address);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        host = authority(address);
    }

    static String authority(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /// Sends a request and reads the whole answer, keeping its body as text.
    Answer exchange(String method, String path, List<String> headers, Body body) throws IOException {
        return exchange(method, path, headers, body, true);
    }

    /// Reads and forgets the body; answers how long it was.
    long download(String path, List<String> headers) throws IOException {
        exchange("GET", path, headers, Body.none(), false).expect("GET " + path, 200);
        return parser.bodyLength();
    }

    private Answer exchange(String method, String path, List<String> headers, Body body, boolean keeping)
            throws IOException {
        byte[] head = request(method, path, headers, body.length());
        new Body.Memory(ByteBuffer.wrap(head)).writeTo(socket);
        body.writeTo(socket);
        parser.begin(method.equals("HEAD"), keeping);
        do {
            input.clear();
            if (socket.read(input) < 0) {
                throw new EOFException("the server closed the connection during " + method + " " + path);
            }
            input.flip();
        } while (!parser.feed(input));
        return new Answer(
                parser.status(),
                parser.header("Location").orElse(""),
                parser.header("WWW-Authenticate").orElse(""),
                parser.body());
    }

    private byte[] request(String method, String path, List<String> headers, long length) {
        StringBuilder head = new StringBuilder(512);
        head.append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host);
        headers.forEach(header -> head.append("\r\n").append(header));
        if (!method.equals("GET") && !method.equals("HEAD")) {
            head.append("\r\nContent-Length: ").append(length);
        }
        return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
