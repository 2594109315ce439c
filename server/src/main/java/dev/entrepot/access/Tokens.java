package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.entrepot.authority.Author;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes and believes tokens: JSON Web Tokens signed with ES256, claims as distribution's token specification has
/// them (`iss`, `sub`, `aud`, `exp`, `nbf`, `iat`, `jti`, `access`), and the owner's credential version.
///
/// Access tokens and refresh tokens differ in `typ`; neither is good as the other. A signature is checked once; the
/// token is then remembered by its text until it expires. Whether its owner still lives is asked at every use, by
/// whoever uses it.
final class Tokens {
    private static final JOSEObjectType REFRESH = new JOSEObjectType("refresh+jwt");
    private static final String KIND = "kind";
    private static final String ACCOUNT = "account";
    private static final String CREDENTIAL = "credential";
    private static final String CREDENTIAL_VERSION = "credential_version";
    private static final String ACCESS = "access";

    /// How far the clocks of two nodes may be apart before a fresh token of the other is refused.
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    /// Longer texts are none of ours.
    private static final int MAX_LENGTH = 16 * 1024;

    /// About 1.5 KiB each.
    private static final int REMEMBERED = 8_192;

    private final SigningKeys keys;
    private final Duration lifetime;
    private final Predicate<String> ownAudience;
    private final InstantSource clock;
    private final Cache<String, Believed> remembered;

    /// Remembers tokens for as long as they live.
    ///
    /// @param ownAudience whether a token for that service is for this registry
    Tokens(SigningKeys keys, Duration lifetime, Predicate<String> ownAudience, InstantSource clock, Ticker ticker) {
        this.keys = keys;
        this.lifetime = lifetime;
        this.ownAudience = ownAudience;
        this.clock = clock;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(lifetime)
                .ticker(ticker)
                .recordStats()
                .build();
    }

    /// An access token.
    ///
    /// @param until when the credential ends that it is made from; empty: never
    Issued issue(Holder holder, Optional<Instant> until, List<Scope> granted, Audience audience) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Duration shorter = shorter(lifetime, now, until);
        JWTClaimsSet.Builder claims = claims(holder, audience, now, shorter)
                .claim(ACCESS, granted.stream().map(Tokens::access).toList());
        return new Issued(sign(JOSEObjectType.JWT, claims.build()), now, shorter);
    }

    /// A refresh token: buys access tokens for what its owner may do with the credential it is made from, and dies
    /// with that.
    String issueRefresh(Holder holder, Optional<Instant> until, Audience audience, Duration refreshLifetime) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return sign(
                REFRESH,
                claims(holder, audience, now, shorter(refreshLifetime, now, until))
                        .build());
    }

    /// At least a second: a token that is dead when it is made has no `exp` behind its `iat`.
    private static Duration shorter(Duration wanted, Instant now, Optional<Instant> until) {
        Duration left = until.map(end -> Duration.between(now, end)).orElse(wanted);
        Duration least = Duration.ofSeconds(1);
        return left.compareTo(wanted) >= 0
                ? wanted
                : left.compareTo(least) < 0 ? least : left.truncatedTo(ChronoUnit.SECONDS);
    }

    /// An access token that was believed before and has not expired; never blocks.
    Optional<Believed> remembered(String token) {
        Believed believed = remembered.getIfPresent(token);
        return believed != null && clock.instant().isBefore(believed.expiresAt)
                ? Optional.of(believed)
                : Optional.empty();
    }

    /// Checks an access token. May read keys from the database.
    Verdict check(String token) {
        Optional<Believed> known = remembered(token);
        if (known.isPresent()) {
            return known.get();
        }
        Verdict verdict = check(token, JOSEObjectType.JWT);
        if (verdict instanceof Believed believed) {
            remembered.put(token, believed);
        }
        return verdict;
    }

    Verdict checkRefresh(String token) {
        return check(token, REFRESH);
    }

    Cache<?, ?> memory() {
        return remembered;
    }

    private Verdict check(String token, JOSEObjectType type) {
        if (token.length() > MAX_LENGTH) {
            return new Disbelieved("the token is too long to be one of this registry");
        }
        Optional<SignedJWT> parsed = parsed(token);
        if (parsed.isEmpty()) {
            return new Disbelieved("the token is malformed");
        }
        JWSHeader header = parsed.get().getHeader();
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
                || !type.equals(header.getType())
                || header.getCriticalParams() != null) {
            return new Disbelieved("this kind of token is not accepted here");
        }
        String kid = header.getKeyID();
        Optional<JWSVerifier> verifier = kid == null ? Optional.empty() : keys.verifier(kid);
        try {
            return verifier.isPresent() && parsed.get().verify(verifier.get())
                    ? believe(parsed.get().getJWTClaimsSet())
                    : new Disbelieved("the token was not signed by this registry, or its key is retired");
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException _) {
            return new Disbelieved("the token is malformed");
        }
    }

    /// What the library cannot read it reports in whichever way its reading ends, `null` for a header by a
    /// {@link NullPointerException}.
    private static Optional<SignedJWT> parsed(String token) {
        try {
            return Optional.of(SignedJWT.parse(token));
        } catch (ParseException | RuntimeException _) {
            return Optional.empty();
        }
    }

    private Verdict believe(JWTClaimsSet claims) throws ParseException {
        Date expires = claims.getExpirationTime();
        Date notBefore = claims.getNotBeforeTime();
        if (expires == null || notBefore == null || claims.getAudience().size() != 1) {
            return new Disbelieved("the token lacks a claim");
        }
        Instant now = clock.instant();
        if (!now.isBefore(expires.toInstant())) {
            return new Disbelieved("the token has expired");
        }
        if (now.plus(LEEWAY).isBefore(notBefore.toInstant())) {
            return new Disbelieved("the token is not valid yet");
        }
        String audience = claims.getAudience().getFirst();
        if (!ownAudience.test(audience)) {
            return new Disbelieved("the token is for another service");
        }
        if (!isAddressOf(audience, claims.getIssuer())) {
            return new Disbelieved("the token was made by another registry");
        }
        Scopes scopes = Scopes.of(scopes(claims), audience);
        return new Believed(holder(claims), scopes, expires.toInstant());
    }

    /// Tokens are for the registry that makes them: its address has its name in the protocol as authority.
    private static boolean isAddressOf(String service, @Nullable String issuer) {
        try {
            return issuer != null && service.equals(new URI(issuer).getRawAuthority());
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /// Nobody's, where no account is named.
    private static Holder holder(JWTClaimsSet claims) throws ParseException {
        String id = claims.getStringClaim(ACCOUNT);
        if (id == null) {
            return Holder.NOBODY;
        }
        String name = claims.getSubject();
        String kind = claims.getStringClaim(KIND);
        String credential = claims.getStringClaim(CREDENTIAL);
        if (name == null
                || kind == null
                || credential == null
                || !(claims.getClaim(CREDENTIAL_VERSION) instanceof Long version)) {
            throw new ParseException("an owner without all that tells who it is", 0);
        }
        Author.Kind who = kind.equals(Author.Kind.ROBOT.id()) ? Author.Kind.ROBOT : Author.Kind.USER;
        return new Holder(who, id, name, version, credential);
    }

    private static List<Scope> scopes(JWTClaimsSet claims) throws ParseException {
        List<Object> entries = claims.getListClaim(ACCESS);
        return entries == null ? List.of() : entries.stream().map(Tokens::scope).toList();
    }

    /// What {@link #access} wrote; the signature vouches for its shape.
    private static Scope scope(Object entry) {
        if (entry instanceof Map<?, ?> map
                && map.get("type") instanceof String type
                && map.get("name") instanceof String name
                && map.get("actions") instanceof List<?> actions) {
            LinkedHashSet<String> words = new LinkedHashSet<>();
            actions.forEach(action -> words.add(String.valueOf(action)));
            Optional<Long> repository =
                    map.get("id") instanceof String id ? Optional.of(Long.parseLong(id)) : Optional.empty();
            return new Scope(type, name, words, repository);
        }
        throw new IllegalArgumentException("not an entry of access: " + entry);
    }

    private static Map<String, Object> access(Scope scope) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", scope.type());
        entry.put("name", scope.name());
        entry.put("actions", List.copyOf(scope.actions()));
        // As text: 64 bits do not survive where numbers are floating.
        scope.repositoryId().ifPresent(id -> entry.put("id", Long.toString(id)));
        return entry;
    }

    private static JWTClaimsSet.Builder claims(Holder holder, Audience audience, Instant now, Duration lifetime) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(audience.issuer)
                .audience(audience.service)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .jwtID(UUID.randomUUID().toString());
        return holder.nobody()
                ? claims.subject("")
                : claims.subject(holder.name())
                        .claim(KIND, holder.kind().id())
                        .claim(ACCOUNT, holder.id())
                        .claim(CREDENTIAL, holder.credential())
                        .claim(CREDENTIAL_VERSION, holder.credentialVersion());
    }

    private String sign(JOSEObjectType type, JWTClaimsSet claims) {
        SigningKeys.Signing signing = keys.signing();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(type)
                        .keyID(signing.kid())
                        .build(),
                claims);
        try {
            jwt.sign(signing.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("signing a token", e);
        }
        return jwt.serialize();
    }

    /// Which registry a token is made by and for.
    ///
    /// @param issuer the address of this registry, for `iss`
    /// @param service its name in the protocol, for `aud`
    record Audience(String issuer, String service) {}

    record Issued(String text, Instant issuedAt, Duration lifetime) {}

    /// What a token turns out to be.
    sealed interface Verdict {}

    /// Signed by this registry and in its time; whether its owner still lives is not yet asked.
    record Believed(Holder holder, Scopes scopes, Instant expiresAt) implements Verdict {}

    record Disbelieved(String reason) implements Verdict {}
}
