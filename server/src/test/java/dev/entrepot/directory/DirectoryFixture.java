package dev.entrepot.directory;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// The directory over a real database, with a clock that stands still until it is moved.
final class DirectoryFixture {
    static final Instant START = Instant.parse("2026-11-23T20:00:00.123456Z");
    static final Authority ADMIN = new Authority(
            new Author(Author.Kind.USER, "id-of-root", "root", "password", "192.0.2.1", "request-1"), sql -> {});

    final Database database;
    final AccessEpoch epoch;
    final Directory directory = new Directory();
    final Users users;
    final Teams teams;
    final Robots robots;
    final PersonalTokens tokens;
    final Grants grants;
    final CiTrusts trusts;
    private Instant now = START;

    DirectoryFixture(Database database) {
        this.database = database;
        this.epoch = new AccessEpoch(database);
        Changes changes = new Changes(epoch, new AuditLog(() -> now), () -> now);
        Secrets secrets = new Secrets(new SecureRandom());
        this.users = new Users(database, changes);
        this.teams = new Teams(database, changes);
        this.robots = new Robots(database, changes, secrets);
        this.tokens = new PersonalTokens(database, changes, secrets);
        this.grants = new Grants(database, changes);
        this.trusts = new CiTrusts(database, changes);
    }

    void advance(Duration duration) {
        now = now.plus(duration);
    }

    Instant now() {
        return now;
    }

    Account user(String name) {
        return user(name, SystemRole.NONE);
    }

    Account user(String name, SystemRole role) {
        Users.Addition added = users.add(ADMIN, new NewUser(name, "hash of " + name, role, "", ""));
        return ((Users.Addition.Added) added).user().account();
    }

    Account account(String name) {
        return users.find(name).orElseThrow().account();
    }

    Team team(String name) {
        return ((Teams.Addition.Added) teams.add(ADMIN, name, "")).team();
    }

    void namespace(String name) {
        database.write(sql ->
                sql.update("INSERT INTO namespace (name, created_at) VALUES (?, 0) ON CONFLICT DO NOTHING", name));
    }

    /// In a namespace made for it where need be, with that account as its sponsor.
    Robots.Addition.Added robot(String name, Account sponsor, String... rules) {
        namespace(name.substring(0, name.indexOf('+')));
        List<Allowance> allowances =
                List.of(rules).stream().map(Allowance::parse).toList();
        NewRobot robot = new NewRobot(name, "", allowances, Optional.empty());
        return (Robots.Addition.Added) robots.add(ADMIN, robot, sponsor.id());
    }

    PersonalTokens.Addition.Added token(Account owner, String name) {
        PersonalTokens.NewToken token = new PersonalTokens.NewToken(name, Optional.empty(), Optional.empty());
        return (PersonalTokens.Addition.Added) tokens.add(ADMIN, owner.id(), token);
    }

    static Grants.Key key(Role role, String subject, String place) {
        return new Grants.Key(role, subject, Place.parse(place));
    }

    Grants.Put grant(Role role, String subject, String place) {
        return grants.put(ADMIN, key(role, subject, place), "", new Grants.Expected.Anything());
    }

    /// `role place` of every grant that reaches the user, sorted.
    List<String> grantsOf(String user) {
        return read(sql -> directory.grantsOfUser(sql, account(user).id())).stream()
                .map(grant -> grant.role().id() + " " + grant.place())
                .sorted()
                .toList();
    }

    <T> T read(Function<Sql, T> work) {
        return database.read(work::apply);
    }

    /// How many rows a table has.
    long count(String select) {
        return read(sql -> sql.first(select, row -> row.number(1)).orElseThrow());
    }

    /// Actions of the audit so far, sorted.
    List<String> audited() {
        return read(sql -> sql.list("SELECT action FROM audit_entry ORDER BY action", row -> row.text(1)));
    }

    /// What all of the work answers when it is begun at the same moment, each on a thread of its own.
    static <T> List<T> atOnce(List<Supplier<T>> work) {
        CyclicBarrier barrier = new CyclicBarrier(work.size());
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (Supplier<T> each : work) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread.ofVirtual().start(() -> {
                try {
                    barrier.await(30, TimeUnit.SECONDS);
                    answer.complete(each.get());
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        return answers.stream()
                .map(answer -> answer.orTimeout(60, TimeUnit.SECONDS).join())
                .toList();
    }
}
