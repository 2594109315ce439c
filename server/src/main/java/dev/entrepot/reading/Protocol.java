package dev.entrepot.reading;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// What the server and a worker say to each other, over the worker's standard input and output. All numbers are
/// big-endian.
///
/// ```
/// worker   HELLO                              once, when it is ready
/// server   REQUEST  mode  limits              then the layer as it is stored, in pieces of at most 64 KiB:
///          { length  bytes }  0               it closes its end when the source fails
/// worker   REPLY  kind  last  length  bytes   a report, a listing, or why it is unreadable
/// ```
///
/// A worker whose reply is its last ends by itself: after a limit, a broken layer, or anything that left part
/// of the layer unread. Any other takes the next request.
final class Protocol {
    static final int HELLO = 0x454E_5401;
    static final int REQUEST = 0x454E_5402;
    static final int REPLY = 0x454E_5403;
    static final int MAX_PIECE = 1 << 16;

    /// Why a layer is unreadable, in bytes of UTF-8.
    static final int MAX_REASON = 4096;

    /// The status with which a JVM ends that has no memory left (`-XX:+ExitOnOutOfMemoryError`).
    static final int STATUS_NO_MEMORY = 3;

    /// The status with which a worker ends that nothing ended in time.
    static final int STATUS_TOO_LONG = 4;

    /// What is asked for; its code is the place of the constant.
    enum Mode {
        READ(0),
        LIST(1);

        private final int code;

        Mode(int code) {
            this.code = code;
        }
    }

    /// What is answered; its code is the place of the constant.
    enum Kind {
        REPORT(0),
        LISTING(1),
        UNREADABLE(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    record Request(Mode mode, ReadingLimits limits) {}

    /// @param last whether the worker ends afterwards
    @SuppressWarnings("ArrayRecordComponent")
    record Reply(Kind kind, boolean last, byte[] bytes) {}

    private static final Mode[] MODES = Mode.values();
    private static final Kind[] KINDS = Kind.values();

    private Protocol() {}

    static void write(DataOutputStream out, Request request) throws IOException {
        ReadingLimits limits = request.limits();
        out.writeInt(REQUEST);
        out.writeByte(request.mode().code);
        out.writeLong(limits.maxBytes());
        out.writeLong(limits.maxRatio());
        out.writeLong(limits.maxEntries());
        out.writeLong(limits.maxDepth());
        out.writeLong(limits.maxFileBytes());
        out.writeLong(limits.maxPackages());
        out.writeLong(limits.time().toMillis());
        out.writeLong(limits.heapBytes());
        out.flush();
    }

    /// The worker's side, which trusts the server.
    static Request readRequest(DataInputStream in) throws IOException {
        if (in.readInt() != REQUEST) {
            throw new IOException("not a request");
        }
        Mode mode = MODES[in.readUnsignedByte()];
        long maxBytes = in.readLong();
        int maxRatio = (int) in.readLong();
        long maxEntries = in.readLong();
        int maxDepth = (int) in.readLong();
        long maxFileBytes = in.readLong();
        int maxPackages = (int) in.readLong();
        Duration time = Duration.ofMillis(in.readLong());
        long heapBytes = in.readLong();
        return new Request(
                mode,
                new ReadingLimits(
                        maxBytes, maxRatio, maxEntries, maxDepth, maxFileBytes, maxPackages, time, heapBytes));
    }

    static void write(DataOutputStream out, Reply reply) throws IOException {
        out.writeInt(REPLY);
        out.writeByte(reply.kind().code);
        out.writeBoolean(reply.last());
        out.writeInt(reply.bytes().length);
        out.write(reply.bytes());
        out.flush();
    }

    /// The server's side, which trusts nothing.
    static Reply readReply(DataInputStream in) throws IOException {
        if (in.readInt() != REPLY) {
            throw new IOException("it answered something that is no reply");
        }
        int kind = in.readUnsignedByte();
        int last = in.readUnsignedByte();
        int length = in.readInt();
        if (kind >= KINDS.length || last > 1) {
            throw new IOException("it answered a reply of an unknown kind");
        }
        int most = KINDS[kind] == Kind.UNREADABLE ? MAX_REASON : ReportCodec.MAX_DEFLATED;
        if (length < 0 || length > most) {
            throw new IOException("it answered a reply of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("its reply ends too early");
        }
        return new Reply(KINDS[kind], last == 1, bytes);
    }

    /// The pieces of one layer as a stream.
    static final class Pieces extends InputStream {
        private final DataInputStream in;
        private int rest;
        private boolean over;

        Pieces(DataInputStream in) {
            this.in = in;
        }

        /// Whether all of the layer came out of the pipe.
        boolean over() {
            return over;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (rest == 0 && !over) {
                rest = in.readInt();
                over = rest == 0;
            }
            if (over) {
                return -1;
            }
            int count = in.read(target, offset, Math.min(length, rest));
            if (count < 0) {
                throw new EOFException("the server went away");
            }
            rest -= count;
            return count;
        }
    }
}
