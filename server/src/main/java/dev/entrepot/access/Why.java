package dev.entrepot.access;

import dev.entrepot.content.Repository;
import dev.entrepot.content.Visibility;
import dev.entrepot.database.Database;
import dev.entrepot.directory.Directory;
import dev.entrepot.directory.Grant;
import dev.entrepot.directory.Verb;
import dev.entrepot.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Explains decisions: by which grant or rule something is allowed, or which one is missing.
///
/// Who may not read a thing is told about it what is told about a thing that does not exist. Asking about somebody
/// else needs the role owner on the thing.
public final class Why {
    private final Rights rights;
    private final Credentials credentials;
    private final Access access;
    private final Database database;
    private final Directory directory = new Directory();

    Why(Rights rights, Credentials credentials, Access access, Database database) {
        this.rights = rights;
        this.credentials = credentials;
        this.access = access;
        this.database = database;
    }

    /// What is asked about.
    ///
    /// @param namespace set where the action is on a namespace, else empty text
    /// @param repository empty where the action is on a namespace
    public record Resource(String namespace, Optional<RepositoryName> repository) {
        public static Resource of(RepositoryName name) {
            return new Resource(name.namespace(), Optional.of(name));
        }

        public static Resource namespace(String name) {
            return new Resource(name, Optional.empty());
        }

        @Override
        public String toString() {
            return repository.map(RepositoryName::text).orElse(namespace);
        }
    }

    public sealed interface Answer permits Explanation, Refused, UnknownPrincipal {}

    /// The asker may not ask that.
    public record Refused(Decision decision) implements Answer {}

    /// There is no such principal.
    public record UnknownPrincipal(String name) implements Answer {}

    /// Whether the caller may do something, and why.
    public Answer explain(Caller caller, Action action, Resource resource, Use use) {
        Decision read = read(caller, resource, use);
        if (!(read instanceof Decision.Allowed)) {
            return new Refused(read);
        }
        if (!(caller instanceof Caller.Known known) || known.holder().nobody()) {
            return explain(Holdings.NOTHING, "anonymous", action, resource, use);
        }
        Optional<Credentials.Living> living = credentials.find(known.holder());
        if (living.isEmpty()) {
            return new Refused(access.decide(caller, Action.SELF));
        }
        boolean covered = resource.repository()
                .map(name -> living.get().limit().covers(action, name))
                .orElseGet(() -> living.get().limit().coversNamespace(action, resource.namespace()));
        Explanation explained =
                explain(living.get().holdings(), known.principal().name(), action, resource, use);
        return covered || !explained.allowed()
                ? explained
                : explained.refused("the credential's scopes do not cover it: use one with wider scopes");
    }

    /// Whether another principal may, which is for owners of the resource to ask.
    ///
    /// @param as a user, a robot with its `+`, or `anonymous`
    public Answer explain(Caller caller, String as, Action action, Resource resource, Use use) {
        if (caller.principal().name().equals(as)) {
            return explain(caller, action, resource, use);
        }
        Decision owner = resource.repository()
                .map(name -> access.repository(name).map(Repository::name).orElse(name))
                .map(name -> access.decide(caller, Action.ADMINISTER, name, name.text(), use))
                .orElseGet(
                        () -> access.decideNamespace(caller, Action.NAMESPACE_ADMINISTER, resource.namespace(), use));
        if (!(owner instanceof Decision.Allowed)) {
            return new Refused(owner);
        }
        if (as.equals(new Principal.Anonymous().name())) {
            return explain(Holdings.NOTHING, as, action, resource, use);
        }
        Optional<Other> other = database.read(sql -> as.indexOf('+') >= 0
                ? directory
                        .robot(sql, as)
                        .map(robot -> new Other(credentials.holdings(sql, robot), credentials.lives(robot)))
                : directory
                        .account(sql, as)
                        .map(account -> new Other(credentials.holdings(sql, account), credentials.lives(account))));
        return other.<Answer>map(found -> explain(found, as, action, resource, use))
                .orElseGet(() -> new UnknownPrincipal(as));
    }

    /// @param lives whether any of its credentials can be good
    private record Other(Holdings holdings, boolean lives) {}

    private Explanation explain(Other other, String as, Action action, Resource resource, Use use) {
        Explanation explained = explain(other.holdings, as, action, resource, use);
        return other.lives || !explained.allowed()
                ? explained
                : explained.refused(as + " is disabled, has expired or is no longer confirmed by its provider");
    }

    private Decision read(Caller caller, Resource resource, Use use) {
        Use open = new Use(use.address(), new Use.Open());
        return resource.repository()
                .map(name -> access.decide(caller, Action.PULL, name, name.text(), open))
                .orElseGet(() -> access.decideNamespace(caller, Action.NAMESPACE_READ, resource.namespace(), open));
    }

    private Explanation explain(Holdings holdings, String who, Action action, Resource resource, Use use) {
        Explanation explained = byRights(holdings, who, action, resource, use);
        return resource.repository()
                .filter(name -> explained.allowed())
                .flatMap(name -> access.byOldName(action, name))
                .map(explained::refused)
                .orElse(explained);
    }

    private Explanation byRights(Holdings holdings, String who, Action action, Resource resource, Use use) {
        Optional<Repository> repository = resource.repository().flatMap(access::repository);
        boolean isPublic =
                repository.filter(r -> r.visibility() == Visibility.PUBLIC).isPresent();
        Verdict verdict = resource.repository()
                .map(name -> rights.on(
                        holdings, action, repository.map(Repository::name).orElse(name), isPublic, use))
                .orElseGet(() -> rights.onNamespace(holdings, action, resource.namespace(), use));
        List<String> holds = new ArrayList<>(holdings.grants().stream()
                .filter(grant -> concerns(grant, resource))
                .map(Rights::words)
                .toList());
        holdings.rules().stream()
                .filter(rule -> rule.namespace().isEmpty() || rule.namespace().equals(resource.namespace()))
                .forEach(rule -> holds.add("rule " + rule));
        boolean inspects = repository
                .filter(found -> holdings.rules().stream().anyMatch(rule -> rule.covers(Verb.INSPECT, found.name())))
                .isPresent();
        return switch (verdict) {
            case Verdict.Held held ->
                new Explanation(true, action, resource.toString(), who, held.by(), holds, inspects, "");
            case Verdict.Missing missing -> {
                String text = Rights.missing(action, resource.toString());
                String unmet = missing.unmet().isEmpty()
                        ? ""
                        : "; held, but without effect here: " + String.join("; ", missing.unmet());
                yield new Explanation(false, action, resource.toString(), who, "", holds, inspects, text + unmet);
            }
            case Verdict.Later _ -> throw new IllegalStateException("an explanation was put off");
        };
    }

    private static boolean concerns(Grant grant, Resource resource) {
        return resource.repository()
                .map(name -> grant.place().reaches(name))
                .orElseGet(() -> grant.place().namespace().equals(resource.namespace()));
    }
}
