package dev.entrepot.content;

import java.io.IOException;

/// A later request took the upload over; this writer was closed.
final class SupersededException extends IOException {
    SupersededException() {
        super("a later request took this upload over");
    }
}
