package dev.entrepot.federation;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a provider says of itself, remembered for a while: its endpoints and its keys.
final class OidcDiscovery {
    /// Everything asymmetric that the library checks by itself. A symmetric one would make the client secret a key.
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final Duration KEYS_REMEMBERED = Duration.ofMinutes(15);
    private static final Duration KEYS_WAIT = Duration.ofSeconds(15);

    /// A provider that is down is asked again only after this, however many people try to log in.
    private static final Duration FAILURE_REMEMBERED = Duration.ofSeconds(3);

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /// @param tokens checks ID tokens with the provider's keys
    record Found(OIDCProviderMetadata metadata, IDTokenValidator tokens) {}

    private final OidcConfig config;
    private final OidcHttp http;
    private final InstantSource clock;
    private final ReentrantLock asking = new ReentrantLock();
    private @Nullable Found found;
    private Instant foundUntil = Instant.MIN;
    private IOException failure = new IOException("was not asked yet");
    private Instant failedUntil = Instant.MIN;

    OidcDiscovery(OidcConfig config, OidcHttp http, InstantSource clock) {
        this.config = config;
        this.http = http;
        this.clock = clock;
    }

    /// Blocks, for a bounded time. Throws when the provider cannot be asked or says something of another one.
    Found get() throws IOException {
        asking.lock();
        try {
            Instant now = clock.instant();
            if (found != null && now.isBefore(foundUntil)) {
                return found;
            }
            if (now.isBefore(failedUntil)) {
                throw failure;
            }
            try {
                Found fresh = ask();
                found = fresh;
                foundUntil = now.plus(REMEMBERED);
                return fresh;
            } catch (IOException failed) {
                failure = failed;
                failedUntil = now.plus(FAILURE_REMEMBERED);
                throw failed;
            }
        } finally {
            asking.unlock();
        }
    }

    /// OpenID Connect Discovery 1.0, 4: the document lies below the issuer, and names that very issuer.
    private Found ask() throws IOException {
        String issuer = config.issuer().toString();
        URI where = URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.parse(http.document(where));
        } catch (ParseException e) {
            throw new IOException(where + " is no discovery document: " + e.getMessage(), e);
        }
        if (!metadata.getIssuer().getValue().equals(issuer)) {
            throw new IOException(where + " speaks of the issuer " + metadata.getIssuer() + ", not of " + issuer);
        }
        requireSameProtection(metadata.getAuthorizationEndpointURI());
        requireSameProtection(metadata.getTokenEndpointURI());
        requireSameProtection(metadata.getJWKSetURI());
        return new Found(metadata, validator(metadata));
    }

    /// An encrypted provider does not send anybody, or a secret, to a place that is not.
    private void requireSameProtection(@Nullable URI endpoint) throws IOException {
        if (endpoint == null
                || (!"https".equals(endpoint.getScheme())
                        && !Objects.equals(endpoint.getScheme(), config.issuer().getScheme()))) {
            throw new IOException("an endpoint of " + config.issuer() + " is missing or unencrypted: " + endpoint);
        }
    }

    private IDTokenValidator validator(OIDCProviderMetadata metadata) throws IOException {
        JWKSource<SecurityContext> keys = JWKSourceBuilder.<SecurityContext>create(
                        metadata.getJWKSetURI().toURL(), http)
                .cache(KEYS_REMEMBERED.toMillis(), KEYS_WAIT.toMillis())
                .refreshAheadCache(false)
                .rateLimited(true)
                .retrying(false)
                .build();
        IDTokenValidator validator = new IDTokenValidator(
                new Issuer(config.issuer()),
                new ClientID(config.clientId()),
                new JWSVerificationKeySelector<>(ALGORITHMS, keys),
                null);
        validator.setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
        return validator;
    }
}
