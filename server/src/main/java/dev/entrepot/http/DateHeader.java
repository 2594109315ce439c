package dev.entrepot.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The `Date` of answers, made anew once a second. Any thread.
final class DateHeader {
    private final Clock clock;
    private volatile Second current = new Second(-1, "");

    private record Second(long epochSecond, String text) {}

    DateHeader(Clock clock) {
        this.clock = clock;
    }

    String text() {
        long now = clock.millis() / 1_000;
        Second known = current;
        if (known.epochSecond != now) {
            String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    Instant.ofEpochSecond(now).atOffset(ZoneOffset.UTC));
            known = new Second(now, text);
            current = known;
        }
        return known.text;
    }
}
