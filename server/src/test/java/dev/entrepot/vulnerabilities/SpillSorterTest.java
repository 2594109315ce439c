package dev.entrepot.vulnerabilities;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpillSorterTest {
    private static final int ITEMS = 200_000;

    @TempDir
    private Path folder;

    @Test
    void moreThanMemoryHoldsIsSortedAndEqualKeysStayInOrder() throws IOException {
        Random random = new Random(7);
        int[] last = {-1, -1};
        int[] count = {0};
        try (SpillSorter sorter = new SpillSorter(folder)) {
            for (int number = 0; number < ITEMS; number++) {
                byte[] payload = new byte[60];
                ByteBuffer.wrap(payload).putInt(number);
                sorter.add(bytes(random.nextInt(1_000)), payload);
            }
            try (Stream<Path> runs = Files.list(folder)) {
                assertThat(runs).hasSizeGreaterThan(1);
            }

            sorter.drain((key, payload) -> {
                int next = ByteBuffer.wrap(key).getInt();
                int number = ByteBuffer.wrap(payload).getInt();
                assertThat(next > last[0] || (next == last[0] && number > last[1]))
                        .isTrue();
                last[0] = next;
                last[1] = number;
                count[0]++;
            });
        }

        assertThat(count[0]).isEqualTo(ITEMS);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }
}
