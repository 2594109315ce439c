package dev.entrepot.vulnerabilities;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/// The entries of a zip file one by one, each in memory while it is looked at. The directory at the end of the
/// file is only counted, to see that nothing is missing; so hundreds of thousands of entries cost no memory.
final class ZipExport {
    /// The largest public record has some 10 MB.
    static final int MAX_ENTRY_BYTES = 32 * 1024 * 1024;

    /// JSON of advisories deflates to a fifth or, with long lists of versions, to a fiftieth. What inflates
    /// further was made to cost time.
    private static final int MAX_RATIO = 200;

    private static final long ALWAYS_ALLOWED_BYTES = 64L * 1024 * 1024;

    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int LOCATOR64_SIGNATURE = 0x07064b50;
    private static final int LOCATOR64_BYTES = 20;
    private static final int PIECE_BYTES = 64 * 1024;

    private final Path file;
    private final long allowedBytes;
    private long inflated;

    ZipExport(Path file) throws IOException {
        this.file = file;
        this.allowedBytes = allowed(Files.size(file));
    }

    /// What a packed file of this size may unpack to.
    static long allowed(long packedBytes) {
        return ALWAYS_ALLOWED_BYTES + packedBytes * MAX_RATIO;
    }

    /// Receives entries that are files.
    interface Receiver {
        void entry(String name, byte[] content) throws IOException;

        /// One that is larger than {@link #MAX_ENTRY_BYTES}.
        void tooLarge(String name);
    }

    /// Throws {@link RefusedFileException} when the file is damaged or inflates out of proportion; entries
    /// before that were given by then. What the receiver throws passes through.
    void read(Receiver receiver) throws IOException, RefusedFileException {
        long declared = declaredEntries();
        long entries = 0;
        try (ZipInputStream zip =
                new ZipInputStream(new BufferedInputStream(Files.newInputStream(file), PIECE_BYTES))) {
            for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
                entries++;
                if (!entry.isDirectory()) {
                    read(zip, entry.getName(), receiver);
                }
            }
        }
        if (entries != declared) {
            throw new RefusedFileException(
                    "the zip file has " + entries + " entries, its directory " + declared + ": it is not whole");
        }
    }

    private void read(ZipInputStream zip, String name, Receiver receiver) throws IOException, RefusedFileException {
        byte[] content = content(zip, MAX_ENTRY_BYTES + 1);
        if (content.length <= MAX_ENTRY_BYTES) {
            receiver.entry(name, content);
            return;
        }
        receiver.tooLarge(name);
        while (content.length > 0) {
            content = content(zip, PIECE_BYTES);
        }
    }

    private byte[] content(ZipInputStream zip, int limit) throws RefusedFileException {
        try {
            byte[] content = zip.readNBytes((int) Math.min(limit, allowedBytes - inflated + 1));
            inflated += content.length;
            if (inflated > allowedBytes) {
                throw new RefusedFileException("the zip file inflates to more than " + MAX_RATIO + " times its size");
            }
            return content;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static @Nullable ZipEntry next(ZipInputStream zip) throws RefusedFileException {
        try {
            return zip.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private static RefusedFileException damaged(Exception cause) {
        return new RefusedFileException("the zip file is damaged: " + cause.getMessage());
    }

    /// What the record at the end of the file says (APPNOTE 4.3.16, and 4.3.14 for more than 65,534 entries).
    private long declaredEntries() throws IOException, RefusedFileException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(in.length(), END_BYTES + LONGEST_COMMENT + LOCATOR64_BYTES);
            ByteBuffer tail = at(in, in.length() - length, length);
            for (int from = length - END_BYTES; from >= 0; from--) {
                if (tail.getInt(from) == END_SIGNATURE) {
                    int entries = Short.toUnsignedInt(tail.getShort(from + 10));
                    return entries == 0xffff ? declaredEntries64(in, tail, from - LOCATOR64_BYTES) : entries;
                }
            }
        }
        throw new RefusedFileException("the zip file has no directory at its end: it is not whole");
    }

    private static long declaredEntries64(RandomAccessFile in, ByteBuffer tail, int locator)
            throws IOException, RefusedFileException {
        if (locator < 0 || tail.getInt(locator) != LOCATOR64_SIGNATURE) {
            return 0xffff;
        }
        long end = tail.getLong(locator + 8);
        if (end < 0 || end > in.length() - 56 || at(in, end, 56).getInt(0) != END64_SIGNATURE) {
            throw new RefusedFileException("the zip file's directory is damaged");
        }
        return at(in, end, 56).getLong(32);
    }

    private static ByteBuffer at(RandomAccessFile in, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.seek(from);
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
