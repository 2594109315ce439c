package dev.entrepot.federation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// A login under way: one random number that only the browser holds, in a cookie. What the provider is told follows
/// from it, so any node can go on with the login, and nothing is kept for those who never come back.
///
/// The state ties the provider's answer to this browser; the nonce ties the ID token to it; the verifier is what PKCE
/// asks for. None of them leads to the number, nor to another of them.
///
/// @param provider where; part of what is derived, so the answer of one provider fits no login at another
/// @param random 256 bits in base64url
/// @param then where the browser goes afterwards, a path of this server
record OidcLogin(String provider, String random, String then) {
    private static final Pattern COOKIE = Pattern.compile("([a-z][a-z0-9-]{0,31})\\.([\\w-]{43})\\.([\\w-]{0,1024})");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int RANDOM_BYTES = 32;

    static OidcLogin begin(String provider, String then, SecureRandom source) {
        byte[] random = new byte[RANDOM_BYTES];
        source.nextBytes(random);
        return new OidcLogin(provider, BASE64.encodeToString(random), then);
    }

    /// From the value of the cookie.
    static Optional<OidcLogin> parse(String cookie) {
        var matcher = COOKIE.matcher(cookie);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            String then = new String(Base64.getUrlDecoder().decode(matcher.group(3)), StandardCharsets.UTF_8);
            return LocalPath.of(then).map(path -> new OidcLogin(matcher.group(1), matcher.group(2), path));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    String cookie() {
        return provider + "." + random + "." + BASE64.encodeToString(then.getBytes(StandardCharsets.UTF_8));
    }

    String state() {
        return derived("state");
    }

    String nonce() {
        return derived("nonce");
    }

    /// RFC 7636, 4.1: 43 characters at least.
    String verifier() {
        return derived("verifier");
    }

    boolean hasState(String other) {
        return MessageDigest.isEqual(state().getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private String derived(String what) {
        return Digests.base64(what + "\n" + provider + "\n" + random);
    }

    @Override
    public String toString() {
        return "login at " + provider;
    }
}
