package dev.entrepot.access;

import dev.entrepot.oci.RepositoryName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/// Hands out tokens: what was asked for, as far as the asker has the right. Too little right is no error.
final class TokenEndpoint {
    /// `docker login` throws the password away once it holds a refresh token, and tools that share its
    /// configuration but know no refresh tokens are then locked out.
    private static final Set<String> NEVER_REFRESH = Set.of("docker");

    private final AccessConfig config;
    private final Accounts accounts;
    private final Logins logins;
    private final Tokens tokens;
    private final Rights rights;

    TokenEndpoint(AccessConfig config, Accounts accounts, Logins logins, Tokens tokens, Rights rights) {
        this.config = config;
        this.accounts = accounts;
        this.logins = logins;
        this.tokens = tokens;
        this.rights = rights;
    }

    TokenAnswer answer(TokenRequest request, Tokens.Audience audience, String clientAddress) {
        return switch (request.credential()) {
            case TokenRequest.Credential.None _ -> anonymous(request, audience);
            case TokenRequest.Credential.Useless useless -> new TokenAnswer.Unauthenticated(useless.reason());
            case TokenRequest.Credential.Refresh refresh -> refreshed(request, refresh.token(), audience);
            case TokenRequest.Credential.Password password ->
                switch (logins.login(password.user(), password.password(), clientAddress)) {
                    case Logins.Accepted accepted -> loggedIn(request, accepted.account(), audience);
                    case Logins.Wrong wrong -> new TokenAnswer.Unauthenticated(wrong.reason());
                    case Logins.Busy busy -> new TokenAnswer.Busy(busy.retryAfter());
                };
        };
    }

    private TokenAnswer anonymous(TokenRequest request, Tokens.Audience audience) {
        if (!rights.anonymousEnabled()) {
            return new TokenAnswer.Unauthenticated(
                    "authentication required: this registry serves no anonymous callers");
        }
        List<Scope> granted = grant(new Principal.Anonymous(), request.scopes(), audience.service());
        return new TokenAnswer.Granted(
                tokens.issue(new Tokens.Owner.Nobody(), granted, audience), granted, Optional.empty());
    }

    private TokenAnswer loggedIn(TokenRequest request, Account account, Tokens.Audience audience) {
        Tokens.Owner.Holder holder = Tokens.Owner.Holder.of(account);
        List<Scope> granted = grant(account.principal(), request.scopes(), audience.service());
        boolean refresh = request.offline() && config.refreshTokens() && !NEVER_REFRESH.contains(request.clientId());
        return new TokenAnswer.Granted(
                tokens.issue(holder, granted, audience),
                granted,
                refresh
                        ? Optional.of(new Secret(tokens.issueRefresh(holder, audience, config.refreshTokenLifetime())))
                        : Optional.empty());
    }

    /// The same refresh token comes back: it does not grow older or younger by use.
    private TokenAnswer refreshed(TokenRequest request, Secret token, Tokens.Audience audience) {
        if (!config.refreshTokens()) {
            return new TokenAnswer.Unauthenticated("this registry accepts no refresh tokens: log in with a password");
        }
        return switch (tokens.checkRefresh(token.text())) {
            case Tokens.Disbelieved disbelieved -> new TokenAnswer.Unauthenticated(disbelieved.reason());
            case Tokens.Believed believed ->
                living(believed.owner())
                        .<TokenAnswer>map(account -> {
                            List<Scope> granted = grant(account.principal(), request.scopes(), audience.service());
                            Tokens.Owner.Holder holder = Tokens.Owner.Holder.of(account);
                            return new TokenAnswer.Granted(
                                    tokens.issue(holder, granted, audience), granted, Optional.of(token));
                        })
                        .orElseGet(() -> new TokenAnswer.Unauthenticated(
                                "the account behind the refresh token has changed or is gone: log in again"));
        };
    }

    private Optional<Account> living(Tokens.Owner owner) {
        return switch (owner) {
            case Tokens.Owner.Nobody _ -> Optional.empty();
            case Tokens.Owner.Holder holder -> accounts.find(holder.name()).filter(holder::is);
        };
    }

    /// The intersection of wishes and rights, one entry for each resource, spelled as it was asked.
    private List<Scope> grant(Principal principal, List<Scope> wishes, String service) {
        Map<String, Scope> granted = new LinkedHashMap<>();
        for (Scope wish : wishes) {
            SequencedSet<String> words = words(principal, wish, service);
            if (!words.isEmpty()) {
                granted.merge(wish.type() + ":" + wish.name(), wish.withActions(words), (one, other) -> {
                    SequencedSet<String> both = new LinkedHashSet<>(one.actions());
                    both.addAll(other.actions());
                    return one.withActions(both);
                });
            }
        }
        return new ArrayList<>(granted.values());
    }

    private SequencedSet<String> words(Principal principal, Scope wish, String service) {
        return switch (wish.type()) {
            case Scope.REPOSITORY ->
                Scopes.repository(wish.name(), service)
                        .map(name -> repositoryWords(principal, wish, name))
                        .orElseGet(LinkedHashSet::new);
            case Scope.REGISTRY -> {
                SequencedSet<String> words = new LinkedHashSet<>();
                for (Action action : Vocabulary.registryActions(wish.name(), wish.actions())) {
                    if (rights.on(principal, action)) {
                        words.add(Vocabulary.word(action));
                    }
                }
                yield words;
            }
            default -> new LinkedHashSet<>();
        };
    }

    private SequencedSet<String> repositoryWords(Principal principal, Scope wish, RepositoryName name) {
        Set<Action> held = rights.on(principal, name);
        SequencedSet<String> words = new LinkedHashSet<>();
        for (Action action : Vocabulary.repositoryActions(wish.actions())) {
            if (held.contains(action)) {
                words.add(Vocabulary.word(action));
            }
        }
        return words;
    }
}
