package dev.entrepot.vulnerabilities;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes a set of advisories:
///
///     magic                                  8 bytes
///     heads        blocks: what advisories say of vulnerabilities, as they came
///     lists        blocks: per package its entries, in the order of package and id; long ones in parts
///     originals    blocks: whole records, in the order of ids (sets that are added to only)
///     block table  16 bytes per block
///     index        24 bytes per list: hash of the package, block and offset, hash of its entries; sorted
///     footer       places and lengths of block table and index, records, first block of originals
///     magic                                  8 bytes
///
/// Memory does not grow with the number of records but for the table of blocks (16 bytes for each 16 KiB).
final class SetWriter implements AutoCloseable {
    /// Ends a part of a package's list: a reader inflates no more than this at a time.
    private static final int LIST_BYTES = 128 * 1024;

    private final SetOutput out;
    private final BlockWriter blocks;
    private final SpillSorter entries;
    private final SpillSorter index;
    private final SpillSorter originals;
    private final boolean keepsOriginals;
    private final Map<String, Long> families = new TreeMap<>();
    private long records;
    private long newest;
    private @Nullable OpenList list;

    /// @param keepsOriginals whether records are added to this set later
    SetWriter(Path file, Path folder, boolean keepsOriginals) throws IOException {
        this.out = new SetOutput(file);
        this.blocks = new BlockWriter(out);
        this.entries = new SpillSorter(folder);
        this.index = new SpillSorter(folder);
        this.originals = new SpillSorter(folder);
        this.keepsOriginals = keepsOriginals;
    }

    /// The entries of one package so far.
    private static final class OpenList {
        final String key;
        final Packer packed = new Packer();
        final Hash64 hash = new Hash64();
        int count;

        OpenList(String key) {
            this.key = key;
        }
    }

    /// What was written.
    record Written(String sha256, long bytes, long records, long newest, Map<String, Long> families) {
        /// The same, also of this ecosystem: a set may hold nothing but marks of what was withdrawn.
        Written of(String family) {
            Map<String, Long> all = new TreeMap<>(families);
            all.merge(family, 0L, Long::sum);
            return new Written(sha256, bytes, records, newest, all);
        }

        /// The ecosystem that is named most often, without its release.
        String mostFrequent() {
            return families.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse("");
        }
    }

    void add(Advisory advisory) throws IOException {
        byte[] head = advisory.head().pack();
        BlockWriter.Place place = blocks.add(head);
        long headHash = Hash64.of(head);
        for (Affected affected : byPackage(advisory.affected()).values()) {
            families.merge(Ecosystems.family(affected.ecosystem()), 1L, Long::sum);
            entries.add(entryKey(affected, advisory.head().id()), entry(advisory, affected, place, headHash));
        }
        if (keepsOriginals) {
            originals.add(utf8(advisory.head().id()), advisory.pack());
        }
        records += advisory.withdrawn() ? 0 : 1;
        newest = Math.max(newest, advisory.modified());
    }

    long records() {
        return records;
    }

    Written finish() throws IOException {
        blocks.endBlock();
        entries.drain(this::listed);
        endList();
        int firstOriginal = blocks.endBlock();
        originals.drain((key, payload) ->
                blocks.add(new Packer().number(payload.length).raw(payload).bytes()));
        blocks.endBlock();
        long tableAt = out.position();
        blocks.writeTable();
        long indexAt = out.position();
        long[] rows = {0};
        index.drain((key, payload) -> {
            out.write(Arrays.copyOf(key, Long.BYTES));
            out.write(payload);
            rows[0]++;
        });
        out.write(tableAt, blocks.blocks(), indexAt, rows[0], records, firstOriginal);
        return new Written(out.finish(), out.position(), records, newest, families);
    }

    @Override
    public void close() throws IOException {
        try (out;
                blocks;
                entries;
                index;
                originals) {
            list = null;
        }
    }

    private static Map<String, Affected> byPackage(List<Affected> affected) {
        Map<String, Affected> packages = new LinkedHashMap<>();
        for (Affected each : affected) {
            packages.merge(Ecosystems.key(each.ecosystem(), each.name()), each, Affected::and);
        }
        return packages;
    }

    private static byte[] entryKey(Affected affected, String id) {
        return utf8(Ecosystems.key(affected.ecosystem(), affected.name()) + '\0' + id);
    }

    /// The hash of the entry, which is not stored, and the entry: the hash covers the head but not where it
    /// lies.
    private static byte[] entry(Advisory advisory, Affected affected, BlockWriter.Place head, long headHash) {
        Packer content = new Packer()
                .text(advisory.head().id())
                .number(advisory.modified())
                .number(advisory.withdrawn() ? 1 : 0);
        affected.pack(content);
        byte[] packed = content.bytes();
        long hash = new Hash64().add(packed).add(headHash).value();
        return new Packer()
                .raw(ByteBuffer.allocate(Long.BYTES).putLong(hash).array())
                .number(head.block())
                .number(head.offset())
                .raw(packed)
                .bytes();
    }

    private void listed(byte[] key, byte[] payload) throws IOException {
        String text = new String(key, StandardCharsets.UTF_8);
        String ofPackage = text.substring(0, text.lastIndexOf('\0'));
        OpenList open = list;
        if (open == null || !open.key.equals(ofPackage) || open.packed.size() >= LIST_BYTES) {
            endList();
            open = new OpenList(ofPackage);
            list = open;
        }
        ByteBuffer entry = ByteBuffer.wrap(payload);
        open.hash.add(entry.getLong());
        byte[] packed = new byte[entry.remaining()];
        entry.get(packed);
        open.packed.raw(packed);
        open.count++;
    }

    private void endList() throws IOException {
        OpenList open = list;
        if (open == null) {
            return;
        }
        list = null;
        BlockWriter.Place place = blocks.add(new Packer()
                .text(open.key)
                .number(open.count)
                .raw(open.packed.bytes())
                .bytes());
        byte[] sortKey = ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(Hash64.of(open.key))
                .putInt(place.block())
                .array();
        byte[] row = ByteBuffer.allocate(2 * Integer.BYTES + Long.BYTES)
                .putInt(place.block())
                .putInt(place.offset())
                .putLong(open.hash.value())
                .array();
        index.add(sortKey, row);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
