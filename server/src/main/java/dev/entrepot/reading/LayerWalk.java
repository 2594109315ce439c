package dev.entrepot.reading;

import dev.entrepot.reading.LayerEntry.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Walks over the archive of a layer, from its first entry to its last byte. Nothing is written, no link is
/// followed; names that lead out of the image are refused.
///
/// What ends it early is a problem, and what was seen before it counts.
final class LayerWalk {
    private static final int RECORD = 512;
    private static final int PERMISSIONS = 07777;

    /// Links have no permissions of their own; archives say this and that.
    private static final int LINK_MODE = 0777;

    private static final String WHITEOUT = ".wh.";
    private static final String RESERVED = ".wh..wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    /// Sees the entries in their order.
    interface Visitor {
        /// Sees one entry.
        ///
        /// @param bytes of a regular file; empty of all else. What is not read is skipped
        /// @throws LimitException to end the walk
        void visit(LayerEntry entry, InputStream bytes) throws IOException;
    }

    private final LayerBytes bytes;
    private final ReadingLimits limits;
    private final Problems problems;
    private long entries;
    private String digest = "";

    LayerWalk(LayerBytes bytes, ReadingLimits limits, Problems problems) {
        this.bytes = bytes;
        this.limits = limits;
        this.problems = problems;
    }

    /// @throws UnreadableException when it is no archive, or ends before its first entry
    void walk(Visitor visitor) throws UnreadableException {
        try {
            walkAll(visitor);
        } catch (IOException ended) {
            if (entries == 0) {
                throw new UnreadableException(reason(ended));
            }
            problems.add("read in part: " + reason(ended));
        }
    }

    long entries() {
        return entries;
    }

    long bytes() {
        return bytes.bytes();
    }

    /// Of the layer after decompression; empty when the walk did not come to its end.
    String digest() {
        return digest;
    }

    private void walkAll(Visitor visitor) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(bytes, RECORD, RECORD, StandardCharsets.UTF_8.name());
        Optional<TarArchiveEntry> next = next(tar);
        while (next.isPresent()) {
            entries++;
            if (entries > limits.maxEntries()) {
                throw new LimitException("it holds more than " + limits.maxEntries() + " entries");
            }
            Optional<LayerEntry> entry = entryOf(next.get());
            if (entry.isPresent()) {
                visit(visitor, entry.get(), tar);
            }
            next = next(tar);
        }
        bytes.drain();
        digest = bytes.digest();
    }

    /// The library throws unchecked exceptions at some of what is hostile.
    private static Optional<TarArchiveEntry> next(TarArchiveInputStream tar) throws IOException {
        try {
            return Optional.ofNullable(tar.getNextEntry());
        } catch (RuntimeException broken) {
            throw new IOException("the tar archive is broken: " + broken.getMessage(), broken);
        }
    }

    private static void visit(Visitor visitor, LayerEntry entry, TarArchiveInputStream tar) throws IOException {
        visitor.visit(entry, entry.kind() == Kind.FILE ? tar : InputStream.nullInputStream());
    }

    private Optional<LayerEntry> entryOf(TarArchiveEntry tar) {
        Optional<String> normal = normal(tar.getName());
        if (normal.isEmpty()) {
            problems.add(
                    "an entry is ignored, because its name leads out of the image or is too long: " + tar.getName());
            return Optional.empty();
        }
        String path = normal.get();
        if (path.isEmpty()) {
            return Optional.empty();
        }
        int slash = path.lastIndexOf('/');
        String folder = path.substring(0, Math.max(0, slash));
        String name = path.substring(slash + 1);
        if (name.equals(OPAQUE)) {
            return Optional.of(new LayerEntry(folder, Kind.OPAQUE, 0, 0, "", ""));
        }
        if (("/" + path).contains("/" + RESERVED)) {
            return Optional.empty();
        }
        if (name.startsWith(WHITEOUT)) {
            return whiteout(folder, name.substring(WHITEOUT.length()));
        }
        return typed(path, tar);
    }

    private Optional<LayerEntry> whiteout(String folder, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            problems.add("a whiteout is ignored, because it names no file: " + folder + "/" + WHITEOUT + name);
            return Optional.empty();
        }
        String path = folder.isEmpty() ? name : folder + "/" + name;
        return Optional.of(new LayerEntry(path, Kind.WHITEOUT, 0, 0, "", ""));
    }

    private static Optional<LayerEntry> typed(String path, TarArchiveEntry tar) {
        int mode = tar.getMode() & PERMISSIONS;
        if (tar.isDirectory()) {
            return Optional.of(new LayerEntry(path, Kind.FOLDER, 0, mode, "", ""));
        }
        if (tar.isSymbolicLink()) {
            return Optional.of(
                    new LayerEntry(path, Kind.SYMBOLIC_LINK, 0, LINK_MODE, shortened(tar.getLinkName()), ""));
        }
        if (tar.isLink()) {
            String target = normal(tar.getLinkName()).orElse("");
            return Optional.of(new LayerEntry(path, Kind.HARD_LINK, 0, mode, target, ""));
        }
        if (tar.isCharacterDevice() || tar.isBlockDevice()) {
            return Optional.of(new LayerEntry(path, Kind.DEVICE, 0, mode, "", ""));
        }
        if (tar.isFIFO()) {
            return Optional.of(new LayerEntry(path, Kind.FIFO, 0, mode, "", ""));
        }
        return Optional.of(new LayerEntry(path, Kind.FILE, Math.max(0, tar.getRealSize()), mode, "", ""));
    }

    private static String shortened(String target) {
        return target.getBytes(StandardCharsets.UTF_8).length > ReportCodec.MAX_PATH ? "" : target;
    }

    /// Without `.`, empty parts and a `/` at either end; nothing when it has a `..` or is longer than Linux
    /// allows.
    static Optional<String> normal(String name) {
        if (name.indexOf('\0') >= 0 || name.getBytes(StandardCharsets.UTF_8).length > ReportCodec.MAX_PATH) {
            return Optional.empty();
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                return Optional.empty();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }

    private static String reason(IOException ended) {
        String message = String.valueOf(ended.getMessage());
        if (ended instanceof EOFException && ended.getMessage() == null) {
            return "it ends too early";
        }
        return Problems.clean(message);
    }
}
