package dev.entrepot.access;

import dev.entrepot.http.BadRequestException;
import dev.entrepot.http.Query;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A body of type `application/x-www-form-urlencoded`. Throws {@link BadRequestException} for any other.
///
/// containerd takes 415 for the end of everything and 400 for a reason to try GET: so it is always 400.
public final class TokenForm {
    private static final String TYPE = "application/x-www-form-urlencoded";

    /// Clients send nine at most, besides repeated scopes.
    private static final int MAX_PARAMETERS = 256;

    private TokenForm() {}

    public static Query parse(String contentType, byte[] body) {
        Charset charset = charset(contentType);
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String[] pairs = text.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            throw new BadRequestException("the form has more than " + MAX_PARAMETERS + " parameters");
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), charset);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), charset);
                parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
            }
        }
        return new Query(parameters);
    }

    private static Charset charset(String contentType) {
        String[] parts = contentType.split(";", -1);
        if (!parts[0].strip().equalsIgnoreCase(TYPE)) {
            throw new BadRequestException("expected a body of Content-Type " + TYPE);
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
            if (parameter.startsWith("charset=")) {
                return switch (parameter.substring("charset=".length())) {
                    case "utf-8", "us-ascii" -> StandardCharsets.UTF_8;
                    case "iso-8859-1" -> StandardCharsets.ISO_8859_1;
                    default -> throw new BadRequestException("expected charset=utf-8");
                };
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static String decode(String text, Charset charset) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < text.length();
                int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new BadRequestException("a '%' in the form is not followed by two hex digits");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new BadRequestException("the form is not text in " + charset);
        }
    }
}
