package dev.entrepot.reading;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Timer;
import java.util.TimerTask;

/// The program of a worker process: reads layers from its standard input and answers on its standard output,
/// one after the other, until its input ends. It opens no file and no socket.
final class Worker {
    private static final int BUFFER = 1 << 16;

    private final DataInputStream in;
    private final DataOutputStream out;

    private Worker(DataInputStream in, DataOutputStream out) {
        this.in = in;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        DataInputStream in =
                new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER));
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER));
        // The standard output belongs to the protocol, whatever a library may wish to say.
        System.setOut(System.err);
        new Worker(in, out).serve();
    }

    private void serve() throws IOException {
        out.writeInt(Protocol.HELLO);
        out.flush();
        boolean more = true;
        while (more) {
            Protocol.Request request;
            try {
                request = Protocol.readRequest(in);
            } catch (EOFException noMoreLayers) {
                return;
            }
            Timer timer = endLater(request.limits().time());
            Protocol.Reply reply = reply(request);
            timer.cancel();
            Protocol.write(out, reply);
            more = !reply.last();
        }
    }

    private Protocol.Reply reply(Protocol.Request request) throws IOException {
        Protocol.Pieces pieces = new Protocol.Pieces(in);
        try {
            return switch (request.mode()) {
                case READ -> {
                    LayerReport report = PackageReading.read(pieces, Analyzers.all(), request.limits());
                    boolean last = report.diffId().isEmpty() || !pieces.over();
                    yield new Protocol.Reply(Protocol.Kind.REPORT, last, report.toBytes());
                }
                case LIST -> {
                    LayerListing listing = ListingReading.list(pieces, request.limits());
                    boolean last = !listing.problems().isEmpty() || !pieces.over();
                    yield new Protocol.Reply(Protocol.Kind.LISTING, last, listing.toBytes());
                }
            };
        } catch (UnreadableException unreadable) {
            byte[] why = String.valueOf(unreadable.getMessage()).getBytes(StandardCharsets.UTF_8);
            byte[] bounded = Arrays.copyOf(why, Math.min(why.length, Protocol.MAX_REASON));
            return new Protocol.Reply(Protocol.Kind.UNREADABLE, true, bounded);
        }
    }

    /// The server ends a worker that takes too long. Should it be gone, the worker ends itself.
    private static Timer endLater(Duration time) {
        Timer timer = new Timer("end", true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        Runtime.getRuntime().halt(Protocol.STATUS_TOO_LONG);
                    }
                },
                time.multipliedBy(2).toMillis());
        return timer;
    }
}
