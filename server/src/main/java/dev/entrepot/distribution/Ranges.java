package dev.entrepot.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a `Range` header asks for. RFC 9110, 14.1 and 14.2.
sealed interface Ranges {
    /// No range, or one in a unit that nobody knows, or too many: the whole is the answer.
    record Whole() implements Ranges {}

    /// `length` bytes from `offset` on.
    record Part(long offset, long length) {}

    /// Parts in the order asked for, each within the size.
    record Parts(List<Part> parts) implements Ranges {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /// Nothing that was asked for exists.
    record Unsatisfiable() implements Ranges {}

    /// More parts than this are not worth a multipart answer.
    int MOST_PARTS = 512;

    Pattern SPEC = Pattern.compile("(\\d{0,18})-(\\d{0,18})");

    String UNIT = "bytes=";

    static Ranges parse(String header, long size) {
        if (!header.startsWith(UNIT)) {
            return new Whole();
        }
        String[] specs = header.substring(UNIT.length()).split(",", -1);
        if (specs.length > MOST_PARTS) {
            return new Whole();
        }
        List<Part> parts = new ArrayList<>();
        for (String spec : specs) {
            Matcher matcher = SPEC.matcher(spec.strip());
            if (!matcher.matches()
                    || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
                return new Unsatisfiable();
            }
            add(parts, matcher.group(1), matcher.group(2), size);
        }
        return parts.isEmpty() ? new Unsatisfiable() : new Parts(parts);
    }

    private static void add(List<Part> parts, String first, String last, long size) {
        if (first.isEmpty()) {
            long length = Math.min(Long.parseLong(last), size);
            if (length > 0) {
                parts.add(new Part(size - length, length));
            }
            return;
        }
        long start = Long.parseLong(first);
        long end = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (start <= end) {
            parts.add(new Part(start, end - start + 1));
        }
    }
}
