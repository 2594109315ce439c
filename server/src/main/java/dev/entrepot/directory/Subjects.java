package dev.entrepot.directory;

import dev.entrepot.database.Sql;
import java.util.Optional;

/// Finds who is meant by a name as people write it. No two kinds can be taken for each other: users' names hold no
/// colon and no plus, and teams are written with their prefix.
final class Subjects {
    private final AccountTable accounts = new AccountTable();
    private final TeamTable teams = new TeamTable();
    private final RobotTable robots = new RobotTable();

    Optional<Subject> find(Sql sql, String text) {
        if (text.startsWith(Subject.TEAM_PREFIX)) {
            return teams.find(sql, text.substring(Subject.TEAM_PREFIX.length()))
                    .map(team -> Subject.of(Subject.Kind.TEAM, team.id(), team.name()));
        }
        if (text.indexOf('+') >= 0) {
            return robots.find(sql, text).map(robot -> Subject.of(Subject.Kind.ROBOT, robot.id(), robot.name()));
        }
        return accounts.find(sql, text).map(account -> Subject.of(Subject.Kind.USER, account.id(), account.name()));
    }
}
