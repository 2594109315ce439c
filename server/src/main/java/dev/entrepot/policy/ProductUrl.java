package dev.entrepot.policy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A package URL (purl-spec) as VEX statements name products by: `pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH`,
/// its parts decoded.
///
/// @param path namespace and name, a slash between; the name alone where there is no namespace
/// @param version empty when the statement is about all of them
record ProductUrl(String type, String path, String version, Map<String, String> qualifiers, String subpath) {
    static final String SCHEME = "pkg:";
    private static final int LONGEST = 4_096;
    private static final int MOST_QUALIFIERS = 50;

    ProductUrl {
        qualifiers = Map.copyOf(qualifiers);
    }

    static boolean is(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /// @throws IllegalArgumentException that says what is wrong
    static ProductUrl parse(String text) {
        if (text.length() > LONGEST) {
            throw malformed(text.substring(0, 60) + "…", "it is longer than " + LONGEST + " characters");
        }
        String rest = is(text) ? stripped(text.substring(SCHEME.length())) : "";
        String subpath = "";
        int hash = rest.lastIndexOf('#');
        if (hash >= 0) {
            subpath = decoded(text, rest.substring(hash + 1));
            rest = rest.substring(0, hash);
        }
        Map<String, String> qualifiers = Map.of();
        int question = rest.indexOf('?');
        if (question >= 0) {
            qualifiers = qualifiers(text, rest.substring(question + 1));
            rest = rest.substring(0, question);
        }
        int slash = rest.indexOf('/');
        if (slash < 1) {
            throw malformed(text, "it has no type and name");
        }
        String type = rest.substring(0, slash).toLowerCase(Locale.ROOT);
        String path = stripped(rest.substring(slash + 1));
        String version = "";
        int at = path.lastIndexOf('@');
        // The @ in front of an npm scope is none of a version.
        if (at > path.lastIndexOf('/') + 1) {
            version = decoded(text, path.substring(at + 1));
            path = path.substring(0, at);
        }
        path = decoded(text, path);
        if (path.isEmpty() || path.endsWith("/") || !type.matches("[a-z][a-z0-9.+-]*")) {
            throw malformed(text, "it has no type and name");
        }
        return new ProductUrl(type, path, version, qualifiers, subpath);
    }

    private static String stripped(String text) {
        int from = 0;
        while (from < text.length() && text.charAt(from) == '/') {
            from++;
        }
        return text.substring(from);
    }

    private static Map<String, String> qualifiers(String whole, String text) {
        Map<String, String> qualifiers = new TreeMap<>();
        for (String pair : text.split("&", MOST_QUALIFIERS + 1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || qualifiers.size() == MOST_QUALIFIERS) {
                throw malformed(whole, "its qualifiers are not name=value, joined by &");
            }
            String value = decoded(whole, pair.substring(equals + 1));
            if (!value.isEmpty()) {
                qualifiers.put(pair.substring(0, equals).toLowerCase(Locale.ROOT), value);
            }
        }
        return qualifiers;
    }

    /// A plus sign stands for itself.
    private static String decoded(String whole, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.write(raw[i]);
                continue;
            }
            boolean complete = i + 2 < raw.length;
            int high = complete ? Character.digit(raw[i + 1], 16) : -1;
            int low = complete ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw malformed(whole, "a % in it is not followed by two hex digits");
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed(whole, "what is percent-encoded in it is not UTF-8");
        }
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("\"" + text + "\" is no package URL: " + why
                + "; expected pkg:TYPE/NAME@VERSION such as pkg:deb/debian/openssl@3.0.11-1");
    }
}
