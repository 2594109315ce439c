package dev.entrepot.events;

import java.util.concurrent.ThreadLocalRandom;

/// Ids of events: 17 letters and digits that sort by the microsecond.
final class EventId {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int BITS = 5;
    private static final int TIME_DIGITS = 11;
    private static final int RANDOM_DIGITS = 6;

    private EventId() {}

    static String at(long micros) {
        StringBuilder id = new StringBuilder();
        append(id, micros, TIME_DIGITS);
        append(id, ThreadLocalRandom.current().nextLong(), RANDOM_DIGITS);
        return id.toString();
    }

    private static void append(StringBuilder id, long number, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            id.append(DIGITS.charAt((int) (number >>> (BITS * i)) & (DIGITS.length() - 1)));
        }
    }
}
