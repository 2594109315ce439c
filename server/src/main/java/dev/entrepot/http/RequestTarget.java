package dev.entrepot.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The target of a request line, checked: `rawPath` is made of printable ASCII and its escapes are sound.
record RequestTarget(String rawPath, Query query) {
    private static final int DELETE = 0x7f;

    /// Throws {@link BadRequestException} for whatever is not a sound target.
    static RequestTarget parse(String uri) {
        int start = pathStart(uri);
        boolean escaped = false;
        int end = uri.length();
        int queryStart = -1;
        for (int i = start; i < end; i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= DELETE) {
                throw new BadRequestException("the request target holds a character that must be percent-encoded");
            }
            if (c == '%') {
                escaped = true;
            } else if (c == '?' && queryStart < 0) {
                queryStart = i;
            } else if (c == '#') {
                end = i;
            }
        }
        String path = uri.substring(start, queryStart < 0 ? end : queryStart);
        if (escaped) {
            decode(path, false);
        }
        Query query = queryStart < 0 ? Query.EMPTY : query(uri.substring(queryStart + 1, end));
        return new RequestTarget(path.isEmpty() ? "/" : path, query);
    }

    /// RFC 9112, 3.2: besides `/path`, a server must accept the absolute form `http://host/path`.
    private static int pathStart(String uri) {
        if (uri.startsWith("/") || uri.equals("*")) {
            return 0;
        }
        int scheme = uri.indexOf("://");
        if (!uri.regionMatches(true, 0, "http", 0, 4) || (scheme != 4 && scheme != 5)) {
            throw new BadRequestException("the request target must begin with '/'");
        }
        for (int i = scheme + 3; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '/' || c == '?') {
                return i;
            }
        }
        return uri.length();
    }

    private static Query query(String raw) {
        if (raw.isEmpty()) {
            return Query.EMPTY;
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int from = 0;
        while (from <= raw.length()) {
            int to = raw.indexOf('&', from);
            if (to < 0) {
                to = raw.length();
            }
            if (to > from) {
                int equals = raw.indexOf('=', from);
                boolean valued = equals >= 0 && equals < to;
                String name = decode(raw.substring(from, valued ? equals : to), true);
                String value = valued ? decode(raw.substring(equals + 1, to), true) : "";
                parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
            }
            from = to + 1;
        }
        return new Query(parameters);
    }

    /// Decodes `%XX` (and `+` in a query); refuses broken escapes, NUL and what is not UTF-8.
    private static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) escape(text, i);
                i += 2;
            } else {
                bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException("percent escapes in the request target are not UTF-8");
        }
    }

    private static int escape(String text, int percent) {
        int high = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new BadRequestException("a '%' in the request target is not followed by two hex digits");
        }
        int value = high << 4 | low;
        if (value == 0) {
            throw new BadRequestException("the request target holds a NUL");
        }
        return value;
    }
}
