package dev.entrepot.jobs;

import java.util.concurrent.ThreadLocalRandom;

/// Ids of jobs: 14 letters and digits, which people can type and which sort by the millisecond they were made in.
final class JobId {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int BITS = 5;
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 4;

    private JobId() {}

    static String at(long micros) {
        StringBuilder id = new StringBuilder();
        append(id, micros / 1_000, TIME_DIGITS);
        append(id, ThreadLocalRandom.current().nextLong(), RANDOM_DIGITS);
        return id.toString();
    }

    private static void append(StringBuilder id, long number, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            id.append(DIGITS.charAt((int) (number >>> (BITS * i)) & (DIGITS.length() - 1)));
        }
    }
}
