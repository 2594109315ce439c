package dev.entrepot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

/// Layers that are made to harm, or are just broken: they end at a limit, with what was found before.
final class HostileLayersTest {
    private static final String RELEASE = "etc/os-release";
    private static final String DEBIAN = "ID=debian\nVERSION_ID=12\n";
    private static final int BOMB = 80 << 20;

    @Test
    void bombInGzipEndsAtTheRatio() throws Exception {
        LayerReport report = LayerArchive.read(new LayerArchive()
                .file(RELEASE, DEBIAN)
                .file("bomb", new byte[BOMB], 0644)
                .gzip());

        assertThat(report.problems()).containsExactly("read in part: it decompresses to more than 200 times its size");
        assertThat(report.diffId()).isEmpty();
        assertThat(report.evidence()).extracting(Evidence::path).containsExactly(RELEASE);
        assertThat(report.bytes()).isBetween(LayerBytes.RATIO_FROM, (long) BOMB);
    }

    @Test
    void bombInZstdEndsAtTheRatio() throws Exception {
        byte[] plain = new LayerArchive()
                .file(RELEASE, DEBIAN)
                .file("bomb", new byte[BOMB], 0644)
                .plain();

        LayerReport report = LayerArchive.read(LayerArchive.zstd(plain));

        assertThat(report.problems()).containsExactly("read in part: it decompresses to more than 200 times its size");
    }

    @Test
    void bombBehindTheEndOfTheArchiveEndsAtTheRatioToo() throws Exception {
        byte[] plain = new LayerArchive().file(RELEASE, DEBIAN).plain();

        LayerReport report = LayerArchive.read(LayerArchive.gzip(LayerArchive.joined(plain, new byte[BOMB])));

        assertThat(report.problems()).singleElement().asString().contains("200 times");
        assertThat(report.evidence()).hasSize(1);
    }

    @Test
    void nothingButZerosIsUnreadable() {
        assertThatThrownBy(() -> LayerArchive.read(LayerArchive.gzip(new byte[BOMB])))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("200 times");
    }

    @Test
    void endlessFileEndsAtTheBytes() throws Exception {
        LayerReport report = read(EndlessTar.file(), limits(10 << 20, 1000, Duration.ofMinutes(1)));

        assertThat(report.problems()).containsExactly("read in part: it decompresses to more than 10485760 bytes");
    }

    @Test
    void entriesWithoutEndEndAtTheirNumber() throws Exception {
        LayerReport atLimit = read(EndlessTar.of(1000), limits(1 << 30, 1000, Duration.ofMinutes(1)));
        LayerReport beyond = read(EndlessTar.of(10_000_000), limits(1 << 30, 1000, Duration.ofMinutes(1)));

        assertThat(atLimit.problems()).isEmpty();
        assertThat(atLimit.paths().size()).isEqualTo(1000);
        assertThat(beyond.problems()).containsExactly("read in part: it holds more than 1000 entries");
        assertThat(beyond.paths().size()).isEqualTo(1000);
    }

    @Test
    void layerThatTakesTooLongIsReadInPart() throws Exception {
        LayerReport report = read(EndlessTar.file(), limits(1L << 50, 1000, Duration.ofMillis(50)));

        assertThat(report.problems()).singleElement().asString().startsWith("read in part: it takes longer than");
    }

    @Test
    void namesThatLeadOutAreIgnored() throws Exception {
        LayerReport report = LayerArchive.read(new LayerArchive()
                .file("../etc/os-release", DEBIAN)
                .file("a/../../etc/os-release", DEBIAN)
                .file("a/.wh...", "")
                .file("/./etc//os-release", "ID=alpine\n")
                .gzip());

        assertThat(report.problems()).hasSize(3).allMatch(problem -> problem.contains("ignored"));
        assertThat(report.evidence()).extracting(Evidence::path).containsExactly(RELEASE);
        assertThat(report.whiteouts()).isEmpty();
        assertThat(report.diffId()).isNotEmpty();
    }

    @Test
    void linksAndDevicesSayNothing() throws Exception {
        LayerReport report = LayerArchive.read(new LayerArchive()
                .symbolicLink(RELEASE, "/proc/self/environ")
                .hardLink("usr/lib/os-release", "/etc/passwd")
                .special("etc/alpine-release", TarConstants.LF_CHR, "")
                .special("etc/debian_version", TarConstants.LF_FIFO, "")
                .special("var/lib/dpkg/status", TarConstants.LF_BLK, "")
                .gzip());

        assertThat(report.evidence()).isEmpty();
        assertThat(report.problems()).isEmpty();
        assertThat(report.paths().contains(RELEASE)).isTrue();
    }

    @Test
    void hardLinkSaysWhatItsFileInTheSameLayerSays() throws Exception {
        String store = "store/node_modules/lodash/package.json";
        String linked = "app/node_modules/lodash/package.json";
        LayerReport report = LayerArchive.read(new LayerArchive()
                .file(store, "{\"name\":\"lodash\",\"version\":\"4\"}")
                .hardLink(linked, "/" + store)
                .hardLink("app/copy", store)
                .gzip());

        assertThat(report.evidence()).extracting(Evidence::path).containsExactly(store, linked);
    }

    @Test
    void sparseFileOfGigabytesIsCountedNotHeld() throws Exception {
        byte[] rest = new LayerArchive().file("etc/alpine-release", "3.20.1").plain();
        byte[] layer = LayerArchive.joined(sparse(RELEASE, Integer.MAX_VALUE), rest);

        LayerReport report = LayerArchive.read(layer);
        LayerListing listing =
                ListingReading.list(new ByteArrayInputStream(layer), limits(1 << 20, 10, Duration.ofMinutes(1)));

        assertThat(report.problems()).containsExactly(RELEASE + ": it is longer than 134217728 bytes");
        assertThat(report.evidence()).extracting(Evidence::path).containsExactly("etc/alpine-release");
        assertThat(report.bytes()).isEqualTo(layer.length);
        assertThat(listing.problems()).containsExactly("read in part: its files are longer than 1048576 bytes");
    }

    @Test
    void layerCutOffIsReadInPart() throws Exception {
        byte[] layer = new LayerArchive()
                .file(RELEASE, DEBIAN)
                .file("some", noise(200_000), 0644)
                .gzip();

        LayerReport report = LayerArchive.read(Arrays.copyOf(layer, layer.length / 2));

        assertThat(report.evidence()).hasSize(1);
        assertThat(report.problems()).containsExactly("read in part: the gzip stream ends too early");
    }

    @Test
    void damagedGzipIsReadInPart() throws Exception {
        byte[] layer = new LayerArchive().file(RELEASE, DEBIAN).gzip();
        layer[layer.length - 6] ^= 1;

        LayerReport report = LayerArchive.read(layer);

        assertThat(report.problems()).singleElement().asString().contains("checksum");
        assertThat(report.diffId()).isEmpty();
    }

    @Test
    void otherCompressionsAreNamed() {
        assertThatThrownBy(() -> LayerArchive.read("BZh91AY".getBytes(UTF_8)))
                .hasMessage("it is compressed by bzip2, which layers may not be");
        assertThatThrownBy(() -> LayerArchive.read(new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0, 0}))
                .hasMessage("it is compressed by xz, which layers may not be");
    }

    @Test
    void whatIsNoArchiveIsUnreadable() {
        assertThatThrownBy(() -> LayerArchive.read(
                        "{\"this\": \"is no archive\"}".repeat(100).getBytes(UTF_8)))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void layerOfNothingIsEmpty() throws Exception {
        assertThat(LayerArchive.read(new byte[0]).problems()).isEmpty();
        assertThat(LayerArchive.read(LayerArchive.gzip(new byte[1024])).paths().size())
                .isZero();
    }

    @Test
    void deeplyNestedJsonIsAProblemOfItsFileAlone() throws Exception {
        String deep = "{\"name\":\"a\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        LayerReport report = LayerArchive.read(new LayerArchive()
                .file("node_modules/a/package.json", deep)
                .file("node_modules/b/package.json", "not json")
                .file("node_modules/c/package.json", "{\"name\":\"c\",\"version\":\"1\"}")
                .gzip());

        assertThat(report.evidence()).extracting(Evidence::path).containsExactly("node_modules/c/package.json");
        assertThat(report.problems()).hasSize(2).allMatch(problem -> problem.contains("no JSON"));
    }

    @Test
    void namesThatAreNoTextAreLeftOut() throws Exception {
        LayerReport report = LayerArchive.read(new LayerArchive()
                .file("node_modules/a/package.json", "{\"name\":\"a\\u001b[2J\",\"version\":\"1\"}")
                .file("node_modules/b/package.json", "{\"name\":\"" + "b".repeat(5000) + "\",\"version\":\"1\"}")
                .gzip());

        assertThat(report.evidence()).isEmpty();
        assertThat(report.problems()).hasSize(2);
    }

    @Test
    void moreProblemsThanCanBeReadAreCounted() throws Exception {
        LayerArchive layer = new LayerArchive();
        for (int index = 0; index < 100; index++) {
            layer.file("../" + index + "\n", "");
        }

        LayerReport report = LayerArchive.read(layer.plain());

        assertThat(report.problems())
                .hasSize(21)
                .endsWith("and 80 more problems")
                .noneMatch(each -> each.contains("\n"));
    }

    @Test
    void packagesBeyondTheirNumberEndTheReading() throws Exception {
        StringBuilder status = new StringBuilder();
        for (int index = 0; index < 101; index++) {
            status.append("Package: p").append(index).append("\nVersion: 1\n\n");
        }
        ReadingLimits limits = new ReadingLimits(1 << 20, 200, 10, 8, 1 << 20, 100, Duration.ofMinutes(1), 64L << 20);

        LayerReport report = LayerArchive.read(
                new LayerArchive()
                        .file(RELEASE, DEBIAN)
                        .file("var/lib/dpkg/status", status.toString())
                        .plain(),
                limits);

        assertThat(report.problems()).containsExactly("read in part: it holds more than 100 packages");
        assertThat(report.evidence()).hasSize(1);
    }

    @Test
    void databaseLargerThanAFileMayBeIsAProblem() throws Exception {
        ReadingLimits limits = new ReadingLimits(1 << 20, 200, 10, 8, 100, 100, Duration.ofMinutes(1), 64L << 20);

        LayerReport report = LayerArchive.read(
                new LayerArchive().file("var/lib/dpkg/status", "x".repeat(101)).plain(), limits);

        assertThat(report.problems()).containsExactly("var/lib/dpkg/status: it is longer than 100 bytes");
    }

    @Property(tries = 300)
    void anyBytesAreReadOrUnreadable(@ForAll @Size(max = 2000) byte[] bytes, @ForAll boolean inHeader)
            throws Exception {
        byte[] layer = new LayerArchive().file(RELEASE, DEBIAN).plain();
        int from = inHeader ? 0 : 512;
        System.arraycopy(bytes, 0, layer, from, Math.min(bytes.length, layer.length - from));
        try {
            assertThat(LayerArchive.read(layer).toBytes()).isNotEmpty();
        } catch (UnreadableException unreadable) {
            assertThat(unreadable.getMessage()).isNotBlank();
        }
    }

    private static LayerReport read(InputStream stored, ReadingLimits limits) throws Exception {
        return PackageReading.read(stored, Analyzers.all(), limits);
    }

    private static ReadingLimits limits(long bytes, long entries, Duration time) {
        return new ReadingLimits(bytes, 200, entries, 8, 1 << 20, 100, time, 64L << 20);
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new java.util.Random(1).nextBytes(noise);
        return noise;
    }

    /// A file of zeros that are not there, in the PAX form 0.1 of GNU tar.
    private static byte[] sparse(String name, long size) {
        String records = record("GNU.sparse.size", size + "")
                + record("GNU.sparse.numblocks", "1")
                + record("GNU.sparse.map", size + ",0");
        byte[] padded = Arrays.copyOf(records.getBytes(UTF_8), 512);
        return LayerArchive.joined(
                EndlessTar.header("pax", records.length(), 'x'), padded, EndlessTar.header(name, 0, '0'));
    }

    private static String record(String key, String value) {
        String record = " " + key + "=" + value + "\n";
        return record.length() + 2 + record;
    }
}
