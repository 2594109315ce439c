package dev.entrepot.directory;

import static dev.entrepot.directory.DirectoryFixture.ADMIN;
import static dev.entrepot.directory.DirectoryFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.authority.Authority;
import dev.entrepot.authority.NoLongerAllowedException;
import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.assertj.core.api.SoftAssertions;

/// What holds for every change of the directory alike. Each change finds the rows that {@link #prepare} makes and
/// those that the changes before it left.
final class EveryChangeTest {
    private static final Grants.Key GRANT = key(Role.WRITER, "alice", "team/app");
    private static final Grants.Expected ANYTHING = new Grants.Expected.Anything();

    private record Change(String action, BiConsumer<DirectoryFixture, Authority> run) {}

    private static final List<Change> CHANGES = List.of(
            new Change("user.add", (it, by) -> it.users.add(by, newUser("bob"))),
            new Change("user.change", (it, by) -> it.users.change(by, "bob", everything())),
            new Change("user.remove", (it, by) -> it.users.remove(by, "bob")),
            new Change("user.add", (it, by) -> it.users.confirm(by, carol("developers"))),
            new Change("user.groups", (it, by) -> it.users.confirm(by, carol("developers", "mapped"))),
            new Change("team.add", (it, by) -> it.teams.add(by, "ops", "")),
            new Change("team.change", (it, by) -> it.teams.describe(by, "ops", "who operate")),
            new Change("team.member-add", (it, by) -> it.teams.addMember(by, "ops", "alice")),
            new Change("team.member-remove", (it, by) -> it.teams.removeMember(by, "ops", "alice")),
            new Change("team.group-add", (it, by) -> it.teams.addGroup(by, "ops", new TeamGroup("idp", "ops"))),
            new Change("team.group-remove", (it, by) -> it.teams.removeGroup(by, "ops", new TeamGroup("idp", "ops"))),
            new Change("team.remove", (it, by) -> it.teams.remove(by, "ops")),
            new Change("robot.add", (it, by) -> it.robots.add(by, newRobot("team+new"), "sponsor")),
            new Change("robot.change", (it, by) -> it.robots.change(by, "team+new", more(), "other")),
            new Change("robot.rotate", (it, by) -> it.robots.rotate(by, "team+new", Duration.ofDays(1), "other")),
            new Change("robot.secret-remove", (it, by) -> it.robots.removeSecret(by, "team+new", secretOf(it))),
            new Change("trust.add", (it, by) -> it.trusts.add(by, "team+new", newTrust(), "other")),
            new Change("trust.remove", (it, by) -> it.trusts.remove(by, "team+new", trustOf(it))),
            new Change("robot.remove", (it, by) -> it.robots.remove(by, "team+new")),
            new Change(
                    "token.add",
                    (it, by) -> it.tokens.add(by, it.account("alice").id(), newToken())),
            new Change(
                    "token.remove",
                    (it, by) -> it.tokens.remove(by, it.account("alice").id(), "laptop")),
            new Change("grant.add", (it, by) -> it.grants.put(by, GRANT, "", ANYTHING)),
            new Change("grant.change", (it, by) -> it.grants.put(by, GRANT, "true", new Grants.Expected.Version(1))),
            new Change("grant.remove", (it, by) -> it.grants.remove(by, GRANT, ANYTHING)));

    @OnBothDatabases
    void raisesTheEpochOnceAndWritesOneEntry(Database database) {
        DirectoryFixture it = prepare(database);

        for (Change change : CHANGES) {
            long epoch = it.read(it.epoch::current);
            List<String> audited = it.audited();

            change.run.accept(it, ADMIN);

            assertThat(it.read(it.epoch::current))
                    .as("epoch after %s", change.action)
                    .isEqualTo(epoch + 1);
            assertThat(it.epoch.known())
                    .as("epoch known after %s", change.action)
                    .isEqualTo(epoch + 1);
            assertThat(it.audited()).as("audit after %s", change.action).hasSize(audited.size() + 1);
            assertThat(it.audited().stream().filter(change.action::equals).count())
                    .as("entries of %s", change.action)
                    .isEqualTo(audited.stream().filter(change.action::equals).count() + 1);
        }
    }

    @OnBothDatabases
    void endsWithTheRightThatItWasBegunUnder(Database database) {
        DirectoryFixture it = prepare(database);
        Authority ended = new Authority(ADMIN.author(), sql -> {
            throw new Ended();
        });

        SoftAssertions all = new SoftAssertions();
        for (Change change : CHANGES) {
            long epoch = it.epoch.known();
            int audited = it.audited().size();

            all.assertThatThrownBy(() -> change.run.accept(it, ended))
                    .as(change.action)
                    .isInstanceOf(Ended.class);

            all.assertThat(it.read(it.epoch::current)).as(change.action).isEqualTo(epoch);
            all.assertThat(it.audited()).as(change.action).hasSize(audited);
            change.run.accept(it, ADMIN);
        }
        all.assertAll();
    }

    @OnBothDatabases
    void whatChangesNothingIsNotAnnounced(Database database) {
        DirectoryFixture it = prepare(database);
        it.users.confirm(ADMIN, carol("mapped"));
        it.grants.put(ADMIN, GRANT, "", ANYTHING);
        long epoch = it.epoch.known();
        int audited = it.audited().size();

        it.users.add(ADMIN, newUser("alice"));
        it.users.addFirst(ADMIN, newUser("bob"));
        it.users.change(ADMIN, "alice", UserPatch.NONE.withRole(SystemRole.NONE).withDisabled(false));
        it.users.change(ADMIN, "nobody", everything());
        it.users.remove(ADMIN, "nobody");
        it.users.confirm(ADMIN, carol("mapped", "unmapped"));
        it.teams.add(ADMIN, "web", "");
        it.teams.describe(ADMIN, "web", "");
        it.teams.removeMember(ADMIN, "web", "alice");
        it.teams.removeGroup(ADMIN, "web", new TeamGroup("", ""));
        it.robots.add(ADMIN, newRobot("team+ci"), "other");
        it.robots.add(ADMIN, newRobot("nowhere+ci"), "other");
        it.robots.change(ADMIN, "team+ci", RobotPatch.NONE.neverExpiring(), "other");
        it.robots.rotate(ADMIN, "team+none", Duration.ZERO, "other");
        it.grants.put(ADMIN, GRANT, "", ANYTHING);
        it.grants.put(ADMIN, GRANT, "false", ANYTHING);
        it.grants.put(ADMIN, key(Role.OWNER, "nobody", "team"), "", ANYTHING);
        it.grants.remove(ADMIN, key(Role.OWNER, "alice", "team"), ANYTHING);
        it.tokens.remove(ADMIN, it.account("alice").id(), "none");
        it.trusts.remove(ADMIN, "team+ci", "none");

        assertThat(it.read(it.epoch::current)).isEqualTo(epoch);
        assertThat(it.audited()).hasSize(audited);
    }

    @OnBothDatabases
    void namesThatCannotBeAreUnknown(Database database) {
        DirectoryFixture it = prepare(database);
        String impossible = "a\0b";

        assertThat(it.users.find(impossible)).isEmpty();
        assertThat(it.teams.find(impossible)).isEmpty();
        assertThat(it.robots.find(impossible)).isEmpty();
        assertThat(it.<Boolean>read(
                        sql -> it.directory.subject(sql, "team:" + impossible).isPresent()))
                .isFalse();
        assertThat(it.robots.removeSecret(ADMIN, "team+ci", impossible)).isFalse();
        assertThat(it.tokens.remove(ADMIN, it.account("alice").id(), impossible))
                .isFalse();
        assertThat(it.trusts.remove(ADMIN, "team+ci", impossible)).isFalse();
        assertThatThrownBy(() -> it.users.page(impossible, "", 10)).isInstanceOf(IllegalArgumentException.class);
    }

    private static final class Ended extends NoLongerAllowedException {
        Ended() {
            super("the right ended");
        }
    }

    private static DirectoryFixture prepare(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account root = it.user("root", SystemRole.ADMIN);
        it.user("alice");
        it.team("web");
        it.teams.addGroup(ADMIN, "web", new TeamGroup("idp", "mapped"));
        it.robot("team+ci", root, "pull:team/*");
        return it;
    }

    private static NewUser newUser(String name) {
        return new NewUser(name, "hash", SystemRole.NONE, "", "");
    }

    private static UserPatch everything() {
        return UserPatch.NONE
                .withPassword("other hash")
                .withTokensRevoked()
                .withRole(SystemRole.AUDITOR)
                .withDisabled(true)
                .withDisplayName("Bob")
                .withEmail("bob@example.org");
    }

    private static ExternalIdentity carol(String... groups) {
        return new ExternalIdentity("idp", "subject-of-carol", "carol", "Carol", "", Set.of(groups));
    }

    private static NewRobot newRobot(String name) {
        return new NewRobot(name, "", List.of(Allowance.parse("pull:team/*")), Optional.empty());
    }

    private static RobotPatch more() {
        return RobotPatch.NONE
                .withRules(List.of(Allowance.parse("pull,push:team/app")))
                .expiringAt(DirectoryFixture.START.plus(Duration.ofDays(30)))
                .withDisabled(true)
                .withDescription("builds");
    }

    private static String secretOf(DirectoryFixture it) {
        return it.robots.find("team+new").orElseThrow().secrets().getFirst().id();
    }

    private static CiTrusts.NewTrust newTrust() {
        return new CiTrusts.NewTrust("https://ci.example.org", "registry", "claims.ref == 'main'");
    }

    private static String trustOf(DirectoryFixture it) {
        return it.trusts.page("team+new", "", 10).getFirst().id();
    }

    private static PersonalTokens.NewToken newToken() {
        return new PersonalTokens.NewToken(
                "laptop", Optional.of(List.of(Allowance.parse("pull:team/*"))), Optional.empty());
    }
}
