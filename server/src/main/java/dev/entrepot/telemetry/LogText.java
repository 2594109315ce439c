package dev.entrepot.telemetry;

import java.util.HexFormat;

/// Text of strangers in a key=value line: nothing in it may end the value or the line, or steer a terminal.
final class LogText {
    /// Longer values are cut; a request line of 32 KiB must not become a log line of 32 KiB.
    private static final int LONGEST = 1_024;

    private static final HexFormat HEX = HexFormat.of();

    private LogText() {}

    static void append(StringBuilder text, String value) {
        if (value.isEmpty()) {
            text.append('-');
            return;
        }
        int end = Math.min(value.length(), LONGEST);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=') {
                text.append(c);
            } else if (c < 0x80) {
                text.append("\\x").append(HEX.toHexDigits((byte) c));
            } else {
                text.append("\\u").append(HEX.toHexDigits(c));
            }
        }
        if (end < value.length()) {
            text.append("...");
        }
    }
}
