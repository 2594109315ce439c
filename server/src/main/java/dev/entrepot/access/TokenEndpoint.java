package dev.entrepot.access;

import dev.entrepot.content.Repository;
import dev.entrepot.oci.RepositoryName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/// Hands out tokens: what was asked for, as far as the asker has the right and the credential is good for it. Too
/// little right is no error.
final class TokenEndpoint {
    /// `docker login` throws the password away once it holds a refresh token, and tools that share its
    /// configuration but know no refresh tokens are then locked out.
    private static final Set<String> NEVER_REFRESH = Set.of("docker");

    private final AccessConfig config;
    private final Authenticator authenticator;
    private final Credentials credentials;
    private final Tokens tokens;
    private final Access access;

    TokenEndpoint(
            AccessConfig config, Authenticator authenticator, Credentials credentials, Tokens tokens, Access access) {
        this.config = config;
        this.authenticator = authenticator;
        this.credentials = credentials;
        this.tokens = tokens;
        this.access = access;
    }

    TokenAnswer answer(TokenRequest request, Tokens.Audience audience, String clientAddress) {
        return switch (request.credential()) {
            case TokenRequest.Credential.None _ -> anonymous(request, audience, clientAddress);
            case TokenRequest.Credential.Useless useless -> new TokenAnswer.Unauthenticated(useless.reason());
            case TokenRequest.Credential.Refresh refresh ->
                refreshed(request, refresh.token(), audience, clientAddress);
            case TokenRequest.Credential.Password password ->
                switch (authenticator.login(password.user(), password.password(), clientAddress)) {
                    case Caller.Known known -> loggedIn(request, known, audience, clientAddress);
                    case Caller.Rejected rejected -> new TokenAnswer.Unauthenticated(rejected.reason());
                    case Caller.Busy busy -> new TokenAnswer.Busy(busy.retryAfter());
                    case Caller.Nobody _, Caller.Refused _ ->
                        throw new IllegalStateException("a login is neither nobody's nor refused by its way");
                };
        };
    }

    private TokenAnswer anonymous(TokenRequest request, Tokens.Audience audience, String address) {
        if (!config.open() && !config.anonymous()) {
            return new TokenAnswer.Unauthenticated(
                    "authentication required: this registry serves no anonymous callers");
        }
        Caller nobody = new Caller.Known(new Principal.Anonymous(), new Limit.None(), Holder.NOBODY);
        List<Scope> granted = grant(nobody, request.scopes(), audience.service(), address);
        return new TokenAnswer.Granted(
                tokens.issue(Holder.NOBODY, Optional.empty(), granted, audience), granted, Optional.empty());
    }

    private TokenAnswer loggedIn(TokenRequest request, Caller.Known known, Tokens.Audience audience, String address) {
        Optional<Credentials.Living> living = credentials.find(known.holder());
        if (living.isEmpty()) {
            return new TokenAnswer.Unauthenticated("the credential ended this moment: log in again");
        }
        List<Scope> granted = grant(known, request.scopes(), audience.service(), address);
        boolean refresh = request.offline() && config.refreshTokens() && !NEVER_REFRESH.contains(request.clientId());
        Optional<Secret> refreshToken = refresh
                ? Optional.of(new Secret(tokens.issueRefresh(
                        known.holder(), living.get().until(), audience, config.refreshTokenLifetime())))
                : Optional.empty();
        return new TokenAnswer.Granted(
                tokens.issue(known.holder(), living.get().until(), granted, audience), granted, refreshToken);
    }

    /// The same refresh token comes back: it does not grow older or younger by use. What it buys is bounded by the
    /// credential it was made from, as that is now.
    private TokenAnswer refreshed(TokenRequest request, Secret token, Tokens.Audience audience, String address) {
        if (!config.refreshTokens()) {
            return new TokenAnswer.Unauthenticated("this registry accepts no refresh tokens: log in with a password");
        }
        return switch (tokens.checkRefresh(token.text())) {
            case Tokens.Disbelieved disbelieved -> new TokenAnswer.Unauthenticated(disbelieved.reason());
            case Tokens.Believed believed ->
                credentials
                        .find(believed.holder())
                        .<TokenAnswer>map(living -> {
                            Caller known = new Caller.Known(living.principal(), living.limit(), believed.holder());
                            List<Scope> granted = grant(known, request.scopes(), audience.service(), address);
                            return new TokenAnswer.Granted(
                                    tokens.issue(believed.holder(), living.until(), granted, audience),
                                    granted,
                                    Optional.of(token));
                        })
                        .orElseGet(() -> new TokenAnswer.Unauthenticated(
                                "the account behind the refresh token has changed or is gone: log in again"));
        };
    }

    /// The intersection of wishes and rights, one entry for each resource, spelled as it was asked.
    private List<Scope> grant(Caller caller, List<Scope> wishes, String service, String address) {
        // What depends on a tag is decided when the token is used.
        Use use = new Use(address, new Use.Open());
        Map<String, Scope> granted = new LinkedHashMap<>();
        for (Scope wish : wishes) {
            Optional<Scope> entry = entry(caller, wish, service, use);
            if (entry.isPresent()) {
                granted.merge(wish.type() + ":" + wish.name(), entry.get(), (one, other) -> {
                    SequencedSet<String> both = new LinkedHashSet<>(one.actions());
                    both.addAll(other.actions());
                    return one.withActions(both);
                });
            }
        }
        return new ArrayList<>(granted.values());
    }

    private Optional<Scope> entry(Caller caller, Scope wish, String service, Use use) {
        SequencedSet<String> words = new LinkedHashSet<>();
        return switch (wish.type()) {
            case Scope.REPOSITORY -> {
                Optional<RepositoryName> name = Scopes.repository(wish.name(), service);
                Set<Action> wanted = name.isPresent() ? Vocabulary.repositoryActions(wish.actions()) : Set.of();
                for (Action action : wanted) {
                    if (access.allows(caller, action, name.orElseThrow(), use)) {
                        words.add(Vocabulary.word(action));
                    }
                }
                Optional<Long> id = name.flatMap(access::repository).map(Repository::id);
                yield words.isEmpty()
                        ? Optional.empty()
                        : Optional.of(wish.withActions(words).madeFor(id));
            }
            case Scope.REGISTRY -> {
                for (Action action : Vocabulary.registryActions(wish.name(), wish.actions())) {
                    if (access.decide(caller, action) instanceof Decision.Allowed) {
                        words.add(Vocabulary.word(action));
                    }
                }
                yield words.isEmpty() ? Optional.empty() : Optional.of(wish.withActions(words));
            }
            default -> Optional.empty();
        };
    }
}
