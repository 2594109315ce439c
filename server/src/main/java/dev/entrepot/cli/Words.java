package dev.entrepot.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes, times and durations between people and the API.
final class Words {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");
    private static final int STEP = 1024;
    private static final String ELLIPSIS = "…";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?) ?([KMGTP]?i?B?)");
    private static final Pattern AGO = Pattern.compile("(\\d{1,9})(s|m|h|d|w)");

    private Words() {}

    /// Such as `1.5 GiB`.
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= STEP && unit < UNITS.size() - 1) {
            value /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
    }

    /// `10GiB`, `1.5 GB` and `512` in bytes; units are of 1024.
    static long bytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (size.matches()) {
            int unit = "KMGTP"
                            .indexOf(
                                    size.group(2).isEmpty()
                                            ? ' '
                                            : size.group(2).charAt(0))
                    + 1;
            BigDecimal bytes = new BigDecimal(size.group(1))
                    .multiply(BigDecimal.valueOf(STEP).pow(unit));
            if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return bytes.longValue();
            }
        }
        throw new UsageException("\"" + text + "\" is no size; write one such as 10GiB, 500MiB or 1048576");
    }

    /// `2026-11-23 22:41`, in UTC; what is no time stays as it is.
    static String time(String rfc3339) {
        try {
            return Instant.parse(rfc3339).toString().substring(0, 16).replace('T', ' ');
        } catch (DateTimeParseException other) {
            return rfc3339;
        }
    }

    /// A moment: so long ago (`1h`, `7d`), a day, or a time of RFC 3339. Empty stays empty.
    static String moment(String option, String text, Instant now) {
        if (text.isEmpty()) {
            return "";
        }
        Matcher ago = AGO.matcher(text);
        return ago.matches()
                ? now.minus(duration(ago)).toString()
                : point(
                        text,
                        option + ": \"" + text
                                + "\" is no time; write 30m, 1h or 7d for so long ago, 2026-11-23, or 2026-11-23T22:41:00Z");
    }

    /// A moment to come: in so long (`1h`, `30d`), a day, or a time of RFC 3339. Empty stays empty.
    static String later(String option, String text, Instant now) {
        if (text.isEmpty()) {
            return "";
        }
        Matcher in = AGO.matcher(text);
        return in.matches()
                ? now.plus(duration(in)).toString()
                : point(
                        text,
                        option + ": \"" + text
                                + "\" is no time; write 12h or 30d for in so long, 2026-11-23, or 2026-11-23T22:41:00Z");
    }

    private static String point(String text, String wrong) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toString()
                    : Instant.parse(text).toString();
        } catch (DateTimeParseException other) {
            throw new UsageException(wrong);
        }
    }

    /// A length of time: `90s`, `15m`, `1h`, `7d`, `2w`.
    static Duration duration(String option, String text) {
        Matcher length = AGO.matcher(text);
        if (!length.matches()) {
            throw new UsageException(option + ": \"" + text + "\" is no length of time; write 90s, 15m, 1h or 7d");
        }
        return duration(length);
    }

    /// In the largest unit that fits: `3 days`, `1 hour`, `less than a minute`.
    static String length(Duration time) {
        long minutes = time.toMinutes();
        if (minutes < 1) {
            return "less than a minute";
        }
        if (minutes < 120) {
            return TrashWords.counted(minutes, "minute");
        }
        return minutes < 48 * 60
                ? TrashWords.counted(time.toHours(), "hour")
                : TrashWords.counted(time.toDays(), "day");
    }

    /// At most `most` characters; the end goes, and an ellipsis says so.
    static String clipped(String text, int most) {
        int length = text.codePointCount(0, text.length());
        return length <= most ? text : text.substring(0, text.offsetByCodePoints(0, most - 1)) + ELLIPSIS;
    }

    /// As {@link #clipped}, but the beginning goes: of paths and of names whose end tells more.
    static String clippedBefore(String text, int most) {
        int length = text.codePointCount(0, text.length());
        return length <= most ? text : ELLIPSIS + text.substring(text.offsetByCodePoints(0, length - most + 1));
    }

    private static Duration duration(Matcher ago) {
        long number = Long.parseLong(ago.group(1));
        return switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }
}
