package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Reports as bytes, which come from a process that read hostile bytes.
final class LayerReportTest {
    private static final LayerReport REPORT = new LayerReport(
            "sha256:" + "0".repeat(64),
            List.of(
                    new Evidence(
                            "etc/os-release",
                            Optional.of(new Distribution("debian", "12", "bookworm", "Debian")),
                            List.of()),
                    new Evidence(
                            "app/fat.jar",
                            Optional.empty(),
                            List.of(new Evidence.Item(
                                    new Package(
                                            PackageType.MAVEN,
                                            "org.a:b",
                                            "1",
                                            "",
                                            "src",
                                            "2",
                                            "m:1",
                                            List.of("MIT", "Ünïcode"),
                                            true),
                                    "lib/b.jar")))),
            List.of("tmp/gone"),
            List.of("", "opt"),
            PathSet.of(List.of("a", "b/")),
            List.of("read in part: because"),
            42,
            1L << 40);

    @Test
    void reportComesBackFromItsBytes() throws IOException {
        byte[] bytes = REPORT.toBytes();

        assertThat(LayerReport.of(bytes)).isEqualTo(REPORT);
    }

    @Property(tries = 500)
    void anyBytesAreRefusedOrAReport(@ForAll @Size(max = 200) byte[] bytes) {
        byte[] body = deflated(bytes);

        try {
            assertThat(LayerReport.of(body).evidence()).isEmpty();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 300)
    void reportWithAWrongByteIsRefusedOrAReport(@ForAll int place, @ForAll byte value) {
        byte[] bytes = REPORT.toBytes();
        bytes[Math.floorMod(place, bytes.length)] = value;

        try {
            assertThat(LayerReport.of(bytes).toBytes()).isNotEmpty();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void reportOfAnotherVersionIsRefused() {
        byte[] bytes = REPORT.toBytes();
        bytes[0] = 9;

        assertThatThrownBy(() -> LayerReport.of(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version");
        assertThatThrownBy(() -> LayerReport.of(new byte[0])).isInstanceOf(IOException.class);
    }

    @Test
    void countsThatNothingFollowsAllocateNothing() {
        byte[] claim = deflated(new byte[] {0, 0, 0, 0, (byte) 0xC0, (byte) 0x9A, 0x0C});

        assertThatThrownBy(() -> LayerReport.of(claim))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends");
    }

    @Test
    void countsBeyondTheBoundAreRefused() {
        byte[] claim = deflated(new byte[] {0, 0, 0, 0, (byte) 0xC1, (byte) 0x9A, 0x0C});

        assertThatThrownBy(() -> LayerReport.of(claim))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("beyond 200000");
    }

    @Test
    void bombIsRefused() {
        byte[] bomb = deflated(new byte[60 << 20]);

        assertThat(bomb).hasSizeLessThan(100_000);
        assertThatThrownBy(() -> LayerReport.of(bomb)).isInstanceOf(IOException.class);
    }

    private static byte[] deflated(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(1);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(body);
        } catch (IOException memoryDoesNotFail) {
            throw new IllegalStateException(memoryDoesNotFail);
        }
        return bytes.toByteArray();
    }
}
