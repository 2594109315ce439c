package dev.entrepot.e2e.hostile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What came back over a connection before the server closed it.
///
/// @param status 0 when the server closed without an answer
/// @param head the status line and the headers
/// @param body as it came, with the marks of chunks if there are any
public record Answer(int status, String head, String body) {
    private static final Pattern STATUS_LINE = Pattern.compile("[A-Za-z]+/[\\d.]+ (\\d{3})[^\r\n]*");
    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([A-Z_]+)\"");
    private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"[^\"]{8,}");

    /// Reads the first final answer among these bytes: interim ones are passed over.
    static Answer of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        while (true) {
            Matcher line = STATUS_LINE.matcher(text);
            if (!line.lookingAt()) {
                return new Answer(0, "", text);
            }
            int end = text.indexOf("\r\n\r\n");
            String head = end < 0 ? text : text.substring(0, end);
            String rest = end < 0 ? "" : text.substring(end + 4);
            int status = Integer.parseInt(line.group(1));
            if (status >= 200) {
                return new Answer(status, head, rest);
            }
            text = rest;
        }
    }

    public Optional<String> header(String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /// The ids in the errors document.
    public List<String> codes() {
        return CODE.matcher(body)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    /// Whether each error comes with words.
    boolean explained() {
        return MESSAGE.matcher(body).find() && header("Content-Type").orElse("").startsWith("application/json");
    }
}
