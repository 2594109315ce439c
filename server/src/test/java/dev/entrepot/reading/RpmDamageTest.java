package dev.entrepot.reading;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class RpmDamageTest {
    private final Map<String, byte[]> fixtures = new HashMap<>();

    @Property(tries = 3000)
    void damagedDatabaseIsReadOrRefused(@ForAll("forms") String form, @ForAll long seed) throws IOException {
        byte[] sound = fixture(form);

        AnalyzerDamage.read(new RpmAnalyzer(), "var/lib/rpm/Packages", AnalyzerDamage.damaged(sound, seed));
    }

    @Provide
    Arbitrary<String> forms() {
        return Arbitraries.of(RpmFixtures.ALL);
    }

    private byte[] fixture(String form) throws IOException {
        byte[] sound = fixtures.get(form);
        if (sound == null) {
            sound = RpmFixtures.of(form);
            fixtures.put(form, sound);
        }
        return sound;
    }
}
