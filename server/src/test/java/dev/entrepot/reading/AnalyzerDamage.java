package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/// Damages files and lets an analyzer read them: whatever becomes of it, it is one of the errors that are
/// foreseen.
final class AnalyzerDamage {
    /// Small, so that what a file makes an analyzer do is bounded by the file alone.
    static final ReadingLimits LIMITS = limits(8L << 20);

    /// So little that nothing is held.
    private static final ReadingLimits STREAMED = limits(1);

    private AnalyzerDamage() {}

    /// Some bytes changed at random, numbers among them that are near the ends of what fits, or the end cut
    /// off.
    static byte[] damaged(byte[] sound, long seed) {
        Random random = new Random(seed);
        byte[] bytes = random.nextInt(8) == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
        int changes = 1 + random.nextInt(16);
        for (int change = 0; change < changes && bytes.length > 8; change++) {
            int at = random.nextInt(random.nextInt(4) == 0 ? Math.min(bytes.length, 512) : bytes.length)
                    % (bytes.length - 4);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> Arrays.fill(bytes, at, at + 1 + random.nextInt(4), (byte) 0xff);
                case 2 -> Arrays.fill(bytes, at, at + 1 + random.nextInt(4), (byte) 0);
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bytes;
    }

    /// Reads a file that may be anything.
    static void read(Analyzer analyzer, String path, byte[] bytes) throws IOException {
        read(analyzer, path, bytes, LIMITS);
    }

    /// As {@link #read}, where files are too large to be held in memory.
    static void readAsStream(Analyzer analyzer, String path, byte[] bytes) throws IOException {
        read(analyzer, path, bytes, STREAMED);
    }

    private static ReadingLimits limits(long fileBytes) {
        return new ReadingLimits(
                64L << 20, 200, 10_000, 4, fileBytes, 5_000, Duration.ofMinutes(1), ReadingLimits.MIN_HEAP_BYTES);
    }

    private static void read(Analyzer analyzer, String path, byte[] bytes, ReadingLimits limits) throws IOException {
        try {
            analyzer.read(path, bytes.length, new ByteArrayInputStream(bytes), new Budget(limits));
        } catch (UnreadableException | LimitException foreseen) {
            assertThat(foreseen.getMessage()).isNotBlank();
        }
    }
}
