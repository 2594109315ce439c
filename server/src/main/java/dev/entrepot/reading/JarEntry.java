package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// One file or folder of an archive. Its content can be read once, and before the next entry is asked for.
interface JarEntry {
    /// Takes entries, one at a time: each is of no use after the call.
    interface Visitor {
        void visit(JarEntry entry) throws IOException;
    }

    String name();

    /// As the archive says, which may be a lie; -1 where it does not say.
    long size();

    /// Its content, unpacked. Fails with {@link JarBrokenException} where it is broken or beyond a limit. To be
    /// closed.
    InputStream open() throws IOException;

    /// Its content where it lies in memory as it is.
    Optional<HeldBytes> held();
}
