package dev.entrepot.directory;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Changes.Outcome;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The teams: who is in them by hand, and which groups of which providers put their members into them.
public final class Teams {
    private static final int MAX_DESCRIPTION_LENGTH = 1000;
    private static final int MAX_GROUP_LENGTH = 511;

    private final Database database;
    private final Changes changes;
    private final TeamTable teams = new TeamTable();
    private final MemberTable members = new MemberTable();
    private final AccountTable accounts = new AccountTable();
    private final GrantTable grants = new GrantTable();

    public Teams(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    /// What became of {@link #add}.
    public sealed interface Addition {
        record Added(Team team) implements Addition {}

        record NameTaken() implements Addition {}
    }

    /// What became of a change of who is in a team.
    public enum Membership {
        CHANGED,
        /// It was so before.
        UNCHANGED,
        UNKNOWN_TEAM,
        UNKNOWN_USER
    }

    public Optional<Team> find(String name) {
        return database.read(sql -> teams.find(sql, name));
    }

    /// At most `limit` teams after `after`, in byte order of their names.
    public List<Team> page(String after, int limit) {
        String last = Names.cursor(after);
        return database.read(sql -> teams.page(sql, last, limit));
    }

    /// Names of the teams that the account is in, in byte order.
    public List<String> ofUser(String accountId) {
        return database.read(sql -> teams.namesOf(sql, accountId));
    }

    /// At most `limit` members after `after`. Who is in a team in several ways is there once per provider.
    public List<TeamMember> members(Team team, TeamMember after, int limit) {
        Names.cursor(after.name());
        Names.cursor(after.provider());
        return database.read(sql -> members.members(sql, team.id(), after, limit));
    }

    /// At most `limit` mapped groups after `after`.
    public List<TeamGroup> groups(Team team, TeamGroup after, int limit) {
        Names.cursor(after.provider());
        Names.cursor(after.group());
        return database.read(sql -> members.groups(sql, team.id(), after, limit));
    }

    public Addition add(Authority authority, String name, String description) {
        Names.team(name);
        described(description);
        return changes.<Addition>run(authority, sql -> {
            Team team = new Team(
                    UUID.randomUUID().toString(),
                    name,
                    description,
                    changes.now().truncatedTo(ChronoUnit.MICROS));
            return teams.insert(sql, team)
                    ? Changes.done(new Addition.Added(team), AuditEvent.of("team.add", "", name))
                    : Changes.nothing(new Addition.NameTaken());
        });
    }

    private static void described(String description) {
        Names.line("the description", description, MAX_DESCRIPTION_LENGTH);
    }

    /// The team with that description; empty when there is no such team.
    public Optional<Team> describe(Authority authority, String name, String description) {
        described(description);
        return changes.run(authority, sql -> {
            Optional<Team> found = teams.find(sql, name);
            if (found.isEmpty() || found.get().description().equals(description)) {
                return Changes.nothing(found);
            }
            teams.describe(sql, found.get().id(), description);
            return Changes.done(
                    teams.find(sql, name),
                    AuditEvent.of("team.change", "", name).with("description", description));
        });
    }

    /// Removes the team with its memberships, group mappings and grants. False when there is no such team.
    public boolean remove(Authority authority, String name) {
        return changes.run(authority, sql -> {
            Optional<Team> found = teams.find(sql, name);
            if (found.isEmpty()) {
                return Changes.nothing(false);
            }
            String id = found.get().id();
            members.deleteOfTeam(sql, id);
            grants.deleteOf(sql, Subject.Kind.TEAM, id);
            teams.delete(sql, id);
            return Changes.done(true, AuditEvent.of("team.remove", "", name));
        });
    }

    /// Names a member by hand.
    public Membership addMember(Authority authority, String team, String user) {
        return changes.run(
                authority,
                sql -> byHand(
                        sql,
                        team,
                        user,
                        "team.member-add",
                        (teamId, accountId) ->
                                members.insert(sql, teamId, accountId, MemberTable.BY_HAND, MemberTable.BY_HAND)));
    }

    /// Ends a membership by hand. One that a group gives stays.
    public Membership removeMember(Authority authority, String team, String user) {
        return changes.run(
                authority,
                sql -> byHand(
                        sql,
                        team,
                        user,
                        "team.member-remove",
                        (teamId, accountId) ->
                                members.delete(sql, teamId, accountId, MemberTable.BY_HAND, MemberTable.BY_HAND)));
    }

    private interface MemberChange {
        boolean made(String teamId, String accountId);
    }

    private Outcome<Membership> byHand(Sql sql, String team, String user, String action, MemberChange change) {
        Optional<Team> found = teams.find(sql, team);
        if (found.isEmpty()) {
            return Changes.nothing(Membership.UNKNOWN_TEAM);
        }
        Optional<Account> account = accounts.find(sql, user);
        if (account.isEmpty()) {
            return Changes.nothing(Membership.UNKNOWN_USER);
        }
        if (!change.made(found.get().id(), account.get().id())) {
            return Changes.nothing(Membership.UNCHANGED);
        }
        return Changes.done(Membership.CHANGED, AuditEvent.of(action, "", team).with("user", user));
    }

    /// Makes the group's members members of the team, each from the next time on that the provider vouches for it.
    public Membership addGroup(Authority authority, String team, TeamGroup group) {
        Names.label("the name of the provider", group.provider(), MAX_GROUP_LENGTH);
        Names.label("the name of the group", group.group(), MAX_GROUP_LENGTH);
        return changes.run(authority, sql -> {
            Optional<Team> found = teams.find(sql, team);
            if (found.isEmpty()) {
                return Changes.nothing(Membership.UNKNOWN_TEAM);
            }
            return members.insertGroup(sql, found.get().id(), group)
                    ? Changes.done(Membership.CHANGED, mapping("team.group-add", team, group))
                    : Changes.nothing(Membership.UNCHANGED);
        });
    }

    /// Ends the mapping, and at once the memberships that it gave.
    public Membership removeGroup(Authority authority, String team, TeamGroup group) {
        return changes.run(authority, sql -> {
            Optional<Team> found = teams.find(sql, team);
            if (found.isEmpty()) {
                return Changes.nothing(Membership.UNKNOWN_TEAM);
            }
            boolean impossible = Names.impossible(group.provider()) || Names.impossible(group.group());
            return !impossible && members.deleteGroup(sql, found.get().id(), group)
                    ? Changes.done(Membership.CHANGED, mapping("team.group-remove", team, group))
                    : Changes.nothing(Membership.UNCHANGED);
        });
    }

    private static AuditEvent mapping(String action, String team, TeamGroup group) {
        return AuditEvent.of(action, "", team)
                .with("provider", group.provider())
                .with("group", group.group());
    }
}
