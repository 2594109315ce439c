package dev.entrepot.e2e.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One connection, used once, byte by byte as the case says.
final class Connection {
    /// Above the 30 s after which a body that comes too slowly is given up.
    private static final Duration LIMIT = Duration.ofSeconds(45);

    /// How long an answer may take to begin before the client says that nothing more will come.
    private static final Duration GRACE = Duration.ofMillis(500);

    /// No answer to a hostile request is longer.
    private static final int MAX_ANSWER = 4 << 20;

    private Connection() {}

    /// Sends the bytes, and returns what comes back until the server closes.
    ///
    /// @throws AssertionError when the server leaves the connection open
    static Answer exchange(int port, byte[] bytes, boolean closeOutput) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) LIMIT.toMillis());
            // An answer may come, and the connection end, while there is still something to send.
            CountDownLatch answering = new CountDownLatch(1);
            Thread.startVirtualThread(() -> send(socket, bytes, closeOutput, answering));
            return Answer.of(read(socket.getInputStream(), answering));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Socket socket, byte[] bytes, boolean closeOutput, CountDownLatch answering) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            if (closeOutput) {
                // Many servers take the end of a request's sender for the end of its reader.
                answering.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
                socket.shutdownOutput();
            }
        } catch (IOException | InterruptedException e) {
            // The server has refused already; what it said is read by the other side.
        }
    }

    private static byte[] read(InputStream in, CountDownLatch answering) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                answering.countDown();
                bytes.write(buffer, 0, count);
                if (bytes.size() > MAX_ANSWER || System.nanoTime() > end) {
                    throw new AssertionError("the server goes on answering: " + bytes.size() + " bytes so far");
                }
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection hangs; so far it said: " + bytes, e);
        } catch (IOException e) {
            // A reset is an end too.
        }
        return bytes.toByteArray();
    }
}
