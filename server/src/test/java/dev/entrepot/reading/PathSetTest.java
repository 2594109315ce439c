package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Sets of paths as hashes.
final class PathSetTest {
    @Property(tries = 200)
    void setHoldsWhatWasPutInAndComesBackFromItsBytes(@ForAll @Size(max = 50) Set<String> paths) throws IOException {
        PathSet set = PathSet.of(paths);

        PathSet read = PathSet.of(set.bytes());

        assertThat(read).isEqualTo(set);
        assertThat(paths).allMatch(read::contains);
        assertThat(read.size()).isEqualTo(paths.size());
        assertThat(read.contains("no/such/path")).isFalse();
    }

    @Property(tries = 500)
    void anyBytesAreASetOrRefused(@ForAll @Size(max = 60) byte[] bytes) {
        try {
            PathSet set = PathSet.of(bytes);
            assertThat(PathSet.of(set.bytes())).isEqualTo(set);
        } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith("a set of paths");
        }
    }

    @Test
    void samePathTwiceCountsOnce() {
        assertThat(PathSet.of(List.of("a", "b", "a")).size()).isEqualTo(2);
    }

    @Test
    void hundredThousandPathsFillLessThanAMegabyte() {
        PathSet set = PathSet.of(IntStream.range(0, 100_000)
                .mapToObj(index -> "usr/lib/" + index)
                .toList());

        assertThat(set.bytes()).hasSizeLessThan(1 << 20);
    }

    @Test
    void brokenBytesAreRefused() {
        byte[] endless = new byte[11];
        Arrays.fill(endless, (byte) 0x80);

        assertThatThrownBy(() -> PathSet.of(endless)).hasMessageContaining("more than 64 bits");
        assertThatThrownBy(() -> PathSet.of(new byte[] {1, (byte) 0x81})).hasMessageContaining("ends within");
        assertThatThrownBy(() -> PathSet.of(new byte[] {1, 0})).hasMessageContaining("not in order");
        assertThatThrownBy(() -> PathSet.of(new byte[PathSet.MAX_PATHS + 1])).hasMessageContaining("more than");
    }
}
