package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Decompression told by the first bytes, in whatever pieces they come.
final class LayerBytesTest {
    @Property(tries = 100)
    void membersAndFramesFollowEachOtherInWhateverPieces(
            @ForAll @Size(max = 3000) byte[] content, @ForAll @IntRange(min = 1, max = 700) int piece)
            throws Exception {
        int middle = content.length / 2;
        byte[] first = Arrays.copyOf(content, middle);
        byte[] second = Arrays.copyOfRange(content, middle, content.length);
        byte[] gzip = LayerArchive.joined(
                LayerArchive.gzip(first), LayerArchive.gzip(new byte[0]), LayerArchive.gzip(second), new byte[7]);
        byte[] zstd = LayerArchive.joined(
                skippable(), LayerArchive.zstd(first), skippable(), LayerArchive.zstd(second), skippable());

        assertThat(read(gzip, piece)).isEqualTo(content);
        assertThat(read(zstd, piece)).isEqualTo(content);
    }

    @Test
    void headerOfGzipMayHaveAllItsParts() throws Exception {
        byte[] header = {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'e', 'x', 'n', 0, 'c', 0, 1, 2};
        byte[] plain = LayerArchive.gzip("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        byte[] stored = LayerArchive.joined(header, Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(read(stored, 3)).asString().isEqualTo("hello");
    }

    @Test
    void whatFollowsGzipAndIsNoneIsRefused() {
        byte[] stored = LayerArchive.joined(LayerArchive.gzip(new byte[3]), new byte[] {0, 1});

        assertThatThrownBy(() -> read(stored, 100))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("something");
    }

    @Test
    void dictionariesAreRefused() {
        Deflater deflater = new Deflater();
        deflater.setDictionary(new byte[] {1, 2, 3});
        byte[] body = new byte[100];
        deflater.setInput(new byte[] {1, 2, 3});
        deflater.finish();
        int length = deflater.deflate(body);
        deflater.end();
        byte[] header = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};

        assertThatThrownBy(() -> read(LayerArchive.joined(header, Arrays.copyOf(body, length)), 100))
                .isInstanceOf(IOException.class);
    }

    @Test
    void zstdThatIsCutOffIsRefused() {
        byte[] zstd = LayerArchive.zstd(new byte[100_000]);

        assertThatThrownBy(() -> read(Arrays.copyOf(zstd, zstd.length - 3), 100))
                .isInstanceOf(IOException.class);
    }

    private static byte[] skippable() {
        return new byte[] {0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9};
    }

    private static byte[] read(byte[] stored, int piece) throws Exception {
        InputStream pieces = new ByteArrayInputStream(stored) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, piece));
            }
        };
        try (LayerBytes bytes = new LayerBytes(pieces, ReadingLimits.DEFAULT)) {
            return bytes.readAllBytes();
        }
    }
}
