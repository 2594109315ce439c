package dev.entrepot.access;

import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Alias;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.content.Visibility;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Verb;
import dev.entrepot.oci.RepositoryName;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What callers may do.
///
/// The answers, in this order:
///
/// 1. a credential that is malformed, wrong, expired or dead: challenge, `invalid_token`;
/// 2. nobody, without the right: challenge, without an error (some clients take an error for a rejected login);
/// 3. the owner has the right, the credential does not cover it: challenge, `insufficient_scope`;
/// 4. the owner may not even read: not found;
/// 5. the owner may read but not do this: denied, with the grant that is missing.
///
/// What is allowed carries a check that every change repeats inside its transaction: nothing but a comparison of epochs
/// while no right changed, the whole decision from the rows when one did.
public final class Access {
    private static final String ANOTHER = "the token was made for a repository that is gone; ask for a new one";

    private final Rights rights;
    private final Credentials credentials;
    private final Repositories repositories;
    private final AccessEpoch epoch;

    Access(Rights rights, Credentials credentials, Repositories repositories, AccessEpoch epoch) {
        this.rights = rights;
        this.credentials = credentials;
        this.repositories = repositories;
        this.epoch = epoch;
    }

    /// The decision on a repository when memory holds all it takes. Never blocks: fine on the event loop.
    public Optional<Decision> atOnce(Caller caller, Action action, RepositoryName name, String asked) {
        long before = epoch.known();
        Optional<Credentials.Living> living = Optional.empty();
        if (caller instanceof Caller.Known known && !known.holder().nobody()) {
            living = credentials.remembered(known.holder());
            if (living.isEmpty()) {
                return Optional.empty();
            }
        }
        Optional<Repository> repository = repositories.cached(name);
        if (repository.isEmpty() || !epoch.fresh()) {
            return Optional.empty();
        }
        Question question = new Question(caller, action, name, asked, Rights.AT_ONCE, before);
        return decide(question, holdings(living), new Target(name, repository, false));
    }

    /// The decision on a repository; `asked` is its name as the client spelled it, which challenges echo. A pull by a
    /// name that the repository had before is decided on the repository as it is called now.
    public Decision decide(Caller caller, Action action, RepositoryName name, String asked, Use use) {
        long before = epoch.known();
        Optional<Credentials.Living> living = Optional.empty();
        if (caller instanceof Caller.Known known && !known.holder().nobody()) {
            living = credentials.find(known.holder());
            if (living.isEmpty()) {
                return dead(Vocabulary.needed(action, asked));
            }
        }
        Question question = new Question(caller, action, name, asked, use, before);
        return decide(question, holdings(living), target(name)).orElseThrow();
    }

    private static Holdings holdings(Optional<Credentials.Living> living) {
        return living.map(Credentials.Living::holdings).orElse(Holdings.NOTHING);
    }

    /// What is asked.
    ///
    /// @param epoch known before anything was read for the answer
    private record Question(Caller caller, Action action, RepositoryName name, String asked, Use use, long epoch) {
        String scope() {
            return Vocabulary.needed(action, asked);
        }
    }

    /// What a name stands for.
    ///
    /// @param repository empty when there is none
    /// @param renamed whether the repository is called otherwise now
    private record Target(RepositoryName name, Optional<Repository> repository, boolean renamed) {
        boolean isPublic() {
            return repository.filter(r -> r.visibility() == Visibility.PUBLIC).isPresent();
        }
    }

    /// The repository that a name stands for now, old names included.
    Optional<Repository> repository(RepositoryName name) {
        return target(name).repository;
    }

    /// Why an action is refused that is asked for by an old name; empty where that is no reason.
    Optional<String> byOldName(Action action, RepositoryName name) {
        Target target = target(name);
        return changesByOldName(action, target) ? Optional.of(renamed(name, target)) : Optional.empty();
    }

    private Target target(RepositoryName name) {
        Optional<Repository> found = repositories.find(name);
        if (found.isPresent()) {
            return new Target(name, found, false);
        }
        Optional<Alias> alias = repositories.alias(name);
        return alias.map(old -> new Target(old.repository().name(), Optional.of(old.repository()), true))
                .orElseGet(() -> new Target(name, Optional.empty(), false));
    }

    /// Empty only when the question was asked at once and its answer takes longer.
    private Optional<Decision> decide(Question question, Holdings holdings, Target target) {
        return switch (question.caller) {
            case Caller.Known known -> decide(known, question, holdings, target);
            case Caller.Nobody _ ->
                switch (rights.on(holdings, question.action, target.name, target.isPublic(), question.use)) {
                    case Verdict.Held _
                    when !changesByOldName(question.action, target) -> Optional.of(allowed(question, target));
                    case Verdict.Later _ -> Optional.empty();
                    default -> Optional.of(authenticationRequired(question.scope()));
                };
            case Caller.Rejected rejected -> Optional.of(invalid(question.scope(), rejected.reason()));
            case Caller.Busy busy -> Optional.of(new Decision.Busy(busy.retryAfter()));
            case Caller.Refused refused -> Optional.of(new Decision.Denied(refused.message()));
        };
    }

    private Optional<Decision> decide(Caller.Known known, Question question, Holdings holdings, Target target) {
        Verdict verdict = rights.on(holdings, question.action, target.name, target.isPublic(), question.use);
        if (verdict instanceof Verdict.Later) {
            return Optional.empty();
        }
        boolean another =
                known.limit() instanceof Scopes scopes && scopes.madeForAnother(question.name, target.repository);
        if (another && verdict instanceof Verdict.Held) {
            return Optional.of(invalid(question.scope(), ANOTHER));
        }
        if (verdict instanceof Verdict.Held && !changesByOldName(question.action, target)) {
            return Optional.of(
                    known.limit().covers(question.action, question.name)
                            ? allowed(question, target)
                            : insufficientScope(question.scope()));
        }
        if (known.principal() instanceof Principal.Anonymous) {
            return Optional.of(insufficientScope(question.scope()));
        }
        return switch (rights.on(holdings, Action.PULL, target.name, target.isPublic(), readUse(question.use))) {
            case Verdict.Later _ -> Optional.empty();
            case Verdict.Missing _ -> Optional.of(new Decision.NotFound());
            case Verdict.Held _ when another -> Optional.of(invalid(question.scope(), ANOTHER));
            case Verdict.Held _ -> Optional.of(denied(known, question, target, verdict));
        };
    }

    /// Who may read only under a condition on tags is told like any reader.
    private static Use readUse(Use use) {
        return use.equals(Rights.AT_ONCE) ? use : new Use(use.address(), new Use.Open());
    }

    private static Decision denied(Caller.Known known, Question question, Target target, Verdict verdict) {
        if (!known.limit().covers(Action.PULL, question.name)) {
            // A token that may not read here learns no more than who may not read.
            return new Decision.NotFound();
        }
        if (changesByOldName(question.action, target)) {
            return new Decision.Denied(renamed(question.name, target));
        }
        String missing = Rights.missing(question.action, target.name.text());
        return verdict instanceof Verdict.Missing unmet && !unmet.unmet().isEmpty()
                ? new Decision.Denied(missing + "; held, but without effect here: " + String.join("; ", unmet.unmet()))
                : new Decision.Denied(missing);
    }

    /// Whether something other than reading is asked for by an old name.
    private static boolean changesByOldName(Action action, Target target) {
        return target.renamed && action != Action.PULL && action != Action.READ;
    }

    private static String renamed(RepositoryName asked, Target target) {
        return asked + " was renamed to " + target.name + "; use that name";
    }

    private Decision allowed(Question question, Target target) {
        return new Decision.Allowed(
                question.caller.principal(),
                Optional.of(target.name),
                sql -> recheck(sql, question.caller, question.epoch, holdings -> {
                    Decision again = decide(question, holdings, target)
                            .orElseGet(() -> new Decision.Denied(Rights.missing(question.action, target.name.text())));
                    return again instanceof Decision.Allowed ? Optional.empty() : Optional.of(again);
                }));
    }

    /// Decides again from the rows when any right changed since.
    private void recheck(Sql sql, Caller caller, long decidedUnder, Function<Holdings, Optional<Decision>> refusal) {
        if (epoch.current(sql) == decidedUnder) {
            return;
        }
        Holdings holdings = Holdings.NOTHING;
        if (caller instanceof Caller.Known known && !known.holder().nobody()) {
            Optional<Credentials.Living> living = credentials.read(sql, known.holder());
            if (living.isEmpty()) {
                throw new RevokedException(dead(""));
            }
            holdings = living.get().holdings();
        }
        refusal.apply(holdings).ifPresent(decision -> {
            throw new RevokedException(decision);
        });
    }

    /// The decision on a namespace, which need not exist.
    public Decision decideNamespace(Caller caller, Action action, String namespace, Use use) {
        return decideBy(caller, limit -> limit.coversNamespace(action, namespace), holdings -> {
            if (rights.onNamespace(holdings, action, namespace, use) instanceof Verdict.Held) {
                return Optional.empty();
            }
            return Optional.of(
                    rights.onNamespace(holdings, Action.NAMESPACE_READ, namespace, use) instanceof Verdict.Held
                            ? new Decision.Denied(Rights.missing(action, namespace))
                            : new Decision.NotFound());
        });
    }

    /// The decision on an action that concerns the registry as a whole.
    public Decision decide(Caller caller, Action action) {
        if (action == Action.NONE || (action == Action.PING && caller instanceof Caller.Known)) {
            return new Decision.Allowed(caller.principal(), Optional.empty(), sql -> {});
        }
        String scope = Vocabulary.needed(action);
        if (caller instanceof Caller.Nobody && !rights.open()) {
            return authenticationRequired(scope);
        }
        boolean known = !(caller.principal() instanceof Principal.Anonymous);
        Decision decision = decideBy(caller, limit -> limit.covers(action), holdings -> {
            if (rights.onRegistry(holdings, action, caller.principal()) instanceof Verdict.Held) {
                return Optional.empty();
            }
            return Optional.of(known ? new Decision.Denied(Rights.missing(action)) : insufficientScope(scope));
        });
        return decision instanceof Decision.Challenge challenge
                ? new Decision.Challenge(scope, challenge.error(), challenge.message())
                : decision;
    }

    /// A decision that rests on nothing but what the caller holds.
    ///
    /// @param covers whether the credential is good for it
    /// @param refusal what holders of these are told who may not; empty for those who may
    Decision decideBy(Caller caller, Predicate<Limit> covers, Function<Holdings, Optional<Decision>> refusal) {
        long before = epoch.known();
        Holdings holdings = Holdings.NOTHING;
        switch (caller) {
            case Caller.Rejected rejected -> {
                return invalid("", rejected.reason());
            }
            case Caller.Busy busy -> {
                return new Decision.Busy(busy.retryAfter());
            }
            case Caller.Refused refused -> {
                return new Decision.Denied(refused.message());
            }
            case Caller.Nobody _ -> {}
            case Caller.Known known when known.holder().nobody() -> {}
            case Caller.Known known -> {
                Optional<Credentials.Living> living = credentials.find(known.holder());
                if (living.isEmpty()) {
                    return dead("");
                }
                holdings = living.get().holdings();
            }
        }
        Optional<Decision> refused = refusal.apply(holdings);
        if (refused.isPresent()) {
            return switch (caller.principal()) {
                case Principal.Anonymous _ ->
                    caller instanceof Caller.Nobody ? authenticationRequired("") : insufficientScope("");
                case Principal.User _, Principal.Robot _ -> refused.get();
            };
        }
        if (caller instanceof Caller.Known known && !covers.test(known.limit())) {
            return insufficientScope("");
        }
        return new Decision.Allowed(caller.principal(), Optional.empty(), sql -> recheck(sql, caller, before, refusal));
    }

    /// Whether the answer is yes, for questions that refuse nothing by themselves: the source of a mount, or whether
    /// a HEAD's caller might push.
    public boolean allows(Caller caller, Action action, RepositoryName name, Use use) {
        return decide(caller, action, name, name.text(), use) instanceof Decision.Allowed;
    }

    /// Whether a caller who may list the catalog finds this repository in it. A token for the catalog names no
    /// repositories, so its owner's rights count; a personal token shows only what it is good for.
    public boolean lists(Caller caller, Repository repository, Use use) {
        Holdings holdings = Holdings.NOTHING;
        if (caller instanceof Caller.Known known && !known.holder().nobody()) {
            Optional<Credentials.Living> living = credentials.find(known.holder());
            if (living.isEmpty() || !living.get().limit().covers(Action.READ, repository.name())) {
                return false;
            }
            holdings = living.get().holdings();
        }
        return rights.on(holdings, Action.PULL, repository.name(), repository.visibility() == Visibility.PUBLIC, use)
                instanceof Verdict.Held;
    }

    /// Whether what the caller pulls there does not count as pulled: a robot whose rules say `inspect`. Never blocks;
    /// no
    /// where this node would have to ask.
    public boolean inspects(Caller caller, RepositoryName name) {
        return caller instanceof Caller.Known known
                && known.principal() instanceof Principal.Robot
                && credentials
                        .remembered(known.holder())
                        .filter(living ->
                                living.holdings().rules().stream().anyMatch(rule -> rule.covers(Verb.INSPECT, name)))
                        .isPresent();
    }

    /// The repository that a name stands for, if the caller's owner may read it, whatever the token was made for.
    public Optional<RepositoryName> readable(Caller caller, RepositoryName name, Use use) {
        return repository(name)
                .filter(repository -> lists(caller, repository, use))
                .map(Repository::name);
    }

    /// Who makes a change, for its audit entry.
    public static Author author(Caller caller, String address, String requestId) {
        return caller instanceof Caller.Known known
                ? new Author(
                        known.holder().kind(),
                        known.holder().id(),
                        known.principal().name(),
                        known.holder().credential(),
                        address,
                        requestId)
                : new Author(Author.Kind.ANONYMOUS, "", "anonymous", "", address, requestId);
    }

    /// What a change is made under.
    public static Authority authority(Caller caller, Decision.Allowed allowed, String address, String requestId) {
        return new Authority(author(caller, address, requestId), allowed.check());
    }

    private static Decision authenticationRequired(String scope) {
        return new Decision.Challenge(scope, Optional.empty(), "authentication required");
    }

    private static Decision insufficientScope(String scope) {
        return new Decision.Challenge(
                scope,
                Optional.of("insufficient_scope"),
                scope.isEmpty()
                        ? "this credential is good for less than that: use one without scopes"
                        : "the token does not cover " + scope);
    }

    private static Decision invalid(String scope, String reason) {
        return new Decision.Challenge(scope, Optional.of("invalid_token"), reason);
    }

    private static Decision dead(String scope) {
        return invalid(scope, "the credential has expired, or what it stands for has changed or is gone: log in again");
    }
}
