package dev.entrepot.distribution;

import java.util.ArrayList;
import java.util.List;

/// Values of the header `Warning`: code 299, no agent, one quoted text each.
///
/// distribution-spec, "Warnings": all of them together have at most 4096 bytes; RFC 7234, 5.5.
final class Warnings {
    private static final String BEGIN = "299 - \"";

    /// Of all values together, so that those of others fit too.
    private static final int MOST_BYTES = 3_500;

    private static final int LONGEST = 1_000;

    private Warnings() {}

    /// As many as fit, and how many are left out.
    static List<String> of(List<String> texts) {
        List<String> values = new ArrayList<>();
        int bytes = 0;
        for (String text : texts) {
            String value = BEGIN + quoted(text) + '"';
            if (bytes + value.length() > MOST_BYTES) {
                values.add(BEGIN + (texts.size() - values.size()) + " more policies warn\"");
                return values;
            }
            bytes += value.length();
            values.add(value);
        }
        return values;
    }

    /// RFC 9110, 5.6.4, without what is not ASCII: many clients print bytes.
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < text.length() && quoted.length() < LONGEST; i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else {
                quoted.append(each >= ' ' && each < 0x7f ? each : '?');
            }
        }
        return quoted.toString();
    }
}
