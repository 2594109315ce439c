package dev.entrepot.directory;

import dev.entrepot.database.Sql;
import dev.entrepot.directory.Confirmation.Membership;
import java.util.List;

/// Tables `team_member` and `team_group`.
final class MemberTable {
    /// Of memberships that somebody gave by hand, instead of a provider and its group.
    static final String BY_HAND = "";

    /// What membership in groups of that provider gives, all of it.
    List<Membership> mapped(Sql sql, String provider) {
        return sql.list(
                "SELECT team_id, group_name FROM team_group WHERE provider = ?",
                row -> new Membership(row.text(1), row.text(2)),
                provider);
    }

    List<Membership> ofAccount(Sql sql, String accountId, String provider) {
        return sql.list(
                "SELECT team_id, group_name FROM team_member WHERE account_id = ? AND provider = ?",
                row -> new Membership(row.text(1), row.text(2)),
                accountId,
                provider);
    }

    /// Whether it was not there yet.
    boolean insert(Sql sql, String teamId, String accountId, String provider, String group) {
        return sql.update("""
                        INSERT INTO team_member (team_id, account_id, provider, group_name) VALUES (?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """, teamId, accountId, provider, group) == 1;
    }

    /// Whether it was there.
    boolean delete(Sql sql, String teamId, String accountId, String provider, String group) {
        return sql.update("""
                        DELETE FROM team_member
                        WHERE team_id = ? AND account_id = ? AND provider = ? AND group_name = ?
                        """, teamId, accountId, provider, group) == 1;
    }

    void deleteOfAccount(Sql sql, String accountId) {
        sql.update("DELETE FROM team_member WHERE account_id = ?", accountId);
    }

    void deleteOfTeam(Sql sql, String teamId) {
        sql.update("DELETE FROM team_member WHERE team_id = ?", teamId);
        sql.update("DELETE FROM team_group WHERE team_id = ?", teamId);
    }

    /// Whether the group was not mapped to the team yet.
    boolean insertGroup(Sql sql, String teamId, TeamGroup group) {
        return sql.update("""
                        INSERT INTO team_group (provider, group_name, team_id) VALUES (?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """, group.provider(), group.group(), teamId) == 1;
    }

    /// Whether the group was mapped to the team. Takes the memberships along that it gave.
    boolean deleteGroup(Sql sql, String teamId, TeamGroup group) {
        int mappings = sql.update(
                "DELETE FROM team_group WHERE team_id = ? AND provider = ? AND group_name = ?",
                teamId,
                group.provider(),
                group.group());
        if (mappings == 0) {
            return false;
        }
        sql.update(
                "DELETE FROM team_member WHERE team_id = ? AND provider = ? AND group_name = ?",
                teamId,
                group.provider(),
                group.group());
        return true;
    }

    /// In order of name and provider, whatever the number of groups behind it.
    List<TeamMember> members(Sql sql, String teamId, TeamMember after, int limit) {
        return sql.list(
                """
                SELECT DISTINCT a.name, m.provider FROM team_member m JOIN account a ON a.id = m.account_id
                WHERE m.team_id = ? AND (a.name, m.provider) > (?, ?)
                ORDER BY a.name, m.provider LIMIT ?
                """, row -> new TeamMember(row.text(1), row.text(2)), teamId, after.name(), after.provider(), limit);
    }

    List<TeamGroup> groups(Sql sql, String teamId, TeamGroup after, int limit) {
        return sql.list(
                """
                SELECT provider, group_name FROM team_group
                WHERE team_id = ? AND (provider, group_name) > (?, ?)
                ORDER BY provider, group_name LIMIT ?
                """, row -> new TeamGroup(row.text(1), row.text(2)), teamId, after.provider(), after.group(), limit);
    }
}
