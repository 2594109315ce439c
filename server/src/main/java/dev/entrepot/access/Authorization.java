package dev.entrepot.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The request header `Authorization`, read.
sealed interface Authorization {
    /// `Authorization` of another scheme, or not in the form of its scheme.
    record Malformed(String reason) implements Authorization {}

    /// No credential: no header, or Basic with neither user nor password, as docker sends it (`Basic Og==`).
    record None() implements Authorization {}

    record Basic(String user, Secret password) implements Authorization {}

    record Bearer(String token) implements Authorization {}

    /// Longer user names and passwords are refused unread: hashing takes time in their length.
    int MAX_BASIC_LENGTH = 4096;

    /// Never throws.
    static Authorization parse(String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String rest = space < 0 ? "" : header.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return isToken68(rest) ? new Bearer(rest) : new Malformed("expected Authorization: Bearer TOKEN");
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            return basic(rest);
        }
        return new Malformed("expected Authorization: Bearer TOKEN or Authorization: Basic USER:PASSWORD in base64");
    }

    /// RFC 7617: the user ends at the first colon, the password may hold more of them; UTF-8.
    private static Authorization basic(String encoded) {
        String pair;
        try {
            if (encoded.length() > MAX_BASIC_LENGTH) {
                return new Malformed("user and password are too long");
            }
            pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return new Malformed("expected Authorization: Basic with USER:PASSWORD as UTF-8 in base64");
        }
        int colon = pair.indexOf(':');
        if (colon < 0 || pair.chars().anyMatch(Character::isISOControl)) {
            return new Malformed("expected USER:PASSWORD without control characters behind Basic");
        }
        return colon == 0 && pair.length() == 1
                ? new None()
                : new Basic(pair.substring(0, colon), new Secret(pair.substring(colon + 1)));
    }

    /// RFC 9110, 11.2.
    private static boolean isToken68(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "-._~+/=".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
