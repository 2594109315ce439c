package dev.entrepot.access;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.entrepot.http.BadRequestException;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Query;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `GET` and `POST /auth/token`.
///
/// By GET the credential is Basic and the answer has `token` and `access_token`; by POST, an OAuth 2 form, it is in
/// the form, and the answer also tells the scope.
public final class TokenRoutes implements Handler {
    private static final int BAD_REQUEST = 400;

    /// A password, a refresh token and many scopes fit well.
    private static final int MAX_FORM_BYTES = 64 * 1024;

    /// A push that mounts from many repositories asks for a dozen; more would not fit into a header.
    private static final int MAX_SCOPES = 50;

    private final OpenGuard guard;
    private final TokenEndpoint endpoint;
    private final Challenges challenges;

    TokenRoutes(OpenGuard guard, TokenEndpoint endpoint, Challenges challenges) {
        this.guard = guard;
        this.endpoint = endpoint;
        this.challenges = challenges;
    }

    @Override
    public Response handle(Request request) throws IOException {
        Optional<String> refusal = guard.refusal(request);
        if (refusal.isPresent()) {
            return ErrorResponses.of(ErrorCode.DENIED, refusal.get(), "");
        }
        return switch (request.method()) {
            case "GET", "HEAD" -> answer(request, get(request), false);
            case "POST" -> post(request);
            default ->
                ErrorResponses.of(ErrorCode.UNSUPPORTED, "expected GET or POST", request.method())
                        .with("Allow", "GET, HEAD, POST");
        };
    }

    private static TokenRequest get(Request request) {
        Query query = request.query();
        return new TokenRequest(
                basic(request.headers("Authorization")),
                scopes(query.all("scope")),
                query.first("offline_token").filter("true"::equals).isPresent(),
                query.first("client_id").orElse(""));
    }

    private static TokenRequest.Credential basic(List<String> headers) {
        if (headers.isEmpty()) {
            return new TokenRequest.Credential.None();
        }
        if (headers.size() > 1) {
            return new TokenRequest.Credential.Useless("expected one Authorization header");
        }
        return switch (Authorization.parse(headers.getFirst())) {
            case Authorization.None _ -> new TokenRequest.Credential.None();
            case Authorization.Malformed malformed -> new TokenRequest.Credential.Useless(malformed.reason());
            case Authorization.Bearer _ ->
                new TokenRequest.Credential.Useless("a token buys no other token: send user and password as Basic");
            case Authorization.Basic basic -> new TokenRequest.Credential.Password(basic.user(), basic.password());
        };
    }

    private Response post(Request request) throws IOException {
        byte[] body = request.body().readAll(MAX_FORM_BYTES);
        Query form = TokenForm.parse(request.header("Content-Type").orElse(""), body);
        TokenRequest.Credential credential;
        switch (only(form, "grant_type")) {
            case "password" -> {
                // RFC 6749, 4.3.2: both are required. Empty ones are nobody's, as in an empty Basic.
                if (form.all("username").isEmpty() || form.all("password").isEmpty()) {
                    return ErrorResponses.of(BAD_REQUEST, ErrorCode.UNSUPPORTED, "expected username and password", "");
                }
                credential = password(only(form, "username"), only(form, "password"));
            }
            case "refresh_token" ->
                credential = new TokenRequest.Credential.Refresh(new Secret(only(form, "refresh_token")));
            default -> {
                return ErrorResponses.of(
                        BAD_REQUEST,
                        ErrorCode.UNSUPPORTED,
                        "expected grant_type=password or grant_type=refresh_token",
                        only(form, "grant_type"));
            }
        }
        boolean offline = form.all("access_type").contains("offline");
        return answer(
                request,
                new TokenRequest(credential, scopes(form.all("scope")), offline, only(form, "client_id")),
                true);
    }

    private static TokenRequest.Credential password(String user, String password) {
        return user.isEmpty() && password.isEmpty()
                ? new TokenRequest.Credential.None()
                : new TokenRequest.Credential.Password(user, new Secret(password));
    }

    /// RFC 6749, 3.2: parameters must not be repeated. Empty text when it is missing.
    private static String only(Query form, String name) {
        List<String> values = form.all(name);
        if (values.size() > 1) {
            throw new BadRequestException("expected " + name + " once");
        }
        return values.isEmpty() ? "" : values.getFirst();
    }

    /// Clients repeat the parameter, or separate scopes by spaces within one, or both.
    private static List<Scope> scopes(List<String> parameters) {
        List<Scope> scopes = new ArrayList<>();
        for (String parameter : parameters) {
            for (String text : parameter.split(" ", -1)) {
                Scope.parse(text).ifPresent(scopes::add);
            }
        }
        if (scopes.size() > MAX_SCOPES) {
            throw new BadRequestException("expected at most " + MAX_SCOPES + " scopes");
        }
        return scopes;
    }

    private Response answer(Request request, TokenRequest asked, boolean tellScope) {
        Tokens.Audience audience = new Tokens.Audience(challenges.issuer(request), challenges.service(request));
        Response response = switch (endpoint.answer(asked, audience, request.clientAddress())) {
            case TokenAnswer.Granted granted -> Response.json(200, document(granted, tellScope));
            case TokenAnswer.Unauthenticated unauthenticated ->
                ErrorResponses.of(ErrorCode.UNAUTHORIZED, unauthenticated.reason(), "")
                        .with("WWW-Authenticate", challenges.basicHeaderValue(request));
            case TokenAnswer.Busy busy ->
                ErrorResponses.of(ErrorCode.TOOMANYREQUESTS, "too many logins; try again in a while", "")
                        .with("Retry-After", Long.toString(seconds(busy.retryAfter())));
        };
        return response.with("Cache-Control", "no-store");
    }

    /// Rounded up: a client that comes too early is refused again.
    private static long seconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }

    private static byte[] document(TokenAnswer.Granted granted, boolean tellScope) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("token", granted.token().text());
        document.put("access_token", granted.token().text());
        if (tellScope) {
            document.put("scope", granted.scopes().stream().map(Scope::toString).collect(Collectors.joining(" ")));
        }
        document.put("expires_in", granted.token().lifetime().toSeconds());
        document.put("issued_at", granted.token().issuedAt().toString());
        granted.refreshToken().ifPresent(token -> document.put("refresh_token", token.text()));
        return JSONObjectUtils.toJSONString(document).getBytes(StandardCharsets.UTF_8);
    }
}
