package dev.entrepot.reading;

import java.io.IOException;

/// A layer is beyond a limit; its reading ends.
final class LimitException extends IOException {
    private static final long serialVersionUID = 1;

    LimitException(String why) {
        super(why);
    }
}
