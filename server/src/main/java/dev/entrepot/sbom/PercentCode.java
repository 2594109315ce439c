package dev.entrepot.sbom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// How the components of a package URL are escaped (ECMA-427, "Character encoding"): everything but ASCII letters,
/// digits
/// and `.-_~:`, as UTF-8.
final class PercentCode {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentCode() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(octet)) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    /// Empty when an escape is broken or the octets are no UTF-8.
    static Optional<String> decode(String text) {
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        int position = 0;
        while (position < text.length()) {
            int end = text.indexOf('%', position);
            String plain = text.substring(position, end < 0 ? text.length() : end);
            octets.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
            position += plain.length();
            if (end >= 0) {
                if (end + 3 > text.length() || !isHex(text.charAt(end + 1)) || !isHex(text.charAt(end + 2))) {
                    return Optional.empty();
                }
                octets.write(HexFormat.fromHexDigits(text, end + 1, end + 3));
                position = end + 3;
            }
        }
        return utf8(octets.toByteArray());
    }

    private static Optional<String> utf8(byte[] octets) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static boolean isHex(char c) {
        return c < 0x80 && HexFormat.isHexDigit(c);
    }

    private static boolean isPlain(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || ".-_~:".indexOf(octet) >= 0;
    }
}
