package dev.entrepot.federation;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a CI system's token says, before anybody believes it. `jwk`, `jku`, `x5c` and `x5u` in its header are what an
/// attacker would like us to check with: nothing reads them.
record CiToken(JWSObject signed, Map<String, Object> claims) {
    /// Several times what the known systems write.
    static final int MAX_LENGTH = 16 * 1024;

    /// Longer than any job; a token that lives longer is a password that nobody rotates.
    static final Duration MAX_LIFETIME = Duration.ofHours(24);

    /// Between our clock and the issuer's.
    static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA,
            JWSAlgorithm.Ed25519);

    /// Empty for what is no signed token. Never throws.
    static Optional<CiToken> parse(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            JWSObject signed = JWSObject.parse(token);
            Map<String, Object> claims = signed.getPayload().toJSONObject();
            return claims == null ? Optional.empty() : Optional.of(new CiToken(signed, claims));
        } catch (ParseException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /// A claim that is a text with something in it.
    Optional<String> text(String claim) {
        return Optional.ofNullable(claims.get(claim))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isEmpty());
    }

    /// The one audience. A token for several could be used here by each of the others.
    Optional<String> audience() {
        return claims.get("aud") instanceof List<?> list
                ? Optional.of(list)
                        .filter(audiences -> audiences.size() == 1)
                        .map(List::getFirst)
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                : text("aud");
    }

    JWSHeader header() {
        return signed.getHeader();
    }

    /// Why the token can be refused without looking at its signature.
    Optional<String> objection(Instant now) {
        JWSHeader header = header();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            return Optional.of("the token's algorithm is not accepted");
        }
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            return Optional.of("the token's header demands what is not supported here");
        }
        if (header.getType() != null && !JOSEObjectType.JWT.equals(header.getType())) {
            return Optional.of("this type of token is not accepted here");
        }
        if (header.getKeyID() == null || header.getKeyID().isEmpty()) {
            return Optional.of("the token does not name its key");
        }
        if (text("sub").isEmpty()) {
            return Optional.of("the token lacks the claim sub");
        }
        return objectionToTimes(now);
    }

    private Optional<String> objectionToTimes(Instant now) {
        Optional<Instant> expires = instant("exp");
        Optional<Instant> issued = instant("iat");
        if (expires.isEmpty()
                || issued.isEmpty()
                || (claims.containsKey("nbf") && instant("nbf").isEmpty())) {
            return Optional.of("the token lacks a claim of time: exp and iat must be there");
        }
        if (!now.isBefore(expires.get().plus(LEEWAY))) {
            return Optional.of("the token has expired");
        }
        Instant latest = now.plus(LEEWAY);
        if (latest.isBefore(issued.get())
                || instant("nbf").filter(latest::isBefore).isPresent()) {
            return Optional.of("the token is not valid yet");
        }
        if (Duration.between(issued.get(), expires.get()).compareTo(MAX_LIFETIME) > 0) {
            return Optional.of("the token lives longer than " + MAX_LIFETIME.toHours() + " hours");
        }
        return Optional.empty();
    }

    /// Until when the token is accepted. Only after {@link #objection} found nothing.
    Instant expiresAt() {
        return instant("exp").orElseThrow().plus(LEEWAY);
    }

    private Optional<Instant> instant(String claim) {
        try {
            return claims.get(claim) instanceof Number seconds
                    ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                    : Optional.empty();
        } catch (DateTimeException tooFar) {
            return Optional.empty();
        }
    }
}
