package dev.entrepot.directory;

import static dev.entrepot.directory.DirectoryFixture.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Accounts for which a provider vouches.
final class ConfirmationTest {
    @OnBothDatabases
    void whoComesFirstGetsAnAccountWithoutRights(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.user("admin", SystemRole.ADMIN);

        Account account = it.users.confirm(ADMIN, identity("keycloak", "s1", "admin"));

        assertThat(account.name()).isEqualTo("admin@keycloak");
        assertThat(account.role()).isEqualTo(SystemRole.NONE);
        assertThat(account.local()).isFalse();
        assertThat(account.passwordHash()).isEmpty();
        assertThat(account.confirmedAt()).contains(DirectoryFixture.START);
        assertThat(it.<Optional<Account>>read(sql -> it.directory.accountOf(sql, "keycloak", "s1")))
                .contains(account);
        assertThat(it.account("admin").local()).isTrue();
    }

    @OnBothDatabases
    void accountsAreKnownByProviderAndSubjectAlone(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);

        Account first = it.users.confirm(ADMIN, identity("keycloak", "s1", "alice"));
        Account namesake = it.users.confirm(ADMIN, identity("keycloak", "s2", "Alice"));
        Account third = it.users.confirm(ADMIN, identity("keycloak", "s3", "alice@example.org"));
        Account elsewhere = it.users.confirm(ADMIN, identity("github", "s1", "alice"));
        Account renamed = it.users.confirm(ADMIN, identity("keycloak", "s1", "admin"));

        assertThat(List.of(first.name(), namesake.name(), third.name(), elsewhere.name()))
                .containsExactly("alice@keycloak", "alice-2@keycloak", "alice-3@keycloak", "alice@github");
        assertThat(renamed).isEqualTo(first);
        assertThat(Set.of(first.id(), namesake.id(), third.id(), elsewhere.id()))
                .hasSize(4);
    }

    @OnBothDatabases
    void whoComesAtOnceTwiceGetsOneAccount(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        List<Supplier<Account>> logins = IntStream.range(0, 4)
                .<Supplier<Account>>mapToObj(n -> () -> it.users.confirm(ADMIN, identity("idp", "s1", "alice")))
                .toList();

        List<Account> accounts = DirectoryFixture.atOnce(logins);

        assertThat(accounts.stream().map(Account::id).distinct()).hasSize(1);
    }

    @OnBothDatabases
    void groupsComeAndGoWithTheProvidersWord(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.team("web");
        it.team("ops");
        it.teams.addGroup(ADMIN, "web", new TeamGroup("idp", "developers"));
        it.teams.addGroup(ADMIN, "ops", new TeamGroup("idp", "operators"));
        it.grant(Role.WRITER, "team:web", "site");
        it.grant(Role.OWNER, "team:ops", "infra");

        it.users.confirm(ADMIN, identity("idp", "s1", "alice", "developers", "others"));
        assertThat(it.grantsOf("alice@idp")).containsExactly("writer site");

        it.users.confirm(ADMIN, identity("idp", "s1", "alice", "operators"));
        assertThat(it.grantsOf("alice@idp")).containsExactly("owner infra");

        it.users.confirm(ADMIN, identity("idp", "s1", "alice"));
        assertThat(it.grantsOf("alice@idp")).isEmpty();
    }

    @OnBothDatabases
    void groupsOfOneProviderGiveNothingAtAnother(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.team("web");
        it.teams.addGroup(ADMIN, "web", new TeamGroup("idp", "developers"));

        Account elsewhere = it.users.confirm(ADMIN, identity("other", "s1", "mallory", "developers"));

        assertThat(it.<List<String>>read(sql -> it.directory.teamsOf(sql, elsewhere.id())))
                .isEmpty();
    }

    @OnBothDatabases
    void membershipByHandOutlivesTheGroup(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.team("web");
        it.teams.addGroup(ADMIN, "web", new TeamGroup("idp", "developers"));
        Account alice = it.users.confirm(ADMIN, identity("idp", "s1", "alice", "developers"));
        it.teams.addMember(ADMIN, "web", "alice@idp");

        it.users.confirm(ADMIN, identity("idp", "s1", "alice"));

        assertThat(it.<List<String>>read(sql -> it.directory.teamsOf(sql, alice.id())))
                .containsExactly("web");
    }

    @OnBothDatabases
    void theMomentOfTheConfirmationMovesUnannounced(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.users.confirm(ADMIN, identity("idp", "s1", "alice"));
        long epoch = it.epoch.known();
        int audited = it.audited().size();
        it.advance(Duration.ofHours(1));

        Account account = it.users.confirm(ADMIN, identity("idp", "s1", "alice"));

        assertThat(account.confirmedAt()).contains(it.now());
        assertThat(it.read(it.epoch::current)).isEqualTo(epoch);
        assertThat(it.audited()).hasSize(audited);
    }

    @OnBothDatabases
    void passwordsOfOthersAreNotSetHere(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.users.confirm(ADMIN, identity("idp", "s1", "alice"));

        Users.Change refused = it.users.change(ADMIN, "alice@idp", UserPatch.NONE.withPassword("hash"));

        assertThat(refused).isEqualTo(new Users.Change.PasswordElsewhere("idp"));
        assertThat(it.account("alice@idp").passwordHash()).isEmpty();
    }

    @OnBothDatabases
    void aDisabledAccountStaysDisabled(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.users.confirm(ADMIN, identity("idp", "s1", "alice"));
        it.users.change(ADMIN, "alice@idp", UserPatch.NONE.withDisabled(true));

        assertThat(it.users.confirm(ADMIN, identity("idp", "s1", "alice")).disabled())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "Alice Liddell, alice-liddell",
        "alice@example.org, alice",
        "@alice, alice",
        "..alice, alice",
        "ci+bot:x, ci-bot-x",
        "Ünal, nal",
        "'', user",
        "雪, user",
    })
    void preferredNamesAreMadePlain(String preferred, String plain) {
        assertThat(Confirmation.plain(preferred)).isEqualTo(plain);
    }

    @Test
    void plainNamesLeaveRoomForANumber() {
        assertThat(Confirmation.plain("a".repeat(500))).hasSize(59);
    }

    @Test
    void identitiesThatKeyNoAccountAreRefused() {
        assertThatThrownBy(() -> identity("local", "s1", "alice")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> identity("", "s1", "alice")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> identity("idp", "", "alice")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> identity("idp", "s\0", "alice")).isInstanceOf(IllegalArgumentException.class);
    }

    private static ExternalIdentity identity(String provider, String subject, String preferred, String... groups) {
        return new ExternalIdentity(provider, subject, preferred, "Name\0", "", Set.of(groups));
    }
}
