package dev.entrepot.content;

import java.util.concurrent.ThreadLocalRandom;

/// Ids of deletions: 16 letters and digits, which people can type and which sort by the moment they were made.
final class DeletionId {
    private static final int RADIX = 32;
    private static final int TIME_DIGITS = 11;
    private static final int RANDOM_DIGITS = 5;

    private DeletionId() {}

    static String at(long micros) {
        return digits(micros, TIME_DIGITS) + digits(ThreadLocalRandom.current().nextInt(1 << 25), RANDOM_DIGITS);
    }

    private static String digits(long number, int width) {
        String text = Long.toString(number, RADIX);
        return "0".repeat(width - text.length()) + text;
    }
}
