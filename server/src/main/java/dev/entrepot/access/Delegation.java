package dev.entrepot.access;

import dev.entrepot.database.Database;
import dev.entrepot.directory.Allowance;
import dev.entrepot.directory.Directory;
import dev.entrepot.directory.Grant;
import dev.entrepot.directory.Place;
import dev.entrepot.directory.Robot;
import dev.entrepot.directory.Role;
import dev.entrepot.directory.Subject;
import dev.entrepot.directory.SystemRole;
import dev.entrepot.directory.Verb;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who may give rights away: nobody gives more than they hold.
///
/// A robot's rules, and a robot that is rotated, changed or given a role, need every right that the robot has or gains;
/// else its secret would be a way around one's own rights. Whoever holds a role under a condition passes it on only
/// under the same condition.
public final class Delegation {
    private final Rights rights;
    private final Access access;
    private final Database database;
    private final Directory directory = new Directory();

    Delegation(Rights rights, Access access, Database database) {
        this.rights = rights;
        this.access = access;
        this.database = database;
    }

    /// Whether a caller may make a robot with these rules in that namespace.
    public Decision robot(Caller caller, String namespace, List<Allowance> rules, Use use) {
        return decide(caller, namespace, rules, List.of(), use);
    }

    /// Whether a caller may change, rotate or map CI systems to that robot, which then has these rules as well.
    public Decision robot(Caller caller, Robot robot, List<Allowance> more, Use use) {
        List<Allowance> rules = new ArrayList<>(robot.rules());
        rules.addAll(more);
        List<Grant> grants = database.read(sql -> directory.grantsOfRobot(sql, robot.id()));
        Decision decision = decide(caller, robot.namespace(), rules, grants, use);
        return decision instanceof Decision.Allowed allowed ? unlessItGains(allowed, robot, grants) : decision;
    }

    /// What the robot was given since the decision may be more than whoever decided it has.
    private Decision.Allowed unlessItGains(Decision.Allowed allowed, Robot robot, List<Grant> grants) {
        return new Decision.Allowed(allowed.principal(), allowed.repository(), sql -> {
            allowed.check().require(sql);
            boolean same = directory
                            .robotById(sql, robot.id())
                            .filter(now -> now.rules().equals(robot.rules()))
                            .isPresent()
                    && directory.grantsOfRobot(sql, robot.id()).equals(grants);
            if (!same) {
                throw new RevokedException(
                        new Decision.Denied("what the robot may do changed at this moment; look at it and try again"));
            }
        });
    }

    private Decision decide(Caller caller, String namespace, List<Allowance> rules, List<Grant> grants, Use use) {
        Decision configure = access.decideNamespace(caller, Action.NAMESPACE_CONFIGURE, namespace, use);
        if (!(configure instanceof Decision.Allowed allowed)) {
            return configure;
        }
        if (!(caller.principal() instanceof Principal.User)) {
            return new Decision.Denied("robots make and change no robots; log in as a user");
        }
        Use open = new Use(use.address(), new Use.Open());
        Decision covered = access.decideBy(caller, limit -> limit instanceof Limit.None, holdings -> {
            for (Allowance rule : rules) {
                Optional<String> beyond = beyond(holdings, rule, open);
                if (beyond.isPresent()) {
                    return Optional.of(new Decision.Denied("a robot has no more rights than whoever makes, changes "
                            + "or rotates it: " + rule + " goes beyond yours; " + beyond.get()));
                }
            }
            for (Grant grant : grants) {
                if (!holds(holdings, grant.role(), grant.place(), grant.condition())) {
                    return Optional.of(new Decision.Denied("a robot has no more rights than whoever makes, changes "
                            + "or rotates it: it is " + Rights.words(grant) + ", and you are not"));
                }
            }
            return Optional.empty();
        });
        return covered instanceof Decision.Allowed also ? both(allowed, also) : covered;
    }

    /// What a rule would give that these holdings do not; empty when they cover it.
    private Optional<String> beyond(Holdings holdings, Allowance rule, Use use) {
        for (Verb verb : rule.verbs()) {
            Action action = switch (verb) {
                case PULL, INSPECT -> Action.PULL;
                case PUSH -> Action.PUSH;
                case DELETE -> Action.DELETE;
            };
            if (!covers(holdings, rule, action, use)) {
                String where = rule.namesOne() ? rule.pattern() : rule.namespace();
                return Optional.of(
                        where.isEmpty()
                                ? "a pattern that reaches beyond one namespace is for admins"
                                : Rights.missing(action, where));
            }
        }
        return Optional.empty();
    }

    private boolean covers(Holdings holdings, Allowance rule, Action action, Use use) {
        if (!rule.namesOne()) {
            return rights.onAllOf(holdings, action, rule.namespace(), use) instanceof Verdict.Held;
        }
        try {
            RepositoryName name = RepositoryName.parse(rule.pattern());
            return rights.on(holdings, action, name, false, use) instanceof Verdict.Held;
        } catch (MalformedException _) {
            return false;
        }
    }

    /// Whether a caller may give or take that role there. Putting a condition on a role, or taking it off, is giving
    /// and taking under both.
    ///
    /// @param condition of the grant; empty text: none
    public Decision grant(Caller caller, Role role, Place place, Subject to, String condition, Use use) {
        Decision administer = place.wholeNamespace()
                ? access.decideNamespace(caller, Action.NAMESPACE_ADMINISTER, place.namespace(), use)
                : access.decide(
                        caller, Action.ADMINISTER, RepositoryName.parse(place.repository()), place.repository(), use);
        if (!(administer instanceof Decision.Allowed allowed)) {
            return administer;
        }
        String before = database.read(sql -> directory.grant(sql, to, place, role))
                .map(Grant::condition)
                .orElse(condition);
        Decision passesOn = access.decideBy(
                caller,
                limit -> limit instanceof Limit.None,
                holdings -> holds(holdings, Role.OWNER, place, condition) && holds(holdings, Role.OWNER, place, before)
                        ? Optional.empty()
                        : Optional.of(new Decision.Denied("you are owner of " + place + " under a condition, and so "
                                + "give and take roles there only under the same condition")));
        if (!(passesOn instanceof Decision.Allowed also)) {
            return passesOn;
        }
        Optional<Robot> robot = to.kind() == Subject.Kind.ROBOT
                ? database.read(sql -> directory.robotById(sql, to.id()))
                : Optional.empty();
        if (robot.isEmpty()) {
            return both(allowed, also);
        }
        List<Grant> grants = database.read(sql -> directory.grantsOfRobot(sql, to.id()));
        Decision ofRobot =
                access.decideBy(caller, limit -> true, holdings -> beyond(holdings, robot.get(), grants, use));
        return ofRobot instanceof Decision.Allowed covers
                ? both(allowed, both(also, unlessItGains(covers, robot.get(), grants)))
                : ofRobot;
    }

    /// Why these holdings do not cover all that a robot may do; empty when they do.
    private Optional<Decision> beyond(Holdings holdings, Robot robot, List<Grant> grants, Use use) {
        Optional<String> rule = robot.rules().stream()
                .map(each -> beyond(holdings, each, use))
                .flatMap(Optional::stream)
                .findFirst();
        Optional<String> grant = grants.stream()
                .filter(each -> !holds(holdings, each.role(), each.place(), each.condition()))
                .map(each -> "it is " + Rights.words(each) + ", and you are not")
                .findFirst();
        return rule.or(() -> grant)
                .map(beyond ->
                        new Decision.Denied("giving a role to a robot needs every right that it has; " + beyond));
    }

    private static boolean holds(Holdings holdings, Role role, Place place, String condition) {
        if (holdings.role() == SystemRole.ADMIN) {
            return true;
        }
        return holdings.grants().stream()
                .anyMatch(own -> own.role().holds(role)
                        && (own.condition().isEmpty() || own.condition().equals(condition))
                        && (place.wholeNamespace()
                                ? own.place().equals(place) || own.place().equals(whole(place))
                                : own.place().reaches(RepositoryName.parse(place.repository()))));
    }

    private static Place whole(Place place) {
        return new Place(place.namespace(), "");
    }

    private static Decision.Allowed both(Decision.Allowed one, Decision.Allowed other) {
        return new Decision.Allowed(one.principal(), one.repository(), sql -> {
            one.check().require(sql);
            other.check().require(sql);
        });
    }
}
