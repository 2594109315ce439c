package dev.entrepot.reading;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class ProgramDamageTest {
    private final ProgramAnalyzer analyzer = new ProgramAnalyzer();
    private final List<byte[]> programs = programs();

    @Property(tries = 1500)
    void damagedProgramIsReadOrRefused(@ForAll long seed) throws IOException {
        for (byte[] sound : programs) {
            byte[] bytes = AnalyzerDamage.damaged(sound, seed);
            AnalyzerDamage.read(analyzer, "bin/app", bytes);
            AnalyzerDamage.readAsStream(analyzer, "bin/app", bytes);
        }
    }

    private static List<byte[]> programs() {
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        String modules = "mod\texample.com/app\tv1.0.0\th1:x\ndep\texample.com/a\tv1.0.0\th1:y\n";
        byte[] inline = ProgramFixture.goInline("go1.21.1", modules);
        byte[] pointed = ProgramFixture.goPointed(8, little, "go1.17.1", modules);
        byte[] rust = ProgramFixture.rust(
                "{\"packages\":[{\"name\":\"a\",\"version\":\"1.0.0\",\"source\":\"crates.io\",\"root\":true}]}");
        byte[] slice = ProgramFixture.machO(true, little, "__go_buildinfo", inline);
        return List.of(
                ProgramFixture.elf(true, little, ".go.buildinfo", inline),
                ProgramFixture.elf(false, ByteOrder.BIG_ENDIAN, "", inline),
                ProgramFixture.elf(true, little, ".go.buildinfo", pointed),
                ProgramFixture.pe(true, ".data", pointed),
                ProgramFixture.fat(slice, ProgramFixture.machO(true, little, ".dep-v0", rust)),
                ProgramFixture.wasm(".dep-v0", rust));
    }
}
