package dev.entrepot.directory;

import static dev.entrepot.directory.DirectoryFixture.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RobotsTest {
    private static final Duration DAY = Duration.ofDays(1);

    @OnBothDatabases
    void anAddedRobotIsFoundByItsSecret(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");

        Robots.Addition.Added added = it.robot("team+ci", alice, "push:team/app", "pull:team/*", "pull:team/app");

        assertThat(Secrets.kind(added.secret())).contains(Secrets.Kind.ROBOT);
        RobotSecret secret = secret(it, added.secret()).orElseThrow();
        assertThat(secret.robotId()).isEqualTo(added.robot().id());
        assertThat(it.<Optional<Robot>>read(sql -> it.directory.robotById(sql, secret.robotId())))
                .contains(added.robot());
        assertThat(it.<Optional<Robot>>read(sql -> it.directory.robot(sql, "team+ci")))
                .contains(added.robot());
        assertThat(added.robot().rules().toString()).isEqualTo("[pull:team/*, pull,push:team/app]");
        assertThat(it.robots.find("team+ci")).contains(new ListedRobot(added.robot(), "alice", List.of(secret)));
        assertThat(it.count("SELECT COUNT(*) FROM audit_entry WHERE detail LIKE '%entrepot_rob_%'"))
                .isZero();
    }

    @OnBothDatabases
    void robotsBelongToNamespacesThatExist(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        it.robot("team+ci", alice);

        assertThat(it.robots.add(ADMIN, robot("nowhere+ci"), alice.id()))
                .isInstanceOf(Robots.Addition.UnknownNamespace.class);
        assertThat(it.robots.add(ADMIN, robot("team+ci"), alice.id())).isInstanceOf(Robots.Addition.NameTaken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ci", "+ci", "team+", "team+CI", "team+a+b", "team+a b", "team+a:b"})
    void whatCannotBeANameIsRefused(String name) {
        assertThatThrownBy(() -> robot(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no name of a robot");
    }

    private static NewRobot robot(String name) {
        return new NewRobot(name, "", List.of(), Optional.empty());
    }

    private static Optional<RobotSecret> secret(DirectoryFixture it, String text) {
        return it.read(sql -> it.directory.robotSecretByHash(sql, Secrets.hash(text)));
    }

    @OnBothDatabases
    void pagesFollowEachOther(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        for (String name : List.of("team+c", "team+a", "team+b", "other+d")) {
            it.robot(name, alice, "pull:team/" + name.substring(name.indexOf('+') + 1));
        }

        assertThat(names(it.robots.page("team", "", 2))).containsExactly("team+a", "team+b");
        assertThat(names(it.robots.page("team", "team+b", 2))).containsExactly("team+c");
        assertThat(it.robots.page("none", "", 2)).isEmpty();
        ListedRobot first = it.robots.page("team", "", 1).getFirst();
        assertThat(first).isEqualTo(it.robots.find("team+a").orElseThrow());
    }

    private static List<String> names(List<ListedRobot> page) {
        return page.stream().map(each -> each.robot().name()).toList();
    }

    @OnBothDatabases
    void whoChangesRulesOrRotatesBecomesTheSponsor(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        Account bob = it.user("bob");
        Account carol = it.user("carol");
        it.robot("team+ci", alice, "pull:team/*");

        it.robots.change(
                ADMIN, "team+ci", RobotPatch.NONE.withDescription("builds").neverExpiring(), bob.id());
        assertThat(it.robots.find("team+ci").orElseThrow().sponsorName()).isEqualTo("alice");

        it.robots.change(
                ADMIN, "team+ci", RobotPatch.NONE.withRules(List.of(Allowance.parse("pull:team/*"))), bob.id());
        assertThat(it.robots.find("team+ci").orElseThrow().sponsorName()).isEqualTo("bob");

        it.robots.rotate(ADMIN, "team+ci", DAY, carol.id());
        assertThat(it.robots.find("team+ci").orElseThrow().sponsorName()).isEqualTo("carol");
    }

    @OnBothDatabases
    void aPatchChangesWhatItNames(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        Robot before = it.robot("team+ci", alice, "pull:team/*").robot();
        Instant end = it.now().plus(DAY);

        Robot changed = it.robots
                .change(ADMIN, "team+ci", RobotPatch.NONE.expiringAt(end).withDisabled(true), alice.id())
                .orElseThrow();

        assertThat(changed.expiresAt()).contains(end);
        assertThat(changed.disabled()).isTrue();
        assertThat(changed.credentialVersion()).isEqualTo(before.credentialVersion() + 1);
        assertThat(changed.rules()).isEqualTo(before.rules());

        Robot back = it.robots
                .change(ADMIN, "team+ci", RobotPatch.NONE.neverExpiring().withDisabled(false), alice.id())
                .orElseThrow();

        assertThat(back.expiresAt()).isEmpty();
        assertThat(back.disabled()).isFalse();
        assertThat(back.credentialVersion()).isEqualTo(before.credentialVersion() + 2);
        assertThat(it.robots.change(ADMIN, "team+none", RobotPatch.NONE, alice.id()))
                .isEmpty();
    }

    @OnBothDatabases
    void rotationOverlaps(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        Robots.Addition.Added added = it.robot("team+ci", alice);

        Robots.Rotation.Rotated rotated = rotate(it, alice, DAY);

        assertThat(rotated.previousEndsAt()).contains(it.now().plus(DAY));
        assertThat(secret(it, added.secret()).orElseThrow().expiresAt())
                .contains(it.now().plus(DAY));
        assertThat(secret(it, rotated.secret()).orElseThrow().expiresAt()).isEmpty();
        assertThat(version(it)).isEqualTo(added.robot().credentialVersion());
        assertThat(it.robots.find("team+ci").orElseThrow().secrets()).hasSize(2);

        it.advance(DAY);
        assertThat(it.robots.find("team+ci").orElseThrow().secrets()).hasSize(1);
    }

    @OnBothDatabases
    void ofThreeSecretsTheOldestEndsAtOnce(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        String first = it.robot("team+ci", alice).secret();

        String second = rotate(it, alice, Duration.ofDays(30)).secret();
        String third = rotate(it, alice, DAY).secret();

        assertThat(secret(it, first)).isEmpty();
        assertThat(secret(it, second).orElseThrow().expiresAt())
                .contains(it.now().plus(DAY));
        assertThat(secret(it, third).orElseThrow().expiresAt()).isEmpty();
        assertThat(version(it)).isEqualTo(2);
    }

    @OnBothDatabases
    void withoutOverlapOldSecretsEndNow(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        String first = it.robot("team+ci", alice).secret();
        String second = rotate(it, alice, DAY).secret();

        Robots.Rotation.Rotated rotated = rotate(it, alice, Duration.ZERO);

        assertThat(rotated.previousEndsAt()).isEmpty();
        assertThat(secret(it, first)).isEmpty();
        assertThat(secret(it, second)).isEmpty();
        assertThat(it.robots.find("team+ci").orElseThrow().secrets())
                .containsExactly(secret(it, rotated.secret()).orElseThrow());
    }

    @OnBothDatabases
    void rotationsAtOnceLeaveTwoSecrets(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        it.robot("team+ci", alice);
        List<Supplier<Robots.Rotation>> rotations = IntStream.range(0, 4)
                .<Supplier<Robots.Rotation>>mapToObj(n -> () -> rotate(it, alice, DAY))
                .toList();

        DirectoryFixture.atOnce(rotations);

        List<RobotSecret> left = it.robots.find("team+ci").orElseThrow().secrets();
        assertThat(left).hasSize(2);
        assertThat(left).filteredOn(secret -> secret.expiresAt().isEmpty()).hasSize(1);
    }

    private static Robots.Rotation.Rotated rotate(DirectoryFixture it, Account by, Duration overlap) {
        return (Robots.Rotation.Rotated) it.robots.rotate(ADMIN, "team+ci", overlap, by.id());
    }

    private static long version(DirectoryFixture it) {
        return it.robots.find("team+ci").orElseThrow().robot().credentialVersion();
    }

    @OnBothDatabases
    void oneSecretCanBeRemoved(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        String first = it.robot("team+ci", alice).secret();
        it.robot("team+other", alice);
        String id = secret(it, first).orElseThrow().id();

        assertThat(it.robots.removeSecret(ADMIN, "team+other", id)).isFalse();
        assertThat(it.robots.removeSecret(ADMIN, "team+none", id)).isFalse();
        assertThat(it.robots.removeSecret(ADMIN, "team+ci", id)).isTrue();

        assertThat(secret(it, first)).isEmpty();
        assertThat(it.<Optional<RobotSecret>>read(sql -> it.directory.robotSecretById(sql, id)))
                .isEmpty();
        assertThat(version(it)).isEqualTo(2);
    }

    @OnBothDatabases
    void aRemovedRobotLeavesNothingBehind(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        it.robot("team+ci", alice, "pull:team/*");
        it.grant(Role.WRITER, "team+ci", "team");
        it.trusts.add(ADMIN, "team+ci", new CiTrusts.NewTrust("https://ci", "us", "true"), alice.id());

        assertThat(it.robots.remove(ADMIN, "team+ci")).isTrue();

        assertThat(it.robots.remove(ADMIN, "team+ci")).isFalse();
        for (String table : List.of("robot", "robot_rule", "robot_secret", "ci_trust", "access_grant")) {
            assertThat(it.count("SELECT COUNT(*) FROM " + table)).as(table).isZero();
        }
    }

    @OnBothDatabases
    void endedSecretsAreForgottenInBatches(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        for (String name : List.of("team+ci", "team+cd", "team+ce")) {
            it.robot(name, alice);
            it.robots.rotate(ADMIN, name, DAY, alice.id());
        }

        assertThat(it.robots.sweepSecrets(it.now().plus(DAY), 10)).isZero();
        Instant after = it.now().plus(DAY).plusSeconds(1);
        assertThat(it.robots.sweepSecrets(after, 2)).isEqualTo(2);
        assertThat(it.robots.sweepSecrets(after, 2)).isEqualTo(1);
        assertThat(it.count("SELECT COUNT(*) FROM robot_secret")).isEqualTo(3);
    }
}
