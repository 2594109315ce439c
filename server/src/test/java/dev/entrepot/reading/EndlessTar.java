package dev.entrepot.reading;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.stream.LongStream;

/// Archives that are made while they are read, so that they may be as long as one likes.
final class EndlessTar {
    private static final int RECORD = 512;
    private static final int SUM = 148;

    private EndlessTar() {}

    /// @param entries files without content, each with a name of its own
    static InputStream of(long entries) {
        Iterator<InputStream> headers = LongStream.range(0, entries)
                .mapToObj(index -> (InputStream) new ByteArrayInputStream(header("f/" + index, 0, '0')))
                .iterator();
        return sequence(headers);
    }

    /// One file that goes on for ever.
    static InputStream file() {
        byte[] zeros = new byte[1 << 16];
        Iterator<InputStream> all = LongStream.iterate(0, index -> index + 1)
                .mapToObj(index -> (InputStream)
                        new ByteArrayInputStream(index == 0 ? header("big", 0777_7777_7777L, '0') : zeros))
                .iterator();
        return sequence(all);
    }

    @SuppressWarnings("JdkObsolete") // the only form in which a sequence takes parts that are not there yet
    private static InputStream sequence(Iterator<InputStream> parts) {
        Enumeration<InputStream> all = new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return parts.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return parts.next();
            }
        };
        return new SequenceInputStream(all);
    }

    /// A header of ustar.
    static byte[] header(String name, long size, char type) {
        byte[] header = new byte[RECORD];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", size));
        put(header, 136, "00000000000");
        put(header, SUM, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xFF;
        }
        put(header, SUM, String.format("%06o", sum) + "\0 ");
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
