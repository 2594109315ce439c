package dev.entrepot.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import dev.entrepot.directory.ExternalIdentity;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;

/// An OpenID Connect provider, by the authorization code flow with PKCE.
final class OidcProvider implements AutoCloseable {
    /// Exchanges at a time; a provider that hangs must not hold every thread.
    private static final int MAX_EXCHANGES = 32;

    private final OidcConfig config;
    private final OidcHttp http;
    private final OidcDiscovery discovery;
    private final Semaphore exchanges = new Semaphore(MAX_EXCHANGES);

    /// Asks nobody yet. Throws {@link IllegalArgumentException} for what can never work.
    OidcProvider(OidcConfig config, InstantSource clock) {
        this.config = config;
        this.http = new OidcHttp(TrustedCertificates.context(config.caFile()));
        this.discovery = new OidcDiscovery(config, http, clock);
    }

    /// How a login ended at the provider.
    sealed interface Result {}

    record Confirmed(ExternalIdentity identity) implements Result {}

    /// Said by the provider, or of what it said.
    record Refused(String reason) implements Result {}

    /// The provider did not answer as one does.
    record Unavailable(String reason) implements Result {}

    String name() {
        return config.name();
    }

    String display() {
        return config.display();
    }

    /// Where the browser goes to log in. Throws when the provider cannot be asked for that.
    URI authorizationUrl(OidcLogin login, URI redirect) throws IOException {
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(config.scopes().toArray(String[]::new)),
                        new ClientID(config.clientId()),
                        redirect)
                .endpointURI(discovery.get().metadata().getAuthorizationEndpointURI())
                .state(new State(login.state()))
                .nonce(new Nonce(login.nonce()))
                .codeChallenge(new CodeVerifier(login.verifier()), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /// Exchanges the code that a browser brought back. Blocks, for a bounded time.
    ///
    /// @param issuer the parameter `iss` of the answer, empty text when there was none
    Result exchange(OidcLogin login, String code, String issuer, URI redirect) {
        if (!exchanges.tryAcquire()) {
            return new Unavailable("too many logins at once");
        }
        try {
            OidcDiscovery.Found found = discovery.get();
            // RFC 9207: an answer that another provider gave is not taken to this one.
            if (issuer.isEmpty()
                    ? found.metadata().supportsAuthorizationResponseIssuerParam()
                    : !issuer.equals(config.issuer().toString())) {
                return new Refused("the answer names another issuer than " + config.issuer());
            }
            return exchange(found, login, code, redirect);
        } catch (IOException failed) {
            return new Unavailable(String.valueOf(failed.getMessage()));
        } finally {
            exchanges.release();
        }
    }

    private Result exchange(OidcDiscovery.Found found, OidcLogin login, String code, URI redirect) throws IOException {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(new AuthorizationCode(code), redirect, new CodeVerifier(login.verifier()));
        try {
            TokenResponse answer = OIDCTokenResponseParser.parse(
                    tokenRequest(found, grant).toHTTPRequest().send(http));
            if (!(answer instanceof OIDCTokenResponse tokens)) {
                ErrorObject error = answer.toErrorResponse().getErrorObject();
                return OAuth2Error.INVALID_GRANT.equals(error)
                        ? new Refused("the provider does not take this login, which may be used or old")
                        : new Unavailable("the token endpoint answers " + error.getCode());
            }
            return confirmed(found, login, tokens);
        } catch (ParseException unreadable) {
            return new Unavailable("the token endpoint's answer is unreadable");
        }
    }

    private TokenRequest tokenRequest(OidcDiscovery.Found found, AuthorizationCodeGrant grant) {
        URI endpoint = found.metadata().getTokenEndpointURI();
        ClientID client = new ClientID(config.clientId());
        if (config.clientSecret().isEmpty()) {
            return new TokenRequest.Builder(endpoint, client, grant).build();
        }
        Secret secret = new Secret(config.clientSecret().get().text());
        List<ClientAuthenticationMethod> methods = found.metadata().getTokenEndpointAuthMethods();
        ClientAuthentication authentication =
                methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        ? new ClientSecretBasic(client, secret)
                        : new ClientSecretPost(client, secret);
        return new TokenRequest.Builder(endpoint, authentication, grant).build();
    }

    private Result confirmed(OidcDiscovery.Found found, OidcLogin login, OIDCTokenResponse tokens) throws IOException {
        JWT token = tokens.getOIDCTokens().getIDToken();
        IDTokenClaimsSet claims;
        try {
            claims = found.tokens().validate(token, new Nonce(login.nonce()));
        } catch (KeySourceException unreachable) {
            return new Unavailable("the provider's keys cannot be fetched: " + unreachable.getMessage());
        } catch (BadJOSEException | JOSEException untrue) {
            return new Refused("the ID token is not sound: " + untrue.getMessage());
        }
        ClaimsSet more = claims;
        if (claims.getClaim(config.claims().groups()) == null
                || claims.getClaim(config.claims().username()) == null) {
            more = userInfo(found, claims, tokens.getOIDCTokens().getAccessToken());
        }
        return Identities.of(
                        config.name(),
                        claims.getSubject().getValue(),
                        text(claims, more, config.claims().username()),
                        text(claims, more, "name"),
                        text(claims, more, "email"),
                        groups(claims, more))
                .<Result>map(Confirmed::new)
                .orElseGet(() -> new Refused("the subject of the ID token is none"));
    }

    /// OpenID Connect Core 1.0, 5.3: some providers tell groups only here. The subject must be the same.
    private ClaimsSet userInfo(OidcDiscovery.Found found, IDTokenClaimsSet claims, AccessToken access)
            throws IOException {
        URI endpoint = found.metadata().getUserInfoEndpointURI();
        if (endpoint == null) {
            return claims;
        }
        try {
            UserInfoResponse answer = UserInfoResponse.parse(
                    new UserInfoRequest(endpoint, access).toHTTPRequest().send(http));
            if (!answer.indicatesSuccess() || answer.toSuccessResponse().getUserInfo() == null) {
                return claims;
            }
            ClaimsSet info = answer.toSuccessResponse().getUserInfo();
            return claims.getSubject().getValue().equals(info.getStringClaim("sub")) ? info : claims;
        } catch (ParseException unreadable) {
            throw new IOException("the userinfo endpoint's answer is unreadable", unreadable);
        }
    }

    private static String text(ClaimsSet first, ClaimsSet second, String claim) {
        String value = first.getStringClaim(claim);
        String other = value == null ? second.getStringClaim(claim) : value;
        return other == null ? "" : other;
    }

    private List<String> groups(ClaimsSet first, ClaimsSet second) {
        List<String> groups = first.getStringListClaim(config.claims().groups());
        List<String> others =
                groups == null ? second.getStringListClaim(config.claims().groups()) : groups;
        return others == null ? List.of() : others;
    }

    @Override
    public void close() {
        http.close();
    }
}
