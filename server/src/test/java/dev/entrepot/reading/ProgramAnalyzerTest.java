package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.packages.PackageType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ProgramAnalyzerTest {
    private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final String MODULES = """
            path\texample.com/app/cmd/app
            mod\texample.com/app\tv1.2.3\th1:aa
            dep\tgolang.org/x/net\tv0.1.0\th1:bb
            """;
    private static final List<String> FOUND =
            List.of("stdlib 1.21.1", "example.com/app 1.2.3", "golang.org/x/net 0.1.0");
    private static final String JSON = """
            {"packages": [
              {"name": "app", "version": "0.1.0", "source": "local", "dependencies": [1, 2], "root": true},
              {"name": "cc", "version": "1.0.0", "source": "crates.io", "kind": "build"},
              {"name": "time", "version": "0.1.44", "source": "crates.io", "dependencies": [3]},
              {"name": "secret", "version": "3.0.0", "source": "registry"}
            ]}""";

    /// So little that no program is held.
    private static final ReadingLimits STREAMED =
            new ReadingLimits(1 << 20, 200, 1_000, 8, 1, 1_000, Duration.ofMinutes(1), ReadingLimits.MIN_HEAP_BYTES);

    static Stream<Arguments> goPrograms() {
        byte[] inline = ProgramFixture.goInline("go1.21.1", MODULES);
        return Stream.of(
                Arguments.of("elf by section", ProgramFixture.elf(true, LITTLE, ".go.buildinfo", inline)),
                Arguments.of("elf by segment", ProgramFixture.elf(true, LITTLE, "", shifted(inline))),
                Arguments.of("elf, big-endian", ProgramFixture.elf(true, BIG, ".go.buildinfo", inline)),
                Arguments.of("elf, narrow", ProgramFixture.elf(false, LITTLE, ".go.buildinfo", inline)),
                Arguments.of("elf, narrow and big-endian", ProgramFixture.elf(false, BIG, "", inline)),
                Arguments.of("pe", ProgramFixture.pe(true, ".data", shifted(inline))),
                Arguments.of("mach-o", ProgramFixture.machO(true, LITTLE, "__go_buildinfo", inline)),
                Arguments.of("mach-o by segment", ProgramFixture.machO(true, LITTLE, "__data", inline)),
                Arguments.of(
                        "mach-o, narrow and big-endian", ProgramFixture.machO(false, BIG, "__go_buildinfo", inline)),
                Arguments.of("fat", fat(inline)));
    }

    static Stream<Arguments> oldGoPrograms() {
        byte[] wide = ProgramFixture.goPointed(8, LITTLE, "go1.21.1", MODULES);
        byte[] narrow = ProgramFixture.goPointed(4, LITTLE, "go1.21.1", MODULES);
        byte[] big = ProgramFixture.goPointed(8, BIG, "go1.21.1", MODULES);
        return Stream.of(
                Arguments.of("elf", ProgramFixture.elf(true, LITTLE, ".go.buildinfo", wide)),
                Arguments.of("elf, narrow", ProgramFixture.elf(false, LITTLE, "", narrow)),
                Arguments.of("elf, big-endian", ProgramFixture.elf(true, BIG, ".go.buildinfo", big)),
                Arguments.of("pe", ProgramFixture.pe(true, ".data", wide)),
                Arguments.of("pe, narrow", ProgramFixture.pe(false, ".data", narrow)),
                Arguments.of("mach-o", ProgramFixture.machO(true, LITTLE, "__go_buildinfo", wide)));
    }

    static Stream<Arguments> rustPrograms() {
        byte[] list = ProgramFixture.rust(JSON);
        return Stream.of(
                Arguments.of("elf", ProgramFixture.elf(true, LITTLE, ".dep-v0", list)),
                Arguments.of("elf, the old name", ProgramFixture.elf(false, BIG, ".rust-deps-v0", list)),
                Arguments.of("pe", ProgramFixture.pe(true, ".dep-v0", list)),
                Arguments.of("mach-o", ProgramFixture.machO(true, LITTLE, ".dep-v0", list)),
                Arguments.of("wasm", ProgramFixture.wasm(".dep-v0", list)));
    }

    @ParameterizedTest
    @CsvSource({
        "usr/bin/app,100,true,true",
        "usr/bin/app,100,false,true",
        "usr/lib/libx.so.1.2,100,false,true",
        "app/tool.exe,100,false,true",
        "app/mod.wasm,100,false,true",
        "app/run.sh,100,true,true",
        "app/read.me,100,false,false",
        "app/fat.jar,100,true,false"
    })
    void filesThatMayBeProgramsAreWanted(String path, long size, boolean executable, boolean wanted) {
        assertThat(new ProgramAnalyzer().wants(path, size, executable)).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"goPrograms", "oldGoPrograms"})
    void modulesOfAGoProgramAreFound(String form, byte[] program) throws Exception {
        assertThat(read(program, ReadingLimits.DEFAULT)).containsExactlyElementsOf(FOUND);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goPrograms")
    void modulesOfAGoProgramTooLargeForMemoryAreFound(String form, byte[] program) throws Exception {
        assertThat(read(program, STREAMED)).containsExactlyElementsOf(FOUND);
    }

    @Test
    void oldGoProgramTooLargeForMemoryIsSaidToBe() {
        byte[] data = ProgramFixture.goPointed(8, LITTLE, "go1.17.2", MODULES);
        byte[] program = ProgramFixture.elf(true, LITTLE, ".go.buildinfo", data);

        assertThatThrownBy(() -> read(program, STREAMED))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("before 1.18");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rustPrograms")
    void cratesThatRunInARustProgramAreFound(String form, byte[] program) throws Exception {
        assertThat(read(program, ReadingLimits.DEFAULT)).containsExactly("app 0.1.0", "time 0.1.44");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rustPrograms")
    void rustProgramTooLargeForMemoryIsSaidToBe(String form, byte[] program) {
        assertThatThrownBy(() -> read(program, STREAMED))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("its list of Rust packages is not read");
    }

    @Test
    void listThatUnpacksWithoutEndIsRefused() {
        byte[] program = ProgramFixture.elf(true, LITTLE, ".dep-v0", ProgramFixture.rust(" ".repeat(9 << 20)));

        assertThatThrownBy(() -> read(program, ReadingLimits.DEFAULT))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("longer than " + (8 << 20));
    }

    @Test
    void brokenListOfRustHidesNothingOfGo() {
        byte[] go = ProgramFixture.machO(true, LITTLE, "__go_buildinfo", ProgramFixture.goInline("go1.21.1", MODULES));
        byte[] rust = ProgramFixture.machO(true, LITTLE, ".dep-v0", new byte[100]);

        assertThatThrownBy(() -> read(ProgramFixture.fat(rust, go), ReadingLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        UnreadableException.class,
                        partly -> assertThat(partly.found().orElseThrow().packages())
                                .hasSize(3));
    }

    @Test
    void otherFilesHoldNothing() throws Exception {
        byte[] javaClass =
                Arrays.copyOf(new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 65}, 200);
        byte[] brokenElf = Arrays.copyOf(ElfReader.MAGIC, 200);
        Arrays.fill(brokenElf, 4, 200, (byte) 0xff);
        byte[] script = "#!/bin/sh\nexit 0\n".repeat(10).getBytes(StandardCharsets.UTF_8);
        byte[] plain = ProgramFixture.elf(true, LITTLE, ".text", new byte[1000]);

        for (byte[] bytes : List.of(javaClass, brokenElf, script, plain)) {
            assertThat(read(bytes, ReadingLimits.DEFAULT)).isEmpty();
            assertThat(read(bytes, STREAMED)).isEmpty();
        }
    }

    private static byte[] fat(byte[] data) {
        byte[] slice = ProgramFixture.machO(true, LITTLE, "__go_buildinfo", data);
        return ProgramFixture.fat(slice, slice);
    }

    /// Not at the beginning of its segment.
    private static byte[] shifted(byte[] data) {
        byte[] shifted = new byte[data.length + 48];
        System.arraycopy(data, 0, shifted, 48, data.length);
        return shifted;
    }

    private static List<String> read(byte[] bytes, ReadingLimits limits) throws IOException, UnreadableException {
        Optional<Evidence> evidence = new ProgramAnalyzer()
                .read("bin/app", bytes.length, new ByteArrayInputStream(bytes), new Budget(limits));
        return evidence.stream()
                .flatMap(found -> found.packages().stream())
                .map(Evidence.Item::what)
                .peek(what -> assertThat(what.type()).isIn(PackageType.GOLANG, PackageType.CARGO))
                .map(what -> what.name() + " " + what.version())
                .toList();
    }
}
