package dev.entrepot.access;

import java.util.Optional;

/// From the header `Authorization` to who calls.
final class Authenticator {
    private static final String DEAD = "the account behind the token has changed or is gone: log in again";

    private static final String BEARER = "Bearer ";

    private final Accounts accounts;
    private final Logins logins;
    private final Tokens tokens;

    Authenticator(Accounts accounts, Logins logins, Tokens tokens) {
        this.accounts = accounts;
        this.logins = logins;
        this.tokens = tokens;
    }

    /// The answer when memory holds it, else empty. Never blocks: fine on the event loop.
    Optional<Caller> cached(String header) {
        if (header.startsWith(BEARER)) {
            // Most requests by far: a token that is remembered was read in full before.
            Optional<Caller> caller =
                    tokens.remembered(header.substring(BEARER.length())).flatMap(this::cached);
            if (caller.isPresent()) {
                return caller;
            }
        }
        return switch (Authorization.parse(header)) {
            case Authorization.None _ -> Optional.of(new Caller.Nobody());
            case Authorization.Malformed malformed -> Optional.of(new Caller.Rejected(malformed.reason()));
            case Authorization.Basic basic ->
                logins.remembered(basic.user(), basic.password()).map(Authenticator::known);
            case Authorization.Bearer bearer ->
                tokens.remembered(bearer.token()).flatMap(this::cached);
        };
    }

    private Optional<Caller> cached(Tokens.Believed token) {
        return switch (token.owner()) {
            case Tokens.Owner.Nobody _ -> Optional.of(anonymous(token));
            case Tokens.Owner.Holder holder ->
                accounts.remembered(holder.name()).map(account -> caller(token, holder, account));
        };
    }

    /// Blocks: may hash a password, check a signature and read the database.
    Caller authenticate(String header, String clientAddress) {
        return switch (Authorization.parse(header)) {
            case Authorization.None _ -> new Caller.Nobody();
            case Authorization.Malformed malformed -> new Caller.Rejected(malformed.reason());
            case Authorization.Basic basic ->
                switch (logins.login(basic.user(), basic.password(), clientAddress)) {
                    case Logins.Accepted accepted -> known(accepted.account());
                    case Logins.Wrong wrong -> new Caller.Rejected(wrong.reason());
                    case Logins.Busy busy -> new Caller.Busy(busy.retryAfter());
                };
            case Authorization.Bearer bearer ->
                switch (tokens.check(bearer.token())) {
                    case Tokens.Disbelieved disbelieved -> new Caller.Rejected(disbelieved.reason());
                    case Tokens.Believed believed -> caller(believed);
                };
        };
    }

    private Caller caller(Tokens.Believed token) {
        return switch (token.owner()) {
            case Tokens.Owner.Nobody _ -> anonymous(token);
            case Tokens.Owner.Holder holder ->
                accounts.find(holder.name())
                        .map(account -> caller(token, holder, account))
                        .orElseGet(() -> new Caller.Rejected(DEAD));
        };
    }

    private static Caller caller(Tokens.Believed token, Tokens.Owner.Holder holder, Account account) {
        return holder.is(account)
                ? new Caller.Known(account.principal(), Optional.of(token.scopes()))
                : new Caller.Rejected(DEAD);
    }

    private static Caller anonymous(Tokens.Believed token) {
        return new Caller.Known(new Principal.Anonymous(), Optional.of(token.scopes()));
    }

    private static Caller known(Account account) {
        return new Caller.Known(account.principal(), Optional.empty());
    }
}
