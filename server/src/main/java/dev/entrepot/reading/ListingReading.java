package dev.entrepot.reading;

import dev.entrepot.reading.LayerEntry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// Lists the paths of one layer, with what tells the contents of files apart. One per layer.
final class ListingReading implements LayerWalk.Visitor {
    /// Bytes of a SHA-256 that are kept: nobody finds another content for 96 bits.
    static final int CONTENT = 12;

    /// Room for what still stands in the deflater, and for the problems.
    private static final int ROOM = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private final LayerListing.Writer out = new LayerListing.Writer();
    private final MessageDigest sha256 = PathSet.sha256();
    private final byte[] buffer = new byte[BUFFER];
    private final ReadingLimits limits;
    private long contents;

    private ListingReading(ReadingLimits limits) {
        this.limits = limits;
    }

    /// @throws UnreadableException when nothing can be said of the layer
    static LayerListing list(InputStream stored, ReadingLimits limits) throws IOException, UnreadableException {
        Problems problems = new Problems();
        try (LayerBytes bytes = new LayerBytes(stored, limits)) {
            ListingReading listing = new ListingReading(limits);
            new LayerWalk(bytes, limits, problems).walk(listing);
            List<String> all = problems.all();
            return listing.out.done(all);
        }
    }

    @Override
    public void visit(LayerEntry entry, InputStream bytes) throws IOException {
        if (out.size() > ReportCodec.MAX_DEFLATED - ROOM) {
            throw new LimitException("its listing is longer than " + (ReportCodec.MAX_DEFLATED - ROOM) + " bytes");
        }
        out.add(entry.kind() == Kind.FILE ? entry.withContent(contentOf(bytes)) : entry);
    }

    /// The zeros of a sparse file come out of nothing: they are counted as if the archive had them.
    private String contentOf(InputStream bytes) throws IOException {
        for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
            contents += count;
            if (contents > limits.maxBytes()) {
                throw new LimitException("its files are longer than " + limits.maxBytes() + " bytes");
            }
            sha256.update(buffer, 0, count);
        }
        return HexFormat.of().formatHex(sha256.digest(), 0, CONTENT);
    }
}
