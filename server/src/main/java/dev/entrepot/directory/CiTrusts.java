package dev.entrepot.directory;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Which CI systems' tokens stand for which robots. Whether an issuer may be trusted at all, whether the audience is
/// unique and the condition sound, the caller has found out.
///
/// Trusting is as good as giving away a secret of the robot: who adds a trust becomes the sponsor.
public final class CiTrusts {
    /// All are looked at for every token.
    public static final int MAX_PER_ROBOT = 50;

    private static final int MAX_URL_LENGTH = 500;
    private static final int MAX_CONDITION_LENGTH = 4000;

    private final Database database;
    private final Changes changes;
    private final CiTrustTable trusts = new CiTrustTable();
    private final RobotTable robots = new RobotTable();

    public CiTrusts(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    /// A trust to be made. Refuses with {@link IllegalArgumentException} what cannot be one.
    public record NewTrust(String issuer, String audience, String condition) {
        public NewTrust {
            Names.label("the issuer", issuer, MAX_URL_LENGTH);
            Names.label("the audience", audience, MAX_URL_LENGTH);
            if (condition.isBlank() || condition.length() > MAX_CONDITION_LENGTH || condition.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a condition over the claims has 1 to " + MAX_CONDITION_LENGTH
                        + " characters, none of them NUL; without one every project of the issuer would be trusted");
            }
        }
    }

    /// What became of {@link #add}.
    public sealed interface Addition {
        record Added(CiTrust trust) implements Addition {}

        record UnknownRobot() implements Addition {}

        record TooMany(int limit) implements Addition {}
    }

    /// At most `limit` trusts of the robot after the one whose id is `after`; none for an unknown robot.
    public List<CiTrust> page(String robot, String after, int limit) {
        Names.cursor(after);
        return database.read(sql -> robots.find(sql, robot)
                .map(found -> trusts.page(sql, found.id(), after, limit))
                .orElse(List.of()));
    }

    /// Makes such tokens stand for the robot.
    ///
    /// @param accountId who adds it: the robot's sponsor from now on
    public Addition add(Authority authority, String robot, NewTrust trust, String accountId) {
        return changes.<Addition>run(authority, sql -> {
            Optional<Robot> found = robots.find(sql, robot);
            if (found.isEmpty()) {
                return Changes.nothing(new Addition.UnknownRobot());
            }
            if (trusts.countOf(sql, found.get().id()) >= MAX_PER_ROBOT) {
                return Changes.nothing(new Addition.TooMany(MAX_PER_ROBOT));
            }
            CiTrust made = new CiTrust(
                    UUID.randomUUID().toString(),
                    found.get().id(),
                    trust.issuer(),
                    trust.audience(),
                    trust.condition(),
                    changes.now().truncatedTo(ChronoUnit.MICROS),
                    authority.author().name());
            trusts.insert(sql, made);
            robots.setSponsor(sql, found.get().id(), accountId);
            AuditEvent event = event("trust.add", found.get(), made).with("sponsor", accountId);
            return Changes.done(new Addition.Added(made), event);
        });
    }

    /// Ends the trust, and what was made from it. False when the robot has no such trust.
    public boolean remove(Authority authority, String robot, String id) {
        return changes.run(authority, sql -> {
            Optional<Robot> found = robots.find(sql, robot);
            Optional<CiTrust> trust = trusts.findById(sql, id)
                    .filter(each -> found.isPresent()
                            && each.robotId().equals(found.get().id()));
            if (found.isEmpty() || trust.isEmpty()) {
                return Changes.nothing(false);
            }
            trusts.delete(sql, id);
            robots.raiseCredentialVersion(sql, found.get().id());
            return Changes.done(true, event("trust.remove", found.get(), trust.get()));
        });
    }

    private static AuditEvent event(String action, Robot robot, CiTrust trust) {
        return AuditEvent.of(action, robot.namespace(), robot.name())
                .with("trust", trust.id())
                .with("issuer", trust.issuer())
                .with("audience", trust.audience())
                .with("condition", trust.condition());
    }
}
