package dev.entrepot.directory;

import static dev.entrepot.directory.DirectoryFixture.ADMIN;
import static dev.entrepot.directory.DirectoryFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

final class GrantsTest {
    private static final Grants.Expected ANYTHING = new Grants.Expected.Anything();
    private static final Grants.Expected ABSENT = new Grants.Expected.Absent();
    private static final Grants.Key KEY = key(Role.WRITER, "alice", "team/app");

    @OnBothDatabases
    void usersTeamsAndRobotsHoldGrants(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        it.team("web");
        it.teams.addMember(ADMIN, "web", "alice");
        Robot robot = it.robot("team+ci", alice).robot();

        it.grant(Role.READER, "alice", "team");
        it.grant(Role.OWNER, "team:web", "team/app");
        it.grant(Role.WRITER, "team+ci", "other/app/deep");

        assertThat(it.grantsOf("alice")).containsExactly("owner team/app", "reader team");
        assertThat(it.<List<Grant>>read(sql -> it.directory.grantsOfUser(sql, alice.id())))
                .extracting(grant -> grant.subject().name())
                .containsExactlyInAnyOrder("alice", "team:web");
        List<Grant> ofRobot = it.read(sql -> it.directory.grantsOfRobot(sql, robot.id()));
        assertThat(ofRobot).singleElement().satisfies(grant -> {
            assertThat(grant.subject()).isEqualTo(new Subject(Subject.Kind.ROBOT, robot.id(), "team+ci"));
            assertThat(grant.place()).isEqualTo(new Place("other", "other/app/deep"));
            assertThat(grant.role()).isEqualTo(Role.WRITER);
            assertThat(grant.version()).isEqualTo(1);
            assertThat(grant.createdBy()).isEqualTo("root");
            assertThat(grant.createdAt()).isEqualTo(DirectoryFixture.START);
        });
    }

    @OnBothDatabases
    void nobodyIsGivenNothing(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");

        for (String nobody : List.of("bob", "team:alice", "team+alice", "team:", "")) {
            assertThat(it.grant(Role.READER, nobody, "team")).as(nobody).isInstanceOf(Grants.Put.UnknownSubject.class);
        }
    }

    @OnBothDatabases
    void theSameAgainChangesNothing(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");
        Grants.Put first = it.grants.put(ADMIN, KEY, "true", ANYTHING);

        Grants.Put again = it.grants.put(ADMIN, KEY, "true", ANYTHING);

        assertThat(again).isEqualTo(new Grants.Put.Unchanged(((Grants.Put.Created) first).grant()));
    }

    @OnBothDatabases
    void whatTheCallerExpectsDecides(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");

        assertThat(it.grants.put(ADMIN, KEY, "", version(1))).isEqualTo(new Grants.Put.Conflict(0));
        assertThat(it.grants.put(ADMIN, KEY, "", ABSENT)).isInstanceOf(Grants.Put.Created.class);
        assertThat(it.grants.put(ADMIN, KEY, "", ABSENT)).isEqualTo(new Grants.Put.Conflict(1));
        assertThat(it.grants.put(ADMIN, KEY, "true", ANYTHING)).isEqualTo(new Grants.Put.Conflict(1));
        assertThat(it.grants.put(ADMIN, KEY, "true", version(2))).isEqualTo(new Grants.Put.Conflict(1));
        assertThat(it.grants.put(ADMIN, KEY, "true", version(1))).isInstanceOf(Grants.Put.Changed.class);
        assertThat(it.grants.put(ADMIN, KEY, "false", version(1))).isEqualTo(new Grants.Put.Conflict(2));
        assertThat(it.grants.put(ADMIN, KEY, "true", version(2))).isInstanceOf(Grants.Put.Unchanged.class);

        assertThat(it.grants.remove(ADMIN, KEY, version(1))).isEqualTo(new Grants.Removal.Conflict(2));
        assertThat(it.grants.remove(ADMIN, KEY, version(2))).isInstanceOf(Grants.Removal.Removed.class);
        assertThat(it.grants.remove(ADMIN, KEY, ANYTHING)).isInstanceOf(Grants.Removal.Absent.class);
        assertThat(it.grants.remove(ADMIN, key(Role.READER, "bob", "team"), ANYTHING))
                .isInstanceOf(Grants.Removal.Absent.class);
    }

    private static Grants.Expected version(long version) {
        return new Grants.Expected.Version(version);
    }

    @OnBothDatabases
    void ofTwoWhoChangeAGrantAtOnceOneWins(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");
        it.grants.put(ADMIN, KEY, "", ANYTHING);
        for (long round = 1; round <= 10; round++) {
            long version = round;

            List<Grants.Put> answers = DirectoryFixture.atOnce(List.of(
                    () -> it.grants.put(ADMIN, KEY, "1 == " + version, version(version)),
                    () -> it.grants.put(ADMIN, KEY, "2 == " + version, version(version))));

            assertThat(answers).hasAtLeastOneElementOfType(Grants.Put.Changed.class);
            assertThat(answers).contains(new Grants.Put.Conflict(version + 1));
            String won = answers.getFirst() instanceof Grants.Put.Changed ? "1 == " : "2 == ";
            assertThat(it.grants.page(Grants.Filter.ALL, "", 10))
                    .extracting(Grant::condition)
                    .containsExactly(won + version);
        }
    }

    @OnBothDatabases
    void ofTwoWhoMakeAGrantAtOnceOneWins(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");
        for (int round = 0; round < 10; round++) {
            Grants.Key key = key(Role.READER, "alice", "team/app" + round);

            List<Grants.Put> answers = DirectoryFixture.atOnce(List.of(
                    () -> it.grants.put(ADMIN, key, "1 == 1", ANYTHING),
                    () -> it.grants.put(ADMIN, key, "2 == 2", ANYTHING)));

            assertThat(answers).hasAtLeastOneElementOfType(Grants.Put.Created.class);
            assertThat(answers).contains(new Grants.Put.Conflict(1));
        }
    }

    @OnBothDatabases
    void aGrantIsNotMadeForWhoIsBeingRemoved(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        for (int round = 0; round < 5; round++) {
            String name = "user" + round;
            it.user(name);

            DirectoryFixture.<Object>atOnce(
                    List.of(() -> it.grant(Role.OWNER, name, "team"), () -> it.users.remove(ADMIN, name)));

            assertThat(it.count("SELECT COUNT(*) FROM access_grant")).isZero();
        }
    }

    @OnBothDatabases
    void manyWhoChangeDifferentThingsAtOnceAllSucceed(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");
        List<Supplier<Grants.Put>> work = IntStream.range(0, 64)
                .<Supplier<Grants.Put>>mapToObj(n -> () -> it.grant(Role.READER, "alice", "team/app" + n))
                .toList();

        List<Grants.Put> answers = DirectoryFixture.atOnce(work);

        assertThat(answers).hasOnlyElementsOfType(Grants.Put.Created.class);
    }

    @OnBothDatabases
    void pagesFollowEachOther(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");
        it.user("bob");
        it.team("web");
        for (String place : List.of("team", "team/app", "team/app2", "zoo", "alpha/x")) {
            it.grant(Role.READER, "alice", place);
            it.grant(Role.WRITER, "alice", place);
            it.grant(Role.READER, "bob", place);
            it.grant(Role.OWNER, "team:web", place);
        }

        assertThat(all(it, Grants.Filter.ALL, 3)).hasSize(20).doesNotHaveDuplicates();
        assertThat(all(it, Grants.Filter.ALL.on(Place.parse("team")), 5)).hasSize(12);
        assertThat(all(it, Grants.Filter.ALL.on(Place.parse("team/app")), 3))
                .hasSize(4)
                .allMatch(each -> each.endsWith(" team/app"));
        assertThat(all(it, Grants.Filter.ALL.to("alice"), 3))
                .containsExactly(
                        "reader alice alpha/x",
                        "writer alice alpha/x",
                        "reader alice team",
                        "writer alice team",
                        "reader alice team/app",
                        "writer alice team/app",
                        "reader alice team/app2",
                        "writer alice team/app2",
                        "reader alice zoo",
                        "writer alice zoo");
        assertThat(all(it, Grants.Filter.ALL.on(Place.parse("team/app")).to("team:web"), 3))
                .containsExactly("owner team:web team/app");
        assertThat(it.grants.page(Grants.Filter.ALL.to("nobody"), "", 3)).isEmpty();
        assertThatThrownBy(() -> it.grants.page(Grants.Filter.ALL, "x", 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> all(DirectoryFixture it, Grants.Filter filter, int limit) {
        List<String> all = new ArrayList<>();
        String after = "";
        List<Grant> page = it.grants.page(filter, after, limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            page.forEach(
                    grant -> all.add(grant.role().id() + " " + grant.subject().name() + " " + grant.place()));
            page = it.grants.page(filter, page.getLast().cursor(), limit);
        }
        return all;
    }

    @OnBothDatabases
    void grantsFollowARenamedRepository(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");
        it.grant(Role.READER, "alice", "team");
        it.grant(Role.WRITER, "alice", "team/app");
        it.grant(Role.OWNER, "alice", "team/app");
        it.grant(Role.OWNER, "alice", "other/app");

        database.write(sql -> {
            it.grants.renamed(sql, RepositoryName.parse("team/app"), RepositoryName.parse("other/app"));
            return Optional.empty();
        });

        assertThat(it.grantsOf("alice")).containsExactly("owner other/app", "reader team", "writer other/app");
    }
}
