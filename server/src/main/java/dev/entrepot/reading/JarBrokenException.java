package dev.entrepot.reading;

import java.io.IOException;

/// An archive within a layer is broken or beyond the limits, or a file in it; the layer itself is not.
final class JarBrokenException extends IOException {
    private static final long serialVersionUID = 1;

    JarBrokenException(String why) {
        super(why);
    }
}
