package dev.entrepot.reading;

import java.io.IOException;

/// Takes the headers of a package database, in the order in which they lie there.
interface RpmHeaders {
    /// Takes one.
    ///
    /// @param header one whole header, as rpm stores it; see {@link RpmHeader}
    void header(HeldBytes header) throws IOException;
}
