package dev.entrepot.rest;

/// Texts that people may be shown: bounded, and without characters that steer a terminal or turn a line around.
public final class Plain {
    private static final int SHOWN = 60;

    private Plain() {}

    /// One line. Throws {@link RefusedException} that names the member.
    public static String line(String member, String text, int longest) {
        return checked(member, text, longest, false);
    }

    /// Several lines.
    public static String lines(String member, String text, int longest) {
        return checked(member, text, longest, true);
    }

    private static String checked(String member, String text, int longest, boolean lines) {
        if (text.length() > longest) {
            throw RefusedException.invalid(member + ": expected at most " + longest + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = lines && (c == '\n' || c == '\r' || c == '\t');
            if (!allowed && (steers(c) || unpaired(text, i))) {
                throw RefusedException.invalid(member + ": expected text without control characters");
            }
        }
        return text;
    }

    /// A name from outside, fit for a message.
    static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), SHOWN); i++) {
            char c = name.charAt(i);
            shown.append(c > ' ' && c < 0x7f ? c : '?');
        }
        return name.length() > SHOWN ? shown + "…" : shown.toString();
    }

    private static boolean steers(char c) {
        boolean separator = c == 0x2028 || c == 0x2029;
        boolean direction = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e);
        return Character.isISOControl(c) || separator || direction || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean unpaired(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
