package dev.entrepot.access;

import dev.entrepot.directory.Allowance;
import dev.entrepot.directory.Grant;
import dev.entrepot.directory.Role;
import dev.entrepot.directory.SystemRole;
import dev.entrepot.directory.Verb;
import dev.entrepot.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What holdings permit, credentials aside.
///
/// In this order: an open registry permits everything; an admin may do everything; an auditor may read everything; what
/// is public may be read by everybody; a grant whose role has the action, where its condition holds; a rule of a robot,
/// as far as its sponsor may do the same.
final class Rights {
    /// @param open anonymous callers may do everything on content
    /// @param usersMakeNamespaces every user may make namespaces, and owns what it made
    record Policy(boolean open, boolean usersMakeNamespaces) {}

    private final Policy policy;
    private final GrantConditions conditions;

    Rights(Policy policy, GrantConditions conditions) {
        this.policy = policy;
        this.conditions = conditions;
    }

    /// Whether callers need no credential.
    boolean open() {
        return policy.open;
    }

    /// On a repository.
    ///
    /// @param isPublic whether everybody may read it
    Verdict on(Holdings held, Action action, RepositoryName name, boolean isPublic, Use use) {
        Optional<Verdict> general = bySystemRole(held, action);
        if (general.isPresent()) {
            return general.get();
        }
        if (policy.open && Limit.verb(action).isPresent()) {
            return new Verdict.Held("the registry is open");
        }
        if (isPublic && (action == Action.PULL || action == Action.READ)) {
            return new Verdict.Held(name + " is public");
        }
        List<String> unmet = new ArrayList<>();
        Optional<Verdict> granted =
                byGrant(held, action, grant -> grant.place().reaches(name), name.text(), use, unmet);
        if (granted.isPresent()) {
            return granted.get();
        }
        Optional<Verb> verb = Limit.verb(action);
        for (Allowance rule : held.rules()) {
            if (verb.isPresent() && rule.covers(verb.get(), name)) {
                switch (held.sponsor()
                        .map(sponsor -> on(sponsor, action, name, isPublic, use))
                        .orElse(GONE)) {
                    case Verdict.Held by -> {
                        return new Verdict.Held(
                                "rule " + rule + " of " + held.who() + ", whose sponsor may: " + by.by());
                    }
                    case Verdict.Later later -> {
                        return later;
                    }
                    case Verdict.Missing _ ->
                        unmet.add("rule " + rule + " of " + held.who() + ", whose sponsor "
                                + held.sponsor().map(Holdings::who).orElse("is gone and") + " may not do it: let "
                                + "somebody who may rotate or change the robot");
                }
            }
        }
        return new Verdict.Missing(unmet);
    }

    private static final Verdict GONE = new Verdict.Missing(List.of());

    /// On a namespace.
    Verdict onNamespace(Holdings held, Action action, String namespace, Use use) {
        Optional<Verdict> general = bySystemRole(held, action);
        if (general.isPresent()) {
            return general.get();
        }
        if (policy.open && (action.reads() || action == Action.CREATE_REPOSITORY)) {
            return new Verdict.Held("the registry is open");
        }
        boolean anywhere = action == Action.NAMESPACE_READ;
        List<String> unmet = new ArrayList<>();
        Predicate<Grant> reaches = grant -> grant.place().namespace().equals(namespace)
                && (anywhere || grant.place().wholeNamespace());
        Optional<Verdict> granted = byGrant(held, action, reaches, namespace, use, unmet);
        if (granted.isPresent()) {
            return granted.get();
        }
        if (anywhere && readsByRule(held, namespace, use)) {
            return new Verdict.Held("a rule of " + held.who() + ", whose sponsor may read " + namespace);
        }
        return new Verdict.Missing(unmet);
    }

    private boolean readsByRule(Holdings held, String namespace, Use use) {
        return held.rules().stream().anyMatch(rule -> rule.namespace().equals(namespace))
                && held.sponsor()
                        .filter(sponsor ->
                                onNamespace(sponsor, Action.NAMESPACE_READ, namespace, use) instanceof Verdict.Held)
                        .isPresent();
    }

    /// Whether an action on repositories is given for every repository of a namespace, those to come included.
    Verdict onAllOf(Holdings held, Action action, String namespace, Use use) {
        Optional<Verdict> general = bySystemRole(held, action);
        if (general.isPresent()) {
            return general.get();
        }
        List<String> unmet = new ArrayList<>();
        Predicate<Grant> reaches = grant ->
                grant.place().wholeNamespace() && grant.place().namespace().equals(namespace);
        return byGrant(held, action, reaches, namespace, use, unmet).orElseGet(() -> new Verdict.Missing(unmet));
    }

    /// On the registry as a whole.
    Verdict onRegistry(Holdings held, Action action, Principal principal) {
        boolean known = !(principal instanceof Principal.Anonymous);
        // A robot is nobody who could own what it made, whether it has rules or not.
        boolean user = principal instanceof Principal.User;
        return switch (action) {
            case NONE, PING, CATALOG -> new Verdict.Held("everybody");
            case SELF -> known ? new Verdict.Held("every account") : new Verdict.Missing(List.of());
            case OBSERVE ->
                policy.open
                        ? new Verdict.Held("the registry is open")
                        : bySystemRole(held, action).orElse(new Verdict.Missing(List.of()));
            case CREATE_NAMESPACE ->
                policy.usersMakeNamespaces && user
                        ? new Verdict.Held("every user may make namespaces here")
                        : bySystemRole(held, action).orElse(new Verdict.Missing(List.of()));
            default -> bySystemRole(held, action).orElse(new Verdict.Missing(List.of()));
        };
    }

    private static Optional<Verdict> bySystemRole(Holdings held, Action action) {
        return switch (held.role()) {
            case ADMIN -> Optional.of(new Verdict.Held("system role " + SystemRole.ADMIN.id() + " of " + held.who()));
            case AUDITOR ->
                action.reads()
                        ? Optional.of(new Verdict.Held("system role " + SystemRole.AUDITOR.id() + " of " + held.who()))
                        : Optional.empty();
            case NONE -> Optional.empty();
        };
    }

    private Optional<Verdict> byGrant(
            Holdings held, Action action, Predicate<Grant> reaches, String resource, Use use, List<String> unmet) {
        Optional<Role> needed = action.role();
        boolean later = false;
        for (Grant grant : held.grants()) {
            if (needed.isEmpty() || !grant.role().holds(needed.get()) || !reaches.test(grant)) {
                continue;
            }
            if (grant.condition().isEmpty()) {
                return Optional.of(new Verdict.Held(words(grant)));
            }
            if (use.equals(AT_ONCE)) {
                later = true;
                continue;
            }
            Optional<String> reason = conditions.unmet(grant.condition(), use, action, resource);
            if (reason.isEmpty()) {
                return Optional.of(new Verdict.Held(words(grant) + ", whose condition holds: " + grant.condition()));
            }
            unmet.add(words(grant) + ", but " + reason.get());
        }
        return later ? Optional.of(new Verdict.Later()) : Optional.empty();
    }

    /// Stands for circumstances that nobody may look at yet, because looking may block.
    static final Use AT_ONCE = new Use("", new Use.NoTag());

    /// A grant in words.
    static String words(Grant grant) {
        return grant.role().id() + " for " + grant.subject().name() + " on " + grant.place();
    }

    /// The grant that would give an action, for whoever is refused it.
    static String missing(Action action, String resource) {
        return switch (action.resource()) {
            case REPOSITORY ->
                action.id() + " on " + resource + " needs the role " + role(action) + " on " + resource
                        + " or on its namespace";
            case NAMESPACE -> action.id() + " on " + resource + " needs the role " + role(action) + " on " + resource;
            case REGISTRY, NOTHING -> missing(action);
        };
    }

    static String missing(Action action) {
        return switch (action) {
            case OBSERVE, AUDIT, USERS_READ -> action.id() + " needs the system role admin or auditor";
            case SELF -> "this is for accounts; log in";
            default -> action.id() + " needs the system role admin";
        };
    }

    private static String role(Action action) {
        return action.role().map(Role::id).orElseThrow();
    }
}
