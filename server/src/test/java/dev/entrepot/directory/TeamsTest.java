package dev.entrepot.directory;

import static dev.entrepot.directory.DirectoryFixture.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.util.List;
import java.util.Set;

final class TeamsTest {
    private static final TeamGroup GROUP = new TeamGroup("idp", "CN=Developers,OU=Groups");

    @OnBothDatabases
    void teamsAreMadeDescribedAndListed(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        List.of("web", "ops", "data").forEach(it::team);

        assertThat(it.teams.add(ADMIN, "web", "")).isInstanceOf(Teams.Addition.NameTaken.class);
        assertThat(it.teams.describe(ADMIN, "ops", "who operate").orElseThrow().description())
                .isEqualTo("who operate");
        assertThat(it.teams.describe(ADMIN, "none", "")).isEmpty();
        assertThat(it.teams.page("", 2)).extracting(Team::name).containsExactly("data", "ops");
        assertThat(it.teams.page("ops", 2)).extracting(Team::name).containsExactly("web");
        assertThat(it.teams.find("web").orElseThrow().createdAt()).isEqualTo(DirectoryFixture.START);
        assertThatThrownBy(() -> it.teams.add(ADMIN, "Web", "")).hasMessageContaining("no name of a team");
        assertThatThrownBy(() -> it.teams.add(ADMIN, "x", "a".repeat(1001))).hasMessageContaining("at most 1000");
    }

    @OnBothDatabases
    void membersComeAndGoByHand(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.team("web");
        it.user("alice");
        it.grant(Role.WRITER, "team:web", "site");

        assertThat(it.teams.addMember(ADMIN, "web", "alice")).isEqualTo(Teams.Membership.CHANGED);
        assertThat(it.grantsOf("alice")).containsExactly("writer site");
        assertThat(it.teams.addMember(ADMIN, "web", "alice")).isEqualTo(Teams.Membership.UNCHANGED);
        assertThat(it.teams.addMember(ADMIN, "none", "alice")).isEqualTo(Teams.Membership.UNKNOWN_TEAM);
        assertThat(it.teams.addMember(ADMIN, "web", "nobody")).isEqualTo(Teams.Membership.UNKNOWN_USER);

        assertThat(it.teams.removeMember(ADMIN, "web", "alice")).isEqualTo(Teams.Membership.CHANGED);
        assertThat(it.grantsOf("alice")).isEmpty();
        assertThat(it.teams.removeMember(ADMIN, "web", "alice")).isEqualTo(Teams.Membership.UNCHANGED);
    }

    @OnBothDatabases
    void membersAreListedOncePerProvider(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Team web = it.team("web");
        it.user("bob");
        it.teams.addGroup(ADMIN, "web", GROUP);
        it.teams.addGroup(ADMIN, "web", new TeamGroup("idp", "other"));
        it.users.confirm(ADMIN, alice(GROUP.group(), "other"));
        it.teams.addMember(ADMIN, "web", "alice@idp");
        it.teams.addMember(ADMIN, "web", "bob");

        List<TeamMember> first = it.teams.members(web, TeamMember.FIRST, 2);
        assertThat(first).containsExactly(new TeamMember("alice@idp", ""), new TeamMember("alice@idp", "idp"));
        assertThat(it.teams.members(web, first.getLast(), 2)).containsExactly(new TeamMember("bob", ""));
        assertThat(it.teams.groups(web, TeamGroup.FIRST, 1)).containsExactly(GROUP);
        assertThat(it.teams.groups(web, GROUP, 5)).containsExactly(new TeamGroup("idp", "other"));
    }

    @OnBothDatabases
    void aRemovedMappingEndsWhatItGaveAndNothingElse(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Team web = it.team("web");
        it.teams.addGroup(ADMIN, "web", GROUP);
        it.teams.addGroup(ADMIN, "web", new TeamGroup("idp", "other"));
        it.users.confirm(ADMIN, alice(GROUP.group(), "other"));

        assertThat(it.teams.removeGroup(ADMIN, "web", GROUP)).isEqualTo(Teams.Membership.CHANGED);
        assertThat(it.teams.members(web, TeamMember.FIRST, 5)).containsExactly(new TeamMember("alice@idp", "idp"));

        assertThat(it.teams.removeGroup(ADMIN, "web", new TeamGroup("idp", "other")))
                .isEqualTo(Teams.Membership.CHANGED);
        assertThat(it.teams.members(web, TeamMember.FIRST, 5)).isEmpty();
        assertThat(it.teams.removeGroup(ADMIN, "web", GROUP)).isEqualTo(Teams.Membership.UNCHANGED);
    }

    @OnBothDatabases
    void whoIsNamedByHandIsNoMappingToRemove(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Team web = it.team("web");
        it.user("bob");
        it.teams.addMember(ADMIN, "web", "bob");

        assertThat(it.teams.removeGroup(ADMIN, "web", new TeamGroup("", ""))).isEqualTo(Teams.Membership.UNCHANGED);

        assertThat(it.teams.members(web, TeamMember.FIRST, 5)).hasSize(1);
        assertThatThrownBy(() -> it.teams.addGroup(ADMIN, "web", new TeamGroup("", "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @OnBothDatabases
    void aRemovedTeamLeavesNothingBehind(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        it.team("web");
        it.user("bob");
        it.teams.addMember(ADMIN, "web", "bob");
        it.teams.addGroup(ADMIN, "web", GROUP);
        it.grant(Role.OWNER, "team:web", "site");

        assertThat(it.teams.remove(ADMIN, "web")).isTrue();

        assertThat(it.teams.remove(ADMIN, "web")).isFalse();
        assertThat(it.count("SELECT COUNT(*) FROM team_member")).isZero();
        assertThat(it.count("SELECT COUNT(*) FROM team_group")).isZero();
        assertThat(it.count("SELECT COUNT(*) FROM access_grant")).isZero();
        it.team("web");
        assertThat(it.grantsOf("bob")).isEmpty();
    }

    private static ExternalIdentity alice(String... groups) {
        return new ExternalIdentity("idp", "s1", "alice", "", "", Set.of(groups));
    }
}
