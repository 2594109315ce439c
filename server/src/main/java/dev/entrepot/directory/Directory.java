package dev.entrepot.directory;

import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// Reads who there is, within the caller's transaction. Stateless.
///
/// Nothing here asks whether an account is disabled or a secret has expired: it answers what the rows say.
public final class Directory {
    private final AccountTable accounts = new AccountTable();
    private final TeamTable teams = new TeamTable();
    private final RobotTable robots = new RobotTable();
    private final RobotSecretTable robotSecrets = new RobotSecretTable();
    private final PersonalTokenTable personalTokens = new PersonalTokenTable();
    private final GrantTable grants = new GrantTable();
    private final CiTrustTable trusts = new CiTrustTable();
    private final Subjects subjects = new Subjects();

    public Optional<Account> account(Sql sql, String name) {
        return accounts.find(sql, name);
    }

    public Optional<Account> accountById(Sql sql, String id) {
        return accounts.findById(sql, id);
    }

    /// The account for which that provider vouches under that subject.
    public Optional<Account> accountOf(Sql sql, String provider, String subject) {
        return accounts.findBySubject(sql, provider, subject);
    }

    /// Names of the teams that the account is in, in byte order.
    public List<String> teamsOf(Sql sql, String accountId) {
        return teams.namesOf(sql, accountId);
    }

    /// With its rules.
    public Optional<Robot> robot(Sql sql, String name) {
        return robots.find(sql, name);
    }

    /// With its rules.
    public Optional<Robot> robotById(Sql sql, String id) {
        return robots.findById(sql, id);
    }

    /// The robot's secret that has that digest.
    ///
    /// @param hash as {@link Secrets#hash} makes it
    public Optional<RobotSecret> robotSecretByHash(Sql sql, String hash) {
        return robotSecrets.findByHash(sql, hash);
    }

    public Optional<RobotSecret> robotSecretById(Sql sql, String id) {
        return robotSecrets.findById(sql, id);
    }

    /// The personal token that has that digest.
    ///
    /// @param hash as {@link Secrets#hash} makes it
    public Optional<PersonalToken> tokenByHash(Sql sql, String hash) {
        return personalTokens.findByHash(sql, hash);
    }

    public Optional<PersonalToken> tokenById(Sql sql, String id) {
        return personalTokens.findById(sql, id);
    }

    /// Grants of the account itself and of the teams it is in, in no order.
    public List<Grant> grantsOfUser(Sql sql, String accountId) {
        return grants.ofUser(sql, accountId);
    }

    /// That role there, held by that subject itself.
    public Optional<Grant> grant(Sql sql, Subject subject, Place place, Role role) {
        return grants.find(sql, subject, place, role);
    }

    public List<Grant> grantsOfRobot(Sql sql, String robotId) {
        return grants.ofRobot(sql, robotId);
    }

    /// Which CI tokens stand for the robot.
    public List<CiTrust> trustsOfRobot(Sql sql, String robotId) {
        return trusts.ofRobot(sql, robotId);
    }

    /// Who is meant by `alice`, `team:web` or `ns+robot`; empty when there is nobody of that name.
    public Optional<Subject> subject(Sql sql, String text) {
        return subjects.find(sql, text);
    }
}
