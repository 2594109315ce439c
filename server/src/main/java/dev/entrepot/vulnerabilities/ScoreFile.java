package dev.entrepot.vulnerabilities;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number per CVE, in its file, mapped into memory:
///
///     magic     8 bytes
///     rows      16 bytes each, sorted: year and number of the CVE, the number
///     footer    rows
///     magic     8 bytes
final class ScoreFile {
    private static final Pattern CVE = Pattern.compile("CVE-(\\d{4})-(\\d{4,12})");
    private static final int YEAR_SHIFT = 44;
    private static final int ROW_BYTES = 2 * Long.BYTES;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment bytes;
    private final long rows;

    private ScoreFile(MemorySegment bytes) {
        this.bytes = bytes;
        this.rows = bytes.get(LONG, bytes.byteSize() - SetOutput.MAGIC.length - Long.BYTES);
    }

    static ScoreFile open(Path file, SetInfo info) throws IOException {
        return new ScoreFile(SetFile.mapped(file, info));
    }

    /// Collects numbers and writes them; of two for the same CVE the one added last counts.
    static final class Writer implements AutoCloseable {
        private final SetOutput out;
        private final SpillSorter sorter;
        private long rows;
        private long last = -1;
        private double number;

        Writer(Path file, Path folder) throws IOException {
            out = new SetOutput(file);
            sorter = new SpillSorter(folder);
        }

        /// False when this is no CVE.
        boolean add(String cve, double number) throws IOException {
            OptionalLong key = key(cve);
            if (key.isEmpty()) {
                return false;
            }
            sorter.add(
                    ByteBuffer.allocate(Long.BYTES).putLong(key.getAsLong()).array(),
                    ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
            return true;
        }

        SetWriter.Written finish(long newest) throws IOException {
            sorter.drain((key, payload) -> {
                long next = ByteBuffer.wrap(key).getLong();
                if (next != last) {
                    writeRow();
                }
                last = next;
                number = ByteBuffer.wrap(payload).getDouble();
            });
            writeRow();
            out.write(rows);
            return new SetWriter.Written(out.finish(), out.position(), rows, newest, Map.of());
        }

        private void writeRow() throws IOException {
            if (last >= 0) {
                out.write(last, Double.doubleToLongBits(number));
                rows++;
            }
        }

        @Override
        public void close() throws IOException {
            try (out;
                    sorter) {
                last = -1;
            }
        }
    }

    OptionalDouble score(String cve) {
        OptionalLong key = key(cve);
        if (key.isEmpty()) {
            return OptionalDouble.empty();
        }
        long low = 0;
        long high = rows;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (bytes.get(LONG, at(middle)) < key.getAsLong()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean found = low < rows && bytes.get(LONG, at(low)) == key.getAsLong();
        return found ? OptionalDouble.of(bytes.get(DOUBLE, at(low) + Long.BYTES)) : OptionalDouble.empty();
    }

    private static long at(long row) {
        return SetOutput.MAGIC.length + row * ROW_BYTES;
    }

    private static OptionalLong key(String cve) {
        Matcher parts = CVE.matcher(cve);
        return parts.matches()
                ? OptionalLong.of((Long.parseLong(parts.group(1)) << YEAR_SHIFT) | Long.parseLong(parts.group(2)))
                : OptionalLong.empty();
    }
}
