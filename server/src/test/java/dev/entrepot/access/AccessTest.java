package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.authority.Author;
import dev.entrepot.content.Repository;
import dev.entrepot.content.Visibility;
import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.directory.Grants;
import dev.entrepot.directory.NewUser;
import dev.entrepot.directory.Place;
import dev.entrepot.directory.Role;
import dev.entrepot.directory.SystemRole;
import dev.entrepot.oci.RepositoryName;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The order of the answers, and that rights are live.
final class AccessTest {
    private static final RepositoryName APP = RepositoryName.parse("team/app");
    private static final RepositoryName OTHER = RepositoryName.parse("other/app");
    private static final Caller NOBODY = new Caller.Nobody();
    private static final Use HERE = Use.from("192.0.2.7");
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path folder;

    private TestControl here;
    private Access access;
    private Caller admin;
    private Caller auditor;
    private Caller ann;

    @BeforeEach
    void start(Database database) {
        here = TestControl.start(AccessConfig.DEFAULT, folder, database);
        access = here.control().access();
        admin = caller("admin", new Limit.None());
        auditor = add("eve", SystemRole.AUDITOR);
        ann = add("ann", SystemRole.NONE);
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @OnBothDatabases
    void nobodyIsChallengedWithoutAnErrorForTheNameAsItWasAsked() {
        RepositoryName alpine = RepositoryName.parse("alpine");
        assertThat(access.decide(NOBODY, Action.PULL, alpine, "alpine", HERE))
                .isEqualTo(challenge("repository:alpine:pull"));
        assertThat(access.decide(NOBODY, Action.PUSH, alpine, "library/alpine", HERE))
                .isEqualTo(challenge("repository:library/alpine:pull,push"));
        assertThat(access.decide(NOBODY, Action.PING)).isEqualTo(challenge(""));
        assertThat(access.decide(NOBODY, Action.CATALOG)).isEqualTo(challenge("registry:catalog:*"));
        assertThat(access.decide(NOBODY, Action.OBSERVE)).isEqualTo(challenge("registry:metrics:*"));
        assertThat(access.decide(NOBODY, Action.USERS)).isEqualTo(challenge(""));
        assertThat(access.decideNamespace(NOBODY, Action.NAMESPACE_READ, "team", HERE))
                .isEqualTo(challenge(""));
    }

    @OnBothDatabases
    void whoMayNotReadLearnsNothingAndWhoMayIsToldTheMissingGrant() {
        assertThat(decide(ann, Action.PULL, APP)).isEqualTo(new Decision.NotFound());
        assertThat(decide(ann, Action.PUSH, APP)).isEqualTo(new Decision.NotFound());

        grant("ann", Role.READER, "team", "");

        assertThat(decide(ann, Action.PULL, APP)).isInstanceOf(Decision.Allowed.class);
        assertThat(decide(ann, Action.PULL, OTHER)).isEqualTo(new Decision.NotFound());
        assertThat(decide(ann, Action.PUSH, APP))
                .isInstanceOfSatisfying(
                        Decision.Denied.class,
                        denied -> assertThat(denied.message()).contains("the role writer"));
    }

    @OnBothDatabases
    void eachRoleGivesWhatTheTableOfActionsSays() {
        for (Role role : Role.values()) {
            grant("ann", role, "team", "");
            for (Action action : Action.values()) {
                Decision decision = switch (action.resource()) {
                    case REPOSITORY -> decide(ann, action, APP);
                    case NAMESPACE -> access.decideNamespace(ann, action, "team", HERE);
                    case REGISTRY, NOTHING -> access.decide(ann, action);
                };
                boolean everybodys = List.of(Action.NONE, Action.PING, Action.CATALOG, Action.SELF)
                        .contains(action);
                boolean held = action.role().map(role::holds).orElse(everybodys);
                assertThat(decision instanceof Decision.Allowed)
                        .as("%s: %s", role, action)
                        .isEqualTo(held);
            }
        }
    }

    @OnBothDatabases
    void adminMayDoEverythingAndAnAuditorReadEverything() {
        for (Action action : Action.values()) {
            Decision byAdmin = switch (action.resource()) {
                case REPOSITORY -> decide(admin, action, APP);
                case NAMESPACE -> access.decideNamespace(admin, action, "team", HERE);
                case REGISTRY, NOTHING -> access.decide(admin, action);
            };
            Decision byAuditor = switch (action.resource()) {
                case REPOSITORY -> decide(auditor, action, APP);
                case NAMESPACE -> access.decideNamespace(auditor, action, "team", HERE);
                case REGISTRY, NOTHING -> access.decide(auditor, action);
            };
            assertThat(byAdmin).as("%s", action).isInstanceOf(Decision.Allowed.class);
            assertThat(byAuditor instanceof Decision.Allowed).as("%s", action).isEqualTo(action.reads());
        }
    }

    @OnBothDatabases
    void tokenThatIsTooNarrowIsChallengedWhereItsOwnerHasTheRight() {
        grant("ann", Role.WRITER, "team", "app");
        Caller narrow = caller("ann", Scopes.of(List.of(Scope.of("repository", "team/app", "pull")), "host"));

        assertThat(decide(narrow, Action.PULL, APP)).isInstanceOf(Decision.Allowed.class);
        assertThat(decide(narrow, Action.PUSH, APP))
                .isEqualTo(new Decision.Challenge(
                        "repository:team/app:pull,push",
                        Optional.of("insufficient_scope"),
                        "the token does not cover repository:team/app:pull,push"));
        assertThat(decide(narrow, Action.PULL, OTHER)).isEqualTo(new Decision.NotFound());
        assertThat(access.decide(narrow, Action.SELF)).isInstanceOf(Decision.Challenge.class);
        assertThat(access.decideNamespace(narrow, Action.NAMESPACE_READ, "team", HERE))
                .isInstanceOf(Decision.Challenge.class);
    }

    @OnBothDatabases
    void tokenOfARepositoryThatIsGoneIsNoGoodForItsSuccessor() {
        grant("ann", Role.WRITER, "team", "");
        Scope forAnother = Scope.of("repository", "team/app", "pull", "push").madeFor(Optional.of(42L));
        Caller old = caller("ann", Scopes.of(List.of(forAnother), "host"));

        assertThat(decide(old, Action.PUSH, APP))
                .isInstanceOfSatisfying(
                        Decision.Challenge.class,
                        challenge -> assertThat(challenge.error()).contains("invalid_token"));
    }

    @OnBothDatabases
    void conditionIsLookedAtInTheCircumstancesOfEachUse() {
        grant("ann", Role.WRITER, "team", "", "address == '192.0.2.7' && tag.startsWith('dev-')");
        Use dev = new Use("192.0.2.7", new Use.Each(List.of("dev-1")));
        Use prod = new Use("192.0.2.7", new Use.Each(List.of("dev-1", "prod")));
        Use bytes = new Use("192.0.2.7", new Use.Open());
        Use elsewhere = new Use("192.0.2.8", new Use.Open());

        assertThat(access.decide(ann, Action.PUSH, APP, "team/app", dev)).isInstanceOf(Decision.Allowed.class);
        assertThat(access.decide(ann, Action.PUSH, APP, "team/app", bytes)).isInstanceOf(Decision.Allowed.class);
        assertThat(access.decide(ann, Action.PUSH, APP, "team/app", prod))
                .isInstanceOfSatisfying(
                        Decision.Denied.class,
                        denied -> assertThat(denied.message()).contains("its condition does not hold"));
        assertThat(access.decide(ann, Action.PUSH, APP, "team/app", elsewhere)).isEqualTo(new Decision.NotFound());
        assertThat(access.decide(ann, Action.PULL, APP, "team/app", HERE)).isInstanceOf(Decision.Denied.class);
        assertThat(access.atOnce(ann, Action.PULL, APP, "team/app")).isEmpty();
    }

    @OnBothDatabases
    void rightThatEndsBetweenDecisionAndChangeEndsTheChange(Database database) {
        grant("ann", Role.WRITER, "team", "");
        Decision.Allowed allowed = (Decision.Allowed) decide(ann, Action.PUSH, APP);
        database.read(sql -> {
            allowed.check().require(sql);
            return true;
        });

        grant("ann", Role.READER, "other", "");
        database.read(sql -> {
            allowed.check().require(sql);
            return true;
        });

        revoke("ann", Role.WRITER, "team", "");
        assertThatThrownBy(() -> database.read(sql -> {
                    allowed.check().require(sql);
                    return true;
                }))
                .isInstanceOfSatisfying(
                        RevokedException.class,
                        revoked -> assertThat(revoked.decision()).isEqualTo(new Decision.NotFound()));
    }

    @OnBothDatabases
    void credentialThatDiesBetweenDecisionAndChangeEndsTheChange(Database database) {
        grant("ann", Role.WRITER, "team", "");
        Decision.Allowed allowed = (Decision.Allowed) decide(ann, Action.PUSH, APP);

        here.changePassword("ann", "another one");

        assertThatThrownBy(() -> database.read(sql -> {
                    allowed.check().require(sql);
                    return true;
                }))
                .isInstanceOf(RevokedException.class);
        assertThat(decide(ann, Action.PUSH, APP)).isInstanceOf(Decision.Challenge.class);
    }

    @OnBothDatabases
    void credentialThatCannotBeLookedAtIsBusyAndAForeignWayIsRefused() {
        assertThat(decide(new Caller.Busy(Duration.ofSeconds(3)), Action.PULL, APP))
                .isEqualTo(new Decision.Busy(Duration.ofSeconds(3)));
        assertThat(decide(new Caller.Refused("come in by the door"), Action.PULL, APP))
                .isEqualTo(new Decision.Denied("come in by the door"));
        assertThat(decide(new Caller.Rejected("wrong"), Action.PULL, APP))
                .isEqualTo(new Decision.Challenge("repository:team/app:pull", Optional.of("invalid_token"), "wrong"));
    }

    @OnBothDatabases
    void catalogShowsWhatMayBeRead() {
        Repository hidden = new Repository(1, APP, Visibility.PRIVATE);
        Repository shown = new Repository(2, OTHER, Visibility.PUBLIC);

        assertThat(access.lists(NOBODY, hidden, HERE)).isFalse();
        assertThat(access.lists(NOBODY, shown, HERE)).isTrue();
        assertThat(access.lists(ann, hidden, HERE)).isFalse();
        assertThat(access.lists(admin, hidden, HERE)).isTrue();
        grant("ann", Role.READER, "team", "app");
        assertThat(access.lists(ann, hidden, HERE)).isTrue();
    }

    private Decision decide(Caller caller, Action action, RepositoryName name) {
        return access.decide(caller, action, name, name.text(), HERE);
    }

    private Caller add(String name, SystemRole role) {
        String hash = Argon2id.ofNoPassword(RANDOM).phc();
        here.users().add(TestControl.BY_TEST, new NewUser(name, hash, role, "", ""));
        return caller(name, new Limit.None());
    }

    private Caller caller(String name, Limit limit) {
        var account = here.users().find(name).orElseThrow().account();
        return new Caller.Known(
                new Principal.User(account.id(), account.name(), account.role()),
                limit,
                new Holder(
                        Author.Kind.USER, account.id(), account.name(), account.credentialVersion(), Holder.PASSWORD));
    }

    private void grant(String user, Role role, String namespace, String repository) {
        grant(user, role, namespace, repository, "");
    }

    private void grant(String user, Role role, String namespace, String repository, String condition) {
        grants().put(
                        TestControl.BY_TEST,
                        key(user, role, namespace, repository),
                        condition,
                        new Grants.Expected.Anything());
    }

    private void revoke(String user, Role role, String namespace, String repository) {
        grants().remove(TestControl.BY_TEST, key(user, role, namespace, repository), new Grants.Expected.Anything());
    }

    private static Grants.Key key(String user, Role role, String namespace, String repository) {
        String place = repository.isEmpty() ? namespace : namespace + "/" + repository;
        return new Grants.Key(role, user, Place.parse(place));
    }

    private Grants grants() {
        return new Grants(here.database(), here.changes());
    }

    private static Decision challenge(String scope) {
        return new Decision.Challenge(scope, Optional.empty(), "authentication required");
    }
}
