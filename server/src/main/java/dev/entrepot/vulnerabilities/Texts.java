package dev.entrepot.vulnerabilities;

import java.time.DateTimeException;
import java.time.OffsetDateTime;

/// Texts of records, checked and cut to what is stored.
final class Texts {
    /// Of ids, package names and versions: the longest public one has fewer than 300 characters.
    private static final int LONGEST = 1_000;

    /// Of what people read in one line.
    private static final int TITLE = 200;

    private static final int LONGEST_URL = 500;

    private Texts() {}

    /// What must be there.
    static String required(String text, String what) throws InvalidRecordException {
        if (text.isEmpty()) {
            throw new InvalidRecordException(what + " is missing");
        }
        return optional(text, what);
    }

    static String optional(String text, String what) throws InvalidRecordException {
        if (text.length() > LONGEST) {
            throw new InvalidRecordException(what + " has more than " + LONGEST + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRecordException(what + " holds control characters");
        }
        return text;
    }

    /// The first line that says something, cut.
    static String title(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
        String plain = line.codePoints()
                .filter(character -> !Character.isISOControl(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        if (plain.length() <= TITLE) {
            return plain;
        }
        int end = Character.isHighSurrogate(plain.charAt(TITLE - 2)) ? TITLE - 2 : TITLE - 1;
        return plain.substring(0, end) + "…";
    }

    /// An address that can be shown as a link; else empty.
    static String url(String text) {
        boolean web = text.startsWith("https://") || text.startsWith("http://");
        boolean plain = text.chars().allMatch(character -> character > ' ' && character < 0x7f);
        return web && plain && text.length() <= LONGEST_URL ? text : "";
    }

    /// Seconds since 1970 of a time such as `2023-04-20T14:09:15Z`; 0 for one before it, with which some
    /// sources say that they do not know.
    static long seconds(String time, String what) throws InvalidRecordException {
        if (time.isEmpty()) {
            return 0;
        }
        try {
            return Math.max(0, OffsetDateTime.parse(time).toEpochSecond());
        } catch (DateTimeException e) {
            throw new InvalidRecordException(what + " is no time of RFC 3339: " + shortened(time));
        }
    }

    /// One line that is safe to show.
    static String plain(String text) {
        return title(text.replace('\n', ' '));
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
