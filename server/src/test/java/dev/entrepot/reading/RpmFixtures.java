package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// Package databases that other programs wrote; see the README beside them.
final class RpmFixtures {
    static final String[] ALL = {
        "alma9.sqlite", "stubs.sqlite", "stubs.ndb", "stubs-little.bdb", "stubs-big.bdb", "reserved-utf16.sqlite"
    };

    private RpmFixtures() {}

    static byte[] of(String name) throws IOException {
        try (InputStream stored =
                        Objects.requireNonNull(RpmFixtures.class.getResourceAsStream("rpm/" + name + ".gz"), name);
                GZIPInputStream bytes = new GZIPInputStream(stored)) {
            return bytes.readAllBytes();
        }
    }
}
