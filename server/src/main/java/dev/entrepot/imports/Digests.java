package dev.entrepot.imports;

import dev.entrepot.oci.Digest;
import java.util.Comparator;

/// An order of digests, so that two runs over a folder do the same.
final class Digests {
    static final Comparator<Digest> ORDER = Comparator.comparing(Digest::toString);

    private Digests() {}
}
