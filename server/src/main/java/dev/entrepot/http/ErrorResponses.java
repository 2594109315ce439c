package dev.entrepot.http;

import dev.entrepot.oci.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Answers that carry the errors document of the distribution specification,
/// `{"errors":[{"code","message","detail"}]}`.
public final class ErrorResponses {
    private static final HexFormat HEX = HexFormat.of();

    private ErrorResponses() {}

    /// One entry of the document.
    ///
    /// @param message what was expected, for people
    /// @param detail what was found, empty when there is nothing to add
    public record Entry(ErrorCode code, String message, String detail) {}

    /// One error, under the status that belongs to its code.
    public static Response of(ErrorCode code, String message, String detail) {
        return of(status(code), code, message, detail);
    }

    /// One error under a status of its own, such as 413.
    public static Response of(int status, ErrorCode code, String message, String detail) {
        return of(status, List.of(new Entry(code, message, detail)));
    }

    /// One error of `/api/v1`.
    public static Response of(ApiError error, String message, String detail) {
        return Response.json(error.status(), document(List.of(new Text(error.id(), message, detail))));
    }

    /// Several errors, under the status that belongs to the first one's code.
    public static Response of(List<Entry> entries) {
        return of(status(entries.getFirst().code()), entries);
    }

    /// Several errors under a status of its own.
    public static Response of(int status, List<Entry> entries) {
        return Response.json(
                status,
                document(entries.stream()
                        .map(entry -> new Text(entry.code().id(), entry.message(), entry.detail()))
                        .toList()));
    }

    /// The status that clients expect with a code.
    public static int status(ErrorCode code) {
        return switch (code) {
            case UNKNOWN -> 500;
            case UNSUPPORTED -> 405;
            case UNAUTHORIZED -> 401;
            case DENIED -> 403;
            case UNAVAILABLE -> 503;
            case TOOMANYREQUESTS -> 429;
            case RANGE_INVALID -> 416;
            case NAME_UNKNOWN, MANIFEST_UNKNOWN, BLOB_UNKNOWN, BLOB_UPLOAD_UNKNOWN, BLOB_UPLOAD_INVALID -> 404;
            case DIGEST_INVALID,
                    SIZE_INVALID,
                    NAME_INVALID,
                    TAG_INVALID,
                    MANIFEST_INVALID,
                    MANIFEST_UNVERIFIED,
                    MANIFEST_BLOB_UNKNOWN,
                    PAGINATION_NUMBER_INVALID -> 400;
        };
    }

    private record Text(String code, String message, String detail) {}

    private static byte[] document(List<Text> entries) {
        StringBuilder json = new StringBuilder(128).append("{\"errors\":[");
        for (int i = 0; i < entries.size(); i++) {
            Text entry = entries.get(i);
            json.append(i == 0 ? "{\"code\":" : ",{\"code\":");
            quote(json, entry.code());
            json.append(",\"message\":");
            quote(json, entry.message());
            if (!entry.detail().isEmpty()) {
                json.append(",\"detail\":");
                quote(json, entry.detail());
            }
            json.append('}');
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || (Character.isSurrogate(c) && !pairs(text, i))) {
                json.append("\\u").append(HEX.toHexDigits(c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /// Whether the surrogate at `i` has its other half beside it, so that it can be written as UTF-8.
    private static boolean pairs(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
