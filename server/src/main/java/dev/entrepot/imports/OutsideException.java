package dev.entrepot.imports;

import java.io.IOException;

/// A path of the folder leads out of it, or to something that is no file.
final class OutsideException extends IOException {
    OutsideException(String message) {
        super(message);
    }
}
