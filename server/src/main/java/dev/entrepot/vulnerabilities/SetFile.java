package dev.entrepot.vulnerabilities;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A set of advisories in its file, mapped into memory; the layout is drawn at {@link SetWriter}. Safe for any
/// number of threads. The mapping ends when nobody holds this any more, also when the file has been removed by
/// then.
final class SetFile {
    static final int BLOCK_ROW_BYTES = 16;

    private static final int INDEX_ROW_BYTES = 24;
    private static final int FOOTER_BYTES = 6 * Long.BYTES;

    /// Of a block that is no longer than a list of one package may be.
    private static final int MAX_BLOCK_BYTES = 256 * 1024 * 1024;

    private static final int CHECK_BYTES = 1024 * 1024;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final SetInfo info;
    private final MemorySegment bytes;
    private final BlockCache cache;
    private final Object cached;
    private final long blockTable;
    private final long blocks;
    private final long index;
    private final long lists;
    private final long firstOriginal;

    private SetFile(SetInfo info, MemorySegment bytes, BlockCache cache) {
        this.cached = new Object();
        this.info = info;
        this.bytes = bytes;
        this.cache = cache;
        long footer = bytes.byteSize() - SetOutput.MAGIC.length - FOOTER_BYTES;
        this.blockTable = bytes.get(LONG, footer);
        this.blocks = bytes.get(LONG, footer + Long.BYTES);
        this.index = bytes.get(LONG, footer + 2 * Long.BYTES);
        this.lists = bytes.get(LONG, footer + 3 * Long.BYTES);
        this.firstOriginal = bytes.get(LONG, footer + 5 * Long.BYTES);
    }

    /// Reads all of it once. Throws {@link DamagedSetException} when it is not what was written.
    static SetFile open(Path file, SetInfo info, BlockCache cache) throws IOException {
        return new SetFile(info, mapped(file, info), cache);
    }

    /// The bytes of a file whose hash is right.
    static MemorySegment mapped(Path file, SetInfo info) throws IOException {
        MemorySegment bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != info.bytes()) {
                throw damaged(info, "it has " + channel.size() + " bytes, not " + info.bytes());
            }
            bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
        var digest = Manifest.sha256();
        byte[] piece = new byte[CHECK_BYTES];
        for (long at = 0; at < bytes.byteSize(); at += piece.length) {
            int length = (int) Math.min(piece.length, bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
            digest.update(piece, 0, length);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(info.sha256())) {
            throw damaged(info, "its SHA-256 is not the one that the manifest names");
        }
        return bytes;
    }

    SetInfo info() {
        return info;
    }

    /// The same file, imported again.
    SetFile as(SetInfo other) {
        return new SetFile(other, bytes, cache);
    }

    /// What an advisory of this set says of one package.
    record Entry(
            SetFile file,
            int headBlock,
            int headOffset,
            String id,
            long modified,
            boolean withdrawn,
            Affected affected) {
        Head head() {
            return Head.unpack(new Unpacker(file.block(headBlock), headOffset));
        }
    }

    /// Everything that this set says of a package.
    List<Entry> entries(String ecosystem, String name) {
        String key = Ecosystems.key(ecosystem, name);
        long hash = Hash64.of(key);
        List<Entry> entries = new ArrayList<>();
        for (long row = first(hash); row < lists && hash(row) == hash; row++) {
            int block = bytes.get(INT, at(row) + Long.BYTES);
            int offset = bytes.get(INT, at(row) + Long.BYTES + Integer.BYTES);
            Unpacker unpacker = new Unpacker(block(block), offset);
            if (unpacker.text().equals(key)) {
                int count = unpacker.count();
                for (int position = 0; position < count; position++) {
                    entries.add(entry(ecosystem, name, unpacker));
                }
            }
        }
        return entries;
    }

    /// Adds the name of this set and the hashes of all that it says of packages with this key, nothing where it
    /// says nothing; read from the index alone.
    void fingerprint(String key, Hash64 into) {
        long hash = Hash64.of(key);
        long first = first(hash);
        for (long row = first; row < lists && hash(row) == hash; row++) {
            if (row == first) {
                into.add(info.name());
            }
            into.add(bytes.get(LONG, at(row) + 2 * Long.BYTES));
        }
    }

    /// Every record as it was added, in the order of ids.
    void originals(Consumer<Advisory> receiver) {
        for (long block = firstOriginal; block < blocks; block++) {
            byte[] inflated = inflate((int) block);
            Unpacker unpacker = new Unpacker(inflated, 0);
            while (unpacker.more()) {
                receiver.accept(Advisory.unpack(unpacker.bytes()));
            }
        }
    }

    private Entry entry(String ecosystem, String name, Unpacker unpacker) {
        int headBlock = (int) unpacker.number();
        int headOffset = (int) unpacker.number();
        String id = unpacker.text();
        long modified = unpacker.number();
        boolean withdrawn = unpacker.number() == 1;
        Affected affected = Affected.unpack(ecosystem, name, unpacker);
        return new Entry(this, headBlock, headOffset, id, modified, withdrawn, affected);
    }

    /// The first row of the index whose hash is not below this one.
    private long first(long hash) {
        long low = 0;
        long high = lists;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (Long.compareUnsigned(hash(middle), hash) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long at(long row) {
        return index + row * INDEX_ROW_BYTES;
    }

    private long hash(long row) {
        return bytes.get(LONG, at(row));
    }

    private byte[] block(int block) {
        return cache.get(cached, block, this::inflate);
    }

    private byte[] inflate(int block) {
        if (block < 0 || block >= blocks) {
            throw damaged(info, "it names block " + block + " of " + blocks);
        }
        long row = blockTable + (long) block * BLOCK_ROW_BYTES;
        int packed = bytes.get(INT, row + Long.BYTES);
        int length = bytes.get(INT, row + Long.BYTES + Integer.BYTES);
        if (length < 0 || length > MAX_BLOCK_BYTES) {
            throw damaged(info, "block " + block + " has " + length + " bytes");
        }
        byte[] inflated = new byte[length];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes.asSlice(bytes.get(LONG, row), packed).toArray(ValueLayout.JAVA_BYTE));
            if (inflater.inflate(inflated) != length || !finished(inflater)) {
                throw damaged(info, "block " + block + " is shorter or longer than it says");
            }
            return inflated;
        } catch (DataFormatException e) {
            throw new DamagedSetException(
                    "the set " + info.name() + " is damaged in block " + block + ": import it again", e);
        } finally {
            inflater.end();
        }
    }

    /// The check sum behind the data is read only when more is asked for.
    private static boolean finished(Inflater inflater) throws DataFormatException {
        return inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
    }

    static DamagedSetException damaged(SetInfo info, String why) {
        return new DamagedSetException(
                "the set " + info.name() + " of the vulnerability database is damaged (" + why + "): import it again");
    }
}
