package dev.entrepot.reading;

import static dev.entrepot.reading.JarFixture.jar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.packages.PackageType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives as a whole: how they nest, break and lie. What they are called, `JarIdentityTest` has.
final class JarAnalyzerTest {
    private static final String LOG4J = "org.apache.logging.log4j:log4j-core 2.14.1";

    /// So little that no archive is held.
    private static final ReadingLimits STREAMED = limits(1, 8, 1 << 20);

    @ParameterizedTest
    @CsvSource({
        "app/a.jar,true",
        "A.WAR,true",
        "b.Ear,true",
        "c.par,true",
        "d.jar.txt,false",
        "jar,false",
        "e.zip,false"
    })
    void archivesAreKnownByTheirEnding(String path, boolean wanted) {
        assertThat(new JarAnalyzer().wants(path, 100, false)).isEqualTo(wanted);
    }

    @Test
    void everyPomOfAShadedArchiveIsNamed() throws Exception {
        byte[] bytes = jar().pom("com.example", "app", "1.0")
                .pom("org.apache.logging.log4j", "log4j-core", "2.14.1")
                .pom("org.yaml", "snakeyaml", "1.30")
                .deflated();

        assertThat(read("app-1.0.jar", bytes)).containsExactly("com.example:app 1.0", LOG4J, "org.yaml:snakeyaml 1.30");
    }

    @Test
    void archivesWithinArchivesAreNamedByWhereTheyLie() throws Exception {
        byte[] log4j = log4j().deflated();
        byte[] inner = jar().file("lib/log4j-core-2.14.1.jar", log4j)
                .pom("com.example", "inner", "2")
                .deflated();
        byte[] outer = jar().file("BOOT-INF/lib/inner-2.jar", inner).stored();

        Evidence found = evidence("opt/app.jar", outer, ReadingLimits.DEFAULT);

        assertThat(found.packages())
                .extracting(item -> item.inside() + " = " + item.what().name())
                .containsExactly(
                        "BOOT-INF/lib/inner-2.jar!/lib/log4j-core-2.14.1.jar = org.apache.logging.log4j:log4j-core",
                        "BOOT-INF/lib/inner-2.jar = com.example:inner");
        assertThat(found.packages()).allMatch(item -> item.what().type() == PackageType.MAVEN);
    }

    @Test
    void archiveTooLargeToBeHeldIsReadAsAStream() throws Exception {
        byte[] inner = jar().file("lib/log4j-core-2.14.1.jar", log4j().deflated())
                .pom("com.example", "inner", "2")
                .stored();
        JarFixture outer = jar().file("readme", "text")
                .file("WEB-INF/lib/inner-2.jar", inner)
                .pom("com.example", "outer", "3");

        for (byte[] bytes : List.of(outer.deflated(), outer.stored(), outer.zip64())) {
            assertThat(names(evidence("outer.war", bytes, STREAMED)))
                    .containsExactly(LOG4J, "com.example:inner 2", "com.example:outer 3");
        }
    }

    @Test
    void numbersOfEightBytesAreUnderstood() throws Exception {
        assertThat(read("a.jar", log4j().zip64())).containsExactly(LOG4J);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scriptInFrontOfAnArchiveIsPassedOver(boolean held) throws Exception {
        byte[] script =
                "#!/bin/bash\nexec java -jar \"$0\" \"$@\"\n".repeat(100).getBytes(StandardCharsets.UTF_8);

        byte[] bytes = join(script, log4j().stored());

        assertThat(names(evidence("run.jar", bytes, held ? ReadingLimits.DEFAULT : STREAMED)))
                .containsExactly(LOG4J);
    }

    @Test
    void whatOnlyStandsInFrontOfAnEntryIsOfNoAccount() throws Exception {
        byte[] bytes = log4j().stored();
        byte[] shadow = jar().pom("com.example", "not-there", "1").stored();
        byte[] withoutDirectory = Arrays.copyOf(shadow, indexOf(shadow, "PK\1\2"));

        assertThat(read("a.jar", join(withoutDirectory, bytes))).containsExactly(LOG4J);
    }

    @Test
    void fileThatIsNoArchiveHoldsNothing() throws Exception {
        byte[] pointer = "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8);

        assertThat(read(pointer)).isEmpty();
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void archiveThatIsCutOffTellsWhatItStillHolds() {
        byte[] whole = jar().pom("org.yaml", "snakeyaml", "1.30")
                .file("rest", "x".repeat(1000))
                .stored();

        assertThatThrownBy(() -> read("snakeyaml-1.30.jar", Arrays.copyOf(whole, indexOf(whole, "PK\1\2") - 100)))
                .isInstanceOfSatisfying(UnreadableException.class, broken -> {
                    assertThat(broken).hasMessage("it ends too early");
                    assertThat(names(broken.found().orElseThrow())).containsExactly("org.yaml:snakeyaml 1.30");
                });
    }

    @Test
    void brokenArchiveDoesNotHideItsNeighbours() {
        byte[] broken = Arrays.copyOf(log4j().stored(), 60);
        byte[] outer = jar().file("lib/bad.jar", broken)
                .file("lib/log4j-core-2.14.1.jar", log4j().deflated())
                .deflated();

        assertThatThrownBy(() -> read("app.ear", outer)).isInstanceOfSatisfying(UnreadableException.class, partly -> {
            assertThat(partly).hasMessageStartingWith("lib/bad.jar: ");
            assertThat(names(partly.found().orElseThrow())).containsExactly(LOG4J);
        });
    }

    @Test
    void archivesAreOpenedAsDeepAsTheLimitAndNoDeeper() throws Exception {
        byte[] bytes = log4j().deflated();
        for (int depth = 0; depth < 4; depth++) {
            bytes = jar().file("in.jar", bytes).deflated();
        }
        byte[] nested = bytes;

        assertThat(names(evidence("out.jar", nested, limits(1 << 20, 4, 1 << 20))))
                .containsExactly(LOG4J);
        assertThatThrownBy(() -> evidence("out.jar", nested, limits(1 << 20, 3, 1 << 20)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("in.jar!/in.jar!/in.jar!/in.jar: nested more than 3 archives deep");
    }

    @Test
    void archiveThatUnpacksBeyondTheBudgetEndsTheLayer() {
        byte[] bytes = jar().file(
                        "big.jar", jar().file("zeros", new byte[3 << 20]).stored())
                .deflated();

        assertThatThrownBy(() -> evidence("bomb.jar", bytes, limits(1 << 20, 8, 2 << 20)))
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("unpack to more than " + (2 << 20) + " bytes");
    }

    @Test
    void archiveThatUnpacksToMuchMoreThanItsSizeIsNotReadOn() {
        byte[] zeros = jar().file("zeros", new byte[66 << 20]).stored();
        byte[] bytes =
                jar().file("big.jar", zeros).pom("com.example", "bomb", "1").deflated();

        assertThatThrownBy(() -> evidence("bomb.jar", bytes, limits(1 << 20, 8, 1L << 30)))
                .isInstanceOfSatisfying(UnreadableException.class, partly -> {
                    assertThat(partly).hasMessageContaining("big.jar: ").hasMessageContaining("more than 200 times");
                    assertThat(names(partly.found().orElseThrow())).containsExactly("com.example:bomb 1");
                });
    }

    @Test
    void sizeThatIsALieIsFoundOut() {
        byte[] bytes = jar().file("lib/log4j-core-2.14.1.jar", log4j().stored()).deflated();
        int central = indexOf(bytes, "PK\1\2");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(central + 24, 100);

        assertThatThrownBy(() -> read("app.jar", bytes))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("does not have the size that its archive says");
    }

    @Test
    void archiveThatContainsItselfEnds() {
        byte[] inner = jar().file("self.jar", new byte[200]).stored();
        int central = indexOf(inner, "PK\1\2");
        ByteBuffer numbers = ByteBuffer.wrap(inner).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = "self.jar".getBytes(StandardCharsets.UTF_8);
        ByteBuffer loop = ByteBuffer.allocate(inner.length + 30 + name.length).order(ByteOrder.LITTLE_ENDIAN);
        loop.putInt(0x04034b50).position(26);
        loop.putShort((short) name.length).putShort((short) 0).put(name).put(inner);
        int moved = 30 + name.length;
        numbers.rewind();
        loop.putInt(moved + central + 20, inner.length).putInt(moved + central + 24, inner.length);

        assertThatThrownBy(() -> evidence("loop.jar", loop.array(), limits(1 << 20, 8, 1 << 20)))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void tooManyEntriesEndTheLayer() {
        JarFixture many = jar();
        for (int file = 0; file < 2_000; file++) {
            many.file("f" + file, "");
        }
        byte[] bytes = many.stored();

        assertThatThrownBy(() -> evidence("many.jar", bytes, limits(1 << 20, 8, 1 << 20)))
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("more than 1000 files");
    }

    @Test
    void entryStoredWithoutItsSizeIsReadByTheDirectoryAndEndsAStream() throws Exception {
        byte[] bytes = log4j().stored();
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putShort(6, (short) 8).putInt(18, 0).putInt(22, 0);

        assertThat(read("a.jar", bytes)).containsExactly(LOG4J);
        assertThatThrownBy(() -> evidence("a.jar", bytes, STREAMED))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("is stored without its size");
    }

    private static JarFixture log4j() {
        return jar().pom("org.apache.logging.log4j", "log4j-core", "2.14.1");
    }

    private static ReadingLimits limits(long fileBytes, int depth, long bytes) {
        return new ReadingLimits(
                bytes, 200, 1_000, depth, fileBytes, 1_000, Duration.ofMinutes(1), ReadingLimits.MIN_HEAP_BYTES);
    }

    private static List<String> read(String path, byte[] bytes) throws IOException, UnreadableException {
        return names(evidence(path, bytes, ReadingLimits.DEFAULT));
    }

    private static Optional<Evidence> read(byte[] bytes) throws IOException, UnreadableException {
        return new JarAnalyzer()
                .read("a.jar", bytes.length, new ByteArrayInputStream(bytes), new Budget(ReadingLimits.DEFAULT));
    }

    private static Evidence evidence(String path, byte[] bytes, ReadingLimits limits)
            throws IOException, UnreadableException {
        return new JarAnalyzer()
                .read(path, bytes.length, new ByteArrayInputStream(bytes), new Budget(limits))
                .orElseThrow();
    }

    private static List<String> names(Evidence evidence) {
        return evidence.packages().stream()
                .map(item -> item.what().name() + " " + item.what().version())
                .toList();
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
