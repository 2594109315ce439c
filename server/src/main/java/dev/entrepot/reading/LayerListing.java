package dev.entrepot.reading;

import dev.entrepot.reading.LayerEntry.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/// The paths of one layer, as they stand in its archive: kept deflated, because a layer may have a million of
/// them.
///
/// ```
/// 0x02  { 1 kind path size mode target content } 0  problems[]
/// ```
public final class LayerListing {
    private static final int KIND = 2;
    private static final int PERMISSIONS = 07777;

    /// What a listing may inflate to: a million paths of 200 bytes.
    private static final long MAX_BYTES = 256L << 20;

    private static final Kind[] KINDS = Kind.values();

    private final byte[] bytes;
    private final long entries;
    private final List<String> problems;

    private LayerListing(byte[] bytes, long entries, List<String> problems) {
        this.bytes = bytes;
        this.entries = entries;
        this.problems = problems;
    }

    /// What {@link #toBytes} made, or something hostile in its place: it is read to its end once before it is
    /// believed.
    static LayerListing of(byte[] bytes) throws IOException {
        if (bytes.length > ReportCodec.MAX_DEFLATED) {
            throw new IOException("a listing of a layer is longer than " + ReportCodec.MAX_DEFLATED + " bytes");
        }
        long[] entries = new long[1];
        List<String> problems = walk(bytes, entry -> entries[0]++);
        return new LayerListing(bytes.clone(), entries[0], problems);
    }

    byte[] toBytes() {
        return bytes.clone();
    }

    /// How many there are.
    public long entries() {
        return entries;
    }

    /// Why some are missing, for people; empty when all are there.
    public List<String> problems() {
        return problems;
    }

    /// Gives all of them in the order of the archive; of a path that comes twice the last one counts.
    public void forEach(Consumer<LayerEntry> consumer) {
        try {
            walk(bytes, consumer);
        } catch (IOException wasReadBefore) {
            throw new IllegalStateException("a listing that was whole is not", wasReadBefore);
        }
    }

    private static List<String> walk(byte[] bytes, Consumer<LayerEntry> consumer) throws IOException {
        try (CompactReader in = new CompactReader(bytes, KIND, MAX_BYTES)) {
            long count = 0;
            while (in.flag()) {
                count++;
                if (count > PathSet.MAX_PATHS) {
                    throw new IOException("a listing of more than " + PathSet.MAX_PATHS + " paths");
                }
                consumer.accept(entry(in));
            }
            long problems = in.number(ReportCodec.MAX_PROBLEMS);
            List<String> all = new ArrayList<>();
            for (long index = 0; index < problems; index++) {
                all.add(in.text(ReportCodec.MAX_TEXT));
            }
            in.end();
            return List.copyOf(all);
        }
    }

    private static LayerEntry entry(CompactReader in) throws IOException {
        Kind kind = KINDS[(int) in.number(KINDS.length - 1L)];
        String path = in.text(ReportCodec.MAX_PATH);
        long size = in.number(Long.MAX_VALUE);
        int mode = (int) in.number(PERMISSIONS);
        String target = in.text(ReportCodec.MAX_PATH);
        String content = HexFormat.of().formatHex(in.block(ListingReading.CONTENT));
        return new LayerEntry(path, kind, size, mode, target, content);
    }

    /// Writes a listing entry by entry.
    static final class Writer {
        private final CompactWriter out = new CompactWriter(KIND);
        private long entries;

        void add(LayerEntry entry) {
            entries++;
            out.flag(true);
            out.number(entry.kind().code());
            out.text(entry.path());
            out.number(entry.sizeBytes());
            out.number(entry.mode());
            out.text(entry.target());
            out.block(HexFormat.of().parseHex(entry.content()));
        }

        int size() {
            return out.size();
        }

        LayerListing done(List<String> problems) {
            out.flag(false);
            out.number(problems.size());
            problems.forEach(out::text);
            return new LayerListing(out.done(), entries, List.copyOf(problems));
        }
    }
}
