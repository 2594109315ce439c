package dev.entrepot.access;

import dev.entrepot.directory.Robot;
import dev.entrepot.directory.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// From a credential to who calls: from the header `Authorization`, or from a name and password however they came.
///
/// | password                                 | with the name of      | is                                        |
/// | ---------------------------------------- | --------------------- | ----------------------------------------- |
/// | `entrepot_pat_…`                         | its owner             | a personal token                          |
/// | `entrepot_rob_…`                         | its robot             | a robot's secret                          |
/// | a JSON Web Token                         | a robot, with its `+` | a token of a CI system                    |
/// | anything else                            | a local account       | its password                              |
/// | anything else                            | anybody else          | a password for the directories outside    |
///
/// Personal tokens and robots' secrets are good as Bearer too.
final class Authenticator {
    private static final String DEAD =
            "the credential behind the token has expired, or what it stands for has changed or is gone: log in again";
    private static final String WRONG = "wrong user name or password";

    /// One text for all that can be wrong about a secret, so that what is remembered of it makes no difference.
    private static final String WRONG_SECRET =
            "this token or robot's secret is wrong, has expired or was ended, or belongs to another name";
    private static final String BEARER = "Bearer ";
    private static final Duration CI_RETRY = Duration.ofSeconds(5);

    private final Credentials credentials;
    private final Logins logins;
    private final ExternalLogins externals;
    private final Tokens tokens;
    private final CiTokens ciTokens;

    Authenticator(Credentials credentials, Logins logins, ExternalLogins externals, Tokens tokens, CiTokens ciTokens) {
        this.credentials = credentials;
        this.logins = logins;
        this.externals = externals;
        this.tokens = tokens;
        this.ciTokens = ciTokens;
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
            case Authorization.Basic basic -> remembered(basic.user(), basic.password());
            case Authorization.Bearer bearer ->
                Secrets.kind(bearer.token()).isPresent()
                        ? credentials.rememberedSecret(bearer.token()).flatMap(this::remembered)
                        : tokens.remembered(bearer.token()).flatMap(this::cached);
        };
    }

    private Optional<Caller> remembered(String user, Secret password) {
        if (Secrets.kind(password.text()).isPresent()) {
            return credentials
                    .rememberedSecret(password.text())
                    .filter(holder -> holder.name().equals(user))
                    .flatMap(this::remembered);
        }
        return logins.remembered(user, password)
                .map(account -> Credentials.holder(account, Holder.PASSWORD))
                .or(() -> externals.remembered(user, password))
                .flatMap(this::remembered);
    }

    private Optional<Caller> remembered(Holder holder) {
        return credentials.remembered(holder).map(living -> known(living, holder));
    }

    private Optional<Caller> cached(Tokens.Believed token) {
        return token.holder().nobody()
                ? Optional.of(anonymous(token))
                : credentials.remembered(token.holder()).map(living -> bearer(living, token));
    }

    /// Blocks: may hash a password, check a signature, read the database, ask a directory or an issuer.
    Caller authenticate(String header, String clientAddress) {
        return switch (Authorization.parse(header)) {
            case Authorization.None _ -> new Caller.Nobody();
            case Authorization.Malformed malformed -> new Caller.Rejected(malformed.reason());
            case Authorization.Basic basic -> login(basic.user(), basic.password(), clientAddress);
            case Authorization.Bearer bearer -> bearer(bearer.token());
        };
    }

    private Caller bearer(String token) {
        if (Secrets.kind(token).isPresent()) {
            return credentials
                    .secret(token)
                    .map(holder -> living(holder, WRONG_SECRET))
                    .orElseGet(() -> new Caller.Rejected(WRONG_SECRET));
        }
        return switch (tokens.check(token)) {
            case Tokens.Disbelieved disbelieved -> new Caller.Rejected(disbelieved.reason());
            case Tokens.Believed believed when believed.holder().nobody() -> anonymous(believed);
            case Tokens.Believed believed ->
                credentials
                        .find(believed.holder())
                        .map(living -> bearer(living, believed))
                        .orElseGet(() -> new Caller.Rejected(DEAD));
        };
    }

    /// A name with a password of any kind. Blocks. Never {@link Caller.Nobody}.
    Caller login(String user, Secret password, String clientAddress) {
        if (Secrets.kind(password.text()).isPresent()) {
            return credentials
                    .secret(password.text())
                    .filter(holder -> holder.name().equals(user))
                    .map(holder -> living(holder, WRONG_SECRET))
                    .orElseGet(() -> new Caller.Rejected(WRONG_SECRET));
        }
        if (user.indexOf('+') >= 0) {
            return ci(user, password);
        }
        return switch (externals.responsible(user)
                ? externals.login(user, password, clientAddress)
                : logins.login(user, password, clientAddress)) {
            case Logins.Accepted accepted -> living(Credentials.holder(accepted.account(), Holder.PASSWORD), DEAD);
            case Logins.Wrong wrong -> new Caller.Rejected(wrong.reason());
            case Logins.Busy busy -> new Caller.Busy(busy.retryAfter());
        };
    }

    /// A robot without a secret of its own: its password is a token of a CI system, or wrong. A robot that does not
    /// exist is one without trust rules: which robots there are is not told.
    private Caller ci(String name, Secret token) {
        if (!looksLikeJwt(token.text())) {
            return new Caller.Rejected(WRONG);
        }
        Optional<Robot> known = credentials.robot(name);
        Robot robot = known.orElseGet(() -> nobody(name));
        return switch (ciTokens.check(robot, token.text())) {
            case CiTokens.Accepted accepted -> living(Credentials.holder(robot, Holder.ci(accepted)), DEAD);
            case CiTokens.Refused refused -> new Caller.Rejected(refused.reason());
            case CiTokens.Unavailable _ -> new Caller.Busy(CI_RETRY);
        };
    }

    private static Robot nobody(String name) {
        return new Robot("", "", name, "", List.of(), "", 0, Optional.empty(), true, Instant.EPOCH);
    }

    private static boolean looksLikeJwt(String text) {
        return text.startsWith("ey") && text.chars().filter(c -> c == '.').count() == 2;
    }

    private Caller living(Holder holder, String otherwise) {
        return credentials
                .find(holder)
                .<Caller>map(living -> known(living, holder))
                .orElseGet(() -> new Caller.Rejected(otherwise));
    }

    private static Caller known(Credentials.Living living, Holder holder) {
        return new Caller.Known(living.principal(), living.limit(), holder);
    }

    private static Caller bearer(Credentials.Living living, Tokens.Believed token) {
        return new Caller.Known(living.principal(), token.scopes(), token.holder());
    }

    private static Caller anonymous(Tokens.Believed token) {
        return new Caller.Known(new Principal.Anonymous(), token.scopes(), Holder.NOBODY);
    }
}
