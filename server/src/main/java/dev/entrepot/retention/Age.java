package dev.entrepot.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long ago, as policies and labels write it: `2w`, `7d`, `12h`, `30m`, `90s`.
final class Age {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([smhdw])");
    private static final long DAY = 86_400;
    private static final long HOUR = 3_600;
    private static final long MINUTE = 60;

    private Age() {}

    static Optional<Duration> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "w" -> Duration.ofDays(7 * count);
                    case "d" -> Duration.ofDays(count);
                    case "h" -> Duration.ofHours(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofSeconds(count);
                });
    }

    /// In the largest unit that fits, weeks aside.
    static String text(Duration age) {
        long seconds = age.toSeconds();
        if (seconds % DAY == 0) {
            return seconds / DAY + "d";
        }
        if (seconds % HOUR == 0) {
            return seconds / HOUR + "h";
        }
        return seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
    }

    static long micros(Duration age) {
        return age.toNanos() / 1_000;
    }

    /// A moment for people, to the minute and in UTC.
    static String moment(long micros) {
        String text = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
        return text.substring(0, text.indexOf('T') + 6).replace('T', ' ') + " UTC";
    }
}
