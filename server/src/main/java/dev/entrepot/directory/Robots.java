package dev.entrepot.directory;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Changes.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// The robots and their secrets.
///
/// A robot's rules give no more than its sponsor may do. Who changes rules or makes a secret becomes the sponsor, so
/// that nobody uses somebody else's rights through a robot; that such a one may do what the rules say is for the
/// caller's {@link Authority} to require.
///
/// ```
/// rotate:  [new]          ->  [old, ends after the overlap] [new]
///          [older] [old]  ->  older ends at once, then as above
///          overlap 0      ->  [new], all others end at once
/// ```
public final class Robots {
    private final Database database;
    private final Changes changes;
    private final Secrets generator;
    private final RobotTable robots = new RobotTable();
    private final RobotSecretTable secrets = new RobotSecretTable();
    private final CiTrustTable trusts = new CiTrustTable();
    private final GrantTable grants = new GrantTable();
    private final AccountTable accounts = new AccountTable();

    public Robots(Database database, Changes changes, Secrets generator) {
        this.database = database;
        this.changes = changes;
        this.generator = generator;
    }

    /// What became of {@link #add}.
    public sealed interface Addition {
        /// The robot is made, with one secret.
        ///
        /// @param secret to be shown once
        record Added(Robot robot, String secret) implements Addition {}

        record NameTaken() implements Addition {}

        record UnknownNamespace() implements Addition {}
    }

    /// What became of {@link #rotate}.
    public sealed interface Rotation {
        /// There is a new secret.
        ///
        /// @param secret to be shown once
        /// @param previousEndsAt until when the one before it is good; empty when it is not
        record Rotated(String secret, Optional<Instant> previousEndsAt) implements Rotation {}

        record UnknownRobot() implements Rotation {}
    }

    public Optional<ListedRobot> find(String name) {
        return database.read(sql -> robots.find(sql, name).map(robot -> listed(sql, robot, sponsorName(sql, robot))));
    }

    private String sponsorName(Sql sql, Robot robot) {
        return accounts.findById(sql, robot.sponsorId()).map(Account::name).orElse("");
    }

    /// At most `limit` robots of the namespace after `after`, in byte order of their names.
    public List<ListedRobot> page(String namespace, String after, int limit) {
        Names.cursor(namespace);
        Names.cursor(after);
        return database.read(sql -> robots.page(sql, namespace, after, limit).stream()
                .map(each -> listed(sql, each.robot(), each.sponsorName()))
                .toList());
    }

    private ListedRobot listed(Sql sql, Robot robot, String sponsorName) {
        return new ListedRobot(robot, sponsorName, live(sql, robot));
    }

    private List<RobotSecret> live(Sql sql, Robot robot) {
        Instant now = changes.now();
        return secrets.ofRobot(sql, robot.id()).stream()
                .filter(secret -> secret.livesAt(now))
                .toList();
    }

    /// Makes a robot of a namespace that exists, with its first secret.
    public Addition add(Authority authority, NewRobot robot, String sponsorId) {
        return changes.<Addition>run(authority, sql -> {
            if (Names.impossible(robot.namespace()) || !robots.namespaceExists(sql, robot.namespace())) {
                return Changes.nothing(new Addition.UnknownNamespace());
            }
            Robot made = made(robot, sponsorId);
            if (!robots.insert(sql, made)) {
                return Changes.nothing(new Addition.NameTaken());
            }
            String secret = newSecret(sql, made.id());
            return Changes.done(
                    new Addition.Added(made, secret), event("robot.add", made).with("allow", text(made.rules())));
        });
    }

    private Robot made(NewRobot robot, String sponsorId) {
        return new Robot(
                UUID.randomUUID().toString(),
                robot.namespace(),
                robot.name(),
                robot.description(),
                robot.rules(),
                sponsorId,
                1,
                robot.expiresAt().map(at -> at.truncatedTo(ChronoUnit.MICROS)),
                false,
                changes.now().truncatedTo(ChronoUnit.MICROS));
    }

    private String newSecret(Sql sql, String robotId) {
        String secret = generator.generate(Secrets.Kind.ROBOT);
        secrets.insert(
                sql,
                new RobotSecret(UUID.randomUUID().toString(), robotId, Optional.empty(), changes.now()),
                Secrets.hash(secret));
        return secret;
    }

    /// All of the patch or nothing of it; empty when there is no such robot.
    ///
    /// @param accountId who changes it: the sponsor from now on, when the patch names rules
    public Optional<Robot> change(Authority authority, String name, RobotPatch patch, String accountId) {
        return changes.run(authority, sql -> {
            Optional<Robot> found = robots.find(sql, name);
            if (found.isEmpty()) {
                return Changes.nothing(found);
            }
            AuditEvent nothing = event("robot.change", found.get());
            AuditEvent event =
                    applyFacts(sql, found.get(), patch, applyRules(sql, found.get(), patch, accountId, nothing));
            Optional<Robot> now = robots.find(sql, name);
            return event.equals(nothing) ? Changes.nothing(now) : Changes.done(now, event);
        });
    }

    private AuditEvent applyRules(Sql sql, Robot robot, RobotPatch patch, String accountId, AuditEvent before) {
        AuditEvent event = before;
        List<Allowance> rules = patch.rules().orElse(robot.rules());
        if (!rules.equals(robot.rules())) {
            robots.setRules(sql, robot.id(), rules);
            event = event.with("allowBefore", text(robot.rules())).with("allow", text(rules));
        }
        return patch.rules().isPresent() ? sponsor(sql, robot, accountId, event) : event;
    }

    private AuditEvent sponsor(Sql sql, Robot robot, String accountId, AuditEvent before) {
        if (accountId.equals(robot.sponsorId())) {
            return before;
        }
        robots.setSponsor(sql, robot.id(), accountId);
        return before.with("sponsorBefore", robot.sponsorId()).with("sponsor", accountId);
    }

    private AuditEvent applyFacts(Sql sql, Robot robot, RobotPatch patch, AuditEvent before) {
        AuditEvent event = before;
        Optional<Instant> expiresAt = patch.expiry()
                .map(expiry -> expiry.at().map(at -> at.truncatedTo(ChronoUnit.MICROS)))
                .orElse(robot.expiresAt());
        if (!expiresAt.equals(robot.expiresAt())) {
            robots.setExpiry(sql, robot.id(), expiresAt);
            event = event.with("expiresAt", expiresAt.map(Instant::toString).orElse("never"));
        }
        boolean disabled = patch.disabled().orElse(robot.disabled());
        if (disabled != robot.disabled()) {
            if (disabled) {
                robots.disable(sql, robot.id(), changes.now());
            } else {
                robots.enable(sql, robot.id());
            }
            robots.raiseCredentialVersion(sql, robot.id());
            event = event.with("disabled", Boolean.toString(disabled));
        }
        String description = patch.description().orElse(robot.description());
        if (!description.equals(robot.description())) {
            robots.setDescription(sql, robot.id(), description);
            event = event.with("description", description);
        }
        return event;
    }

    /// Removes the robot with its rules, secrets, trusts and grants. False when there is no such robot.
    public boolean remove(Authority authority, String name) {
        return changes.run(authority, sql -> {
            Optional<Robot> found = robots.find(sql, name);
            if (found.isEmpty()) {
                return Changes.nothing(false);
            }
            delete(sql, found.get().id());
            return Changes.done(true, event("robot.remove", found.get()));
        });
    }

    /// Removes all robots of a namespace that ends, within the transaction that ends it; that one raises the epoch and
    /// tells the audit.
    public void removeAllOf(Sql sql, String namespace) {
        robots.idsOf(sql, namespace).forEach(id -> delete(sql, id));
    }

    private void delete(Sql sql, String id) {
        secrets.deleteOf(sql, id);
        trusts.deleteOf(sql, id);
        grants.deleteOf(sql, Subject.Kind.ROBOT, id);
        robots.delete(sql, id);
    }

    /// Makes a new secret; the one before it is good for `overlap` more.
    ///
    /// @param accountId who rotates it: the sponsor from now on
    public Rotation rotate(Authority authority, String name, Duration overlap, String accountId) {
        return changes.run(authority, sql -> {
            Optional<Robot> found = robots.find(sql, name);
            return found.isEmpty()
                    ? Changes.nothing(new Rotation.UnknownRobot())
                    : rotate(sql, found.get(), overlap, accountId);
        });
    }

    private Outcome<? extends Rotation> rotate(Sql sql, Robot robot, Duration overlap, String accountId) {
        List<RobotSecret> live = live(sql, robot);
        Optional<RobotSecret> kept =
                overlap.isPositive() && !live.isEmpty() ? Optional.of(live.getLast()) : Optional.empty();
        int ended = 0;
        for (RobotSecret secret : secrets.ofRobot(sql, robot.id())) {
            if (!kept.equals(Optional.of(secret))) {
                secrets.delete(sql, secret.id());
                ended += live.contains(secret) ? 1 : 0;
            }
        }
        if (ended > 0) {
            robots.raiseCredentialVersion(sql, robot.id());
        }
        Optional<Instant> endsAt = kept.map(secret -> endOf(sql, secret, overlap));
        String secret = newSecret(sql, robot.id());
        AuditEvent event = event("robot.rotate", robot)
                .with("ended", Integer.toString(ended))
                .with("previousEndsAt", endsAt.map(Instant::toString).orElse("at once"));
        return Changes.done(new Rotation.Rotated(secret, endsAt), sponsor(sql, robot, accountId, event));
    }

    /// Ends the secret after the overlap, never later than it was to end anyway.
    private Instant endOf(Sql sql, RobotSecret secret, Duration overlap) {
        Instant wanted = changes.now().plus(overlap).truncatedTo(ChronoUnit.MICROS);
        Instant end = secret.expiresAt().filter(wanted::isAfter).orElse(wanted);
        secrets.setExpiry(sql, secret.id(), end);
        return end;
    }

    /// Ends one secret at once. False when the robot has no such secret.
    public boolean removeSecret(Authority authority, String name, String secretId) {
        return changes.run(authority, sql -> {
            Optional<Robot> found = robots.find(sql, name);
            boolean has = found.isPresent()
                    && secrets.findById(sql, secretId)
                            .filter(secret ->
                                    secret.robotId().equals(found.get().id()))
                            .isPresent();
            if (!has) {
                return Changes.nothing(false);
            }
            secrets.delete(sql, secretId);
            robots.raiseCredentialVersion(sql, found.get().id());
            return Changes.done(true, event("robot.secret-remove", found.get()).with("secret", secretId));
        });
    }

    /// Forgets secrets that ended before then, at most `limit`, and answers how many. They gave nothing any more, so
    /// this is no change of rights and nothing for the audit.
    public int sweepSecrets(Instant before, int limit) {
        return database.write(sql -> secrets.deleteExpired(sql, before, limit));
    }

    private static AuditEvent event(String action, Robot robot) {
        return AuditEvent.of(action, robot.namespace(), robot.name());
    }

    private static String text(List<Allowance> rules) {
        return rules.stream().map(Allowance::toString).collect(Collectors.joining(" "));
    }
}
