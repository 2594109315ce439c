package dev.entrepot.http;

import java.io.IOException;

/// The body is larger than its limit, in bytes. Answered 413.
public final class BodyTooLargeException extends IOException {
    private final long limitBytes;

    public BodyTooLargeException(long limitBytes) {
        super("the body is larger than the limit of " + limitBytes + " bytes");
        this.limitBytes = limitBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }
}
