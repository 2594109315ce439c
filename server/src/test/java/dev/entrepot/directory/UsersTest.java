package dev.entrepot.directory;

import static dev.entrepot.directory.DirectoryFixture.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UsersTest {
    @OnBothDatabases
    void addedUserIsFound(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);

        it.users.add(ADMIN, new NewUser("alice", "hash", SystemRole.AUDITOR, "Alice", "alice@example.org"));

        User alice = it.users.find("alice").orElseThrow();
        assertThat(alice.displayName()).isEqualTo("Alice");
        assertThat(alice.email()).isEqualTo("alice@example.org");
        assertThat(alice.createdAt()).isEqualTo(DirectoryFixture.START);
        Account account = alice.account();
        assertThat(account.role()).isEqualTo(SystemRole.AUDITOR);
        assertThat(account.passwordHash()).isEqualTo("hash");
        assertThat(account.credentialVersion()).isEqualTo(1);
        assertThat(account.local()).isTrue();
        assertThat(account.disabled()).isFalse();
        assertThat(it.<Optional<Account>>read(sql -> it.directory.accountById(sql, account.id())))
                .contains(account);
    }

    @OnBothDatabases
    void aNameIsGivenOnce(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");

        Users.Addition again = it.users.add(ADMIN, new NewUser("alice", "other", SystemRole.ADMIN, "", ""));

        assertThat(again).isInstanceOf(Users.Addition.NameTaken.class);
        assertThat(it.account("alice").passwordHash()).isEqualTo("hash of alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Alice", "-alice", "a b", "a@b", "team+ci", "team:web", "a/b", "a\0", "ä"})
    void whatCannotBeANameIsRefused(String name) {
        assertThatThrownBy(() -> new NewUser(name, "hash", SystemRole.NONE, "", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no name of a user");
    }

    @OnBothDatabases
    void theFirstUserIsMadeOnce(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        assertThat(it.users.none()).isTrue();
        List<Supplier<Boolean>> nodes = IntStream.range(0, 4)
                .<Supplier<Boolean>>mapToObj(node ->
                        () -> it.users.addFirst(ADMIN, new NewUser("admin", "hash " + node, SystemRole.ADMIN, "", "")))
                .toList();

        List<Boolean> made = DirectoryFixture.atOnce(nodes);

        assertThat(made).containsOnlyOnce(true);
        assertThat(it.users.none()).isFalse();
    }

    @OnBothDatabases
    void pagesFollowEachOther(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        List.of("dora", "alice", "bob", "bobby", "carol").forEach(it::user);

        assertThat(names(it.users.page("", "", 2))).containsExactly("alice", "bob");
        assertThat(names(it.users.page("", "bob", 2))).containsExactly("bobby", "carol");
        assertThat(names(it.users.page("", "carol", 2))).containsExactly("dora");
        assertThat(names(it.users.page("bob", "", 5))).containsExactly("bob", "bobby");
        assertThat(names(it.users.page("bob", "bob", 5))).containsExactly("bobby");
        assertThat(it.users.page("x", "", 5)).isEmpty();
    }

    private static List<String> names(List<User> page) {
        return page.stream().map(user -> user.account().name()).toList();
    }

    @OnBothDatabases
    void anOldPasswordEndsWhatWasMadeFromIt(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        it.token(alice, "laptop");

        it.users.change(ADMIN, "alice", UserPatch.NONE.withPassword("new hash"));

        assertThat(it.account("alice").passwordHash()).isEqualTo("new hash");
        assertThat(it.account("alice").credentialVersion()).isEqualTo(2);
        assertThat(it.tokens.page(alice.id(), "", 10)).hasSize(1);

        it.users.change(
                ADMIN, "alice", UserPatch.NONE.withPassword("newer hash").withTokensRevoked());

        assertThat(it.tokens.page(alice.id(), "", 10)).isEmpty();
    }

    @OnBothDatabases
    void whatADisabledUserHadMadeStaysEnded(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("alice");

        it.users.change(ADMIN, "alice", UserPatch.NONE.withDisabled(true));

        assertThat(it.account("alice").disabled()).isTrue();
        assertThat(it.account("alice").credentialVersion()).isEqualTo(2);

        it.users.change(ADMIN, "alice", UserPatch.NONE.withDisabled(false));

        assertThat(it.account("alice").disabled()).isFalse();
        assertThat(it.account("alice").credentialVersion()).isEqualTo(3);
    }

    @OnBothDatabases
    void aPatchHappensWhollyOrNotAtAll(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("root", SystemRole.ADMIN);

        Users.Change refused = it.users.change(
                ADMIN,
                "root",
                UserPatch.NONE.withPassword("new").withRole(SystemRole.NONE).withEmail("a@b"));

        assertThat(refused).isInstanceOf(Users.Change.LastAdmin.class);
        assertThat(it.account("root").passwordHash()).isEqualTo("hash of root");
        assertThat(it.users.find("root").orElseThrow().email()).isEmpty();
    }

    @OnBothDatabases
    void theLastAdminStays(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("root", SystemRole.ADMIN);
        it.user("other", SystemRole.ADMIN);
        it.user("auditor", SystemRole.AUDITOR);
        it.users.change(ADMIN, "other", UserPatch.NONE.withDisabled(true));

        assertThat(it.users.remove(ADMIN, "root")).isInstanceOf(Users.Removal.LastAdmin.class);
        assertThat(it.users.change(ADMIN, "root", UserPatch.NONE.withDisabled(true)))
                .isInstanceOf(Users.Change.LastAdmin.class);
        assertThat(it.users.change(ADMIN, "root", UserPatch.NONE.withRole(SystemRole.AUDITOR)))
                .isInstanceOf(Users.Change.LastAdmin.class);

        it.users.change(ADMIN, "other", UserPatch.NONE.withDisabled(false));
        assertThat(it.users.remove(ADMIN, "root")).isInstanceOf(Users.Removal.Removed.class);
        assertThat(it.users.remove(ADMIN, "other")).isInstanceOf(Users.Removal.LastAdmin.class);
    }

    @OnBothDatabases
    void adminsWhoEndEachOtherAtOnceLeaveOne(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        for (int round = 0; round < 5; round++) {
            it.user("a" + round, SystemRole.ADMIN);
            it.user("b" + round, SystemRole.ADMIN);
            it.user("c" + round, SystemRole.ADMIN);
            String previous = "a" + (round - 1);
            it.users.change(ADMIN, previous, UserPatch.NONE.withRole(SystemRole.NONE));
            it.users.change(ADMIN, "b" + (round - 1), UserPatch.NONE.withRole(SystemRole.NONE));
            it.users.change(ADMIN, "c" + (round - 1), UserPatch.NONE.withRole(SystemRole.NONE));
            String a = "a" + round;
            String b = "b" + round;
            String c = "c" + round;

            DirectoryFixture.<Object>atOnce(List.of(
                    () -> it.users.change(ADMIN, a, UserPatch.NONE.withDisabled(true)),
                    () -> it.users.change(ADMIN, b, UserPatch.NONE.withRole(SystemRole.NONE)),
                    () -> it.users.remove(ADMIN, c)));

            assertThat(it.count("SELECT COUNT(*) FROM account WHERE system_role = 'admin' AND disabled_at IS NULL"))
                    .isEqualTo(1);
        }
    }

    @OnBothDatabases
    void aRemovedUserLeavesNothingBehind(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        it.team("web");
        it.teams.addMember(ADMIN, "web", "alice");
        it.grant(Role.OWNER, "alice", "team");
        it.tokens.add(
                ADMIN,
                alice.id(),
                new PersonalTokens.NewToken(
                        "laptop",
                        Optional.of(List.of(Allowance.parse("pull:team/*"))),
                        Optional.of(it.now().plus(Duration.ofDays(1)))));
        it.robot("team+ci", alice, "pull:team/*");
        it.robot("team+cd", alice, "push:team/*");

        Users.Removal removal = it.users.remove(ADMIN, "alice");

        assertThat(removal).isEqualTo(new Users.Removal.Removed(List.of("team+cd", "team+ci")));
        assertThat(it.users.find("alice")).isEmpty();
        assertThat(it.count("SELECT COUNT(*) FROM team_member")).isZero();
        assertThat(it.count("SELECT COUNT(*) FROM access_grant")).isZero();
        assertThat(it.count("SELECT COUNT(*) FROM personal_token")).isZero();
        assertThat(it.count("SELECT COUNT(*) FROM personal_token_scope")).isZero();
        assertThat(it.robots.find("team+ci").orElseThrow().sponsorName()).isEmpty();
    }

    @OnBothDatabases
    void aNewUserOfAnOldNameHoldsNothingOfTheOldOne(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        String before = it.user("alice").id();
        it.grant(Role.OWNER, "alice", "team");
        it.users.remove(ADMIN, "alice");

        Account alice = it.user("alice");

        assertThat(alice.id()).isNotEqualTo(before);
        assertThat(it.grantsOf("alice")).isEmpty();
    }
}
