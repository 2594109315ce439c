package dev.entrepot.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Sends one small GET again and again over a number of connections, each waiting for its answer before it asks
/// again, from a single thread: two system calls a request, so that the server keeps the processors.
record GetLoad(InetSocketAddress address, String path, List<String> headers, int connections) {

    private static final int BUFFER = 256 * 1024;
    private static final long LONGEST_WAIT_MILLIS = 30_000;

    /// What came of it.
    record Outcome(Latencies latencies, Duration elapsed) {
        double perSecond() {
            return latencies.count() / (elapsed.toNanos() / 1e9);
        }

        double p99Millis() {
            return latencies.percentile(0.99).toNanos() / 1e6;
        }
    }

    Outcome run(Duration duration) throws IOException {
        long end = System.nanoTime() + duration.toNanos();
        return runWhile(() -> System.nanoTime() < end);
    }

    /// Goes on until the condition, asked before each request, is no longer true; every connection asks at least once.
    Outcome runWhile(BooleanSupplier going) throws IOException {
        Latencies latencies = new Latencies();
        ByteBuffer request = request();
        long began = System.nanoTime();
        try (Selector selector = Selector.open()) {
            ByteBuffer input = ByteBuffer.allocateDirect(BUFFER);
            int open = 0;
            try {
                for (; open < connections; open++) {
                    Exchange exchange = new Exchange(address, request);
                    exchange.socket.register(selector, SelectionKey.OP_READ, exchange);
                    exchange.send();
                }
                while (open > 0) {
                    int[] ended = {0};
                    int ready = selector.select(
                            key -> ended[0] += ((Exchange) key.attachment()).receive(input, latencies, going),
                            LONGEST_WAIT_MILLIS);
                    if (ready == 0) {
                        throw new IOException("no answer to GET " + path + " within " + LONGEST_WAIT_MILLIS + " ms");
                    }
                    open -= ended[0];
                }
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
        return new Outcome(latencies, Duration.ofNanos(System.nanoTime() - began));
    }

    private ByteBuffer request() {
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: ");
        head.append(Connection.authority(address));
        headers.forEach(header -> head.append("\r\n").append(header));
        byte[] bytes = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /// One connection with at most one request under way.
    private static final class Exchange {
        private final SocketChannel socket;
        private final ByteBuffer request;
        private final ResponseParser parser = new ResponseParser();
        private long sentAt;

        Exchange(InetSocketAddress address, ByteBuffer request) throws IOException {
            this.request = request.duplicate();
            socket = SocketChannel.open(address);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.configureBlocking(false);
        }

        void send() throws IOException {
            request.rewind();
            parser.begin(false, false);
            sentAt = System.nanoTime();
            socket.write(request);
            if (request.hasRemaining()) {
                // A request is a few hundred bytes, and the one before it has been answered.
                throw new IOException("the socket took only a part of a small request");
            }
        }

        /// 1 when this connection has ended, else 0.
        int receive(ByteBuffer input, Latencies latencies, BooleanSupplier going) {
            try {
                input.clear();
                if (socket.read(input) < 0) {
                    throw new EOFException("the server closed a connection under load");
                }
                if (!parser.feed(input.flip())) {
                    return 0;
                }
                latencies.record(System.nanoTime() - sentAt);
                if (parser.status() != 200) {
                    throw new IllegalStateException("a request under load was answered by " + parser.status());
                }
                if (going.getAsBoolean()) {
                    send();
                    return 0;
                }
                socket.close();
                return 1;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
