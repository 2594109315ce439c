package dev.entrepot.reading;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class JarDamageTest {
    private final JarAnalyzer analyzer = new JarAnalyzer();
    private final byte[] deflated = outer().deflated();
    private final byte[] stored = outer().stored();
    private final byte[] large = outer().zip64();

    @Property(tries = 700)
    void damagedArchiveIsReadOrRefused(@ForAll long seed) throws IOException {
        for (byte[] sound : new byte[][] {deflated, stored, large}) {
            byte[] bytes = AnalyzerDamage.damaged(sound, seed);
            AnalyzerDamage.read(analyzer, "app.jar", bytes);
            AnalyzerDamage.readAsStream(analyzer, "app.jar", bytes);
        }
    }

    private static JarFixture outer() {
        byte[] inner = JarFixture.jar()
                .pom("com.example", "inner", "1")
                .file("a.txt", "text")
                .deflated();
        return JarFixture.jar()
                .manifest("Implementation-Title: outer", "Implementation-Version: 1")
                .file("BOOT-INF/lib/inner-1.jar", inner)
                .file(
                        "BOOT-INF/lib/second.jar",
                        JarFixture.jar().file("third.jar", inner).stored())
                .pom("com.example", "outer", "1");
    }
}
