package dev.entrepot.policy;

import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Tables `policy` and `policy_version`.
final class PolicyTable {
    private static final String ALLOW = "allow";
    private static final String DENY = "deny";

    /// A row of `policy`.
    record Stored(String id, PolicyKey key, long acting, long draft, long latest) {}

    Optional<Stored> find(Sql sql, PolicyKey key) {
        return sql.first(
                "SELECT id, place, name, acting, draft, latest FROM policy WHERE place = ? AND name = ?",
                PolicyTable::stored,
                key.place().toString(),
                key.name());
    }

    private static Stored stored(Row row) {
        return new Stored(
                row.text(1),
                new PolicyKey(Place.parse(row.text(2)), row.text(3)),
                row.number(4),
                row.number(5),
                row.number(6));
    }

    /// At most `limit` after a place and a name, in the order of these.
    ///
    /// @param namespace the only one; empty text for all
    /// @param name the only one; empty text for all
    List<Stored> after(Sql sql, String namespace, String name, PolicyCursor last, int limit) {
        return sql.list(
                """
                SELECT id, place, name, acting, draft, latest FROM policy
                WHERE (? = '' OR namespace = ?) AND (? = '' OR name = ?) AND (place > ? OR (place = ? AND name > ?))
                ORDER BY place, name LIMIT ?
                """,
                PolicyTable::stored,
                namespace,
                namespace,
                name,
                name,
                last.place(),
                last.place(),
                last.name(),
                limit);
    }

    /// A policy that decides, and what it says.
    record Acting(String id, PolicyKey key, PolicyVersion version) {}

    /// Those that decide, at most `limit` after an id.
    List<Acting> acting(Sql sql, String last, int limit) {
        return sql.list(
                """
                SELECT version, tags, effect, condition, until_at, hold, unscanned, unscannable, part, also_push,
                  created_at, created_by, applied_at, applied_by, before, policy.id, policy.place, policy.name
                FROM policy JOIN policy_version
                  ON policy_version.policy_id = policy.id AND policy_version.version = policy.acting
                WHERE policy.id > ? ORDER BY policy.id LIMIT ?
                """,
                row -> new Acting(row.text(16), new PolicyKey(Place.parse(row.text(17)), row.text(18)), version(row)),
                last,
                limit);
    }

    long count(Sql sql, String namespace) {
        return sql.first("SELECT COUNT(*) FROM policy WHERE namespace = ?", row -> row.number(1), namespace)
                .orElse(0L);
    }

    void insert(Sql sql, Stored policy) {
        sql.update(
                """
                INSERT INTO policy (id, place, name, namespace, acting, draft, latest) VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                policy.id,
                policy.key.place().toString(),
                policy.key.name(),
                policy.key.place().namespace(),
                policy.acting,
                policy.draft,
                policy.latest);
    }

    void update(Sql sql, Stored policy) {
        sql.update(
                "UPDATE policy SET acting = ?, draft = ?, latest = ? WHERE id = ?",
                policy.acting,
                policy.draft,
                policy.latest,
                policy.id);
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM policy_version WHERE policy_id = ?", id);
        sql.update("DELETE FROM policy WHERE id = ?", id);
    }

    /// What is kept by the name of a repository.
    List<Stored> at(Sql sql, String place) {
        return sql.list(
                "SELECT id, place, name, acting, draft, latest FROM policy WHERE place = ? ORDER BY name",
                PolicyTable::stored,
                place);
    }

    List<Stored> in(Sql sql, String namespace) {
        return sql.list(
                "SELECT id, place, name, acting, draft, latest FROM policy WHERE namespace = ? ORDER BY place, name",
                PolicyTable::stored,
                namespace);
    }

    void move(Sql sql, String id, RepositoryName to, String name) {
        sql.update(
                "UPDATE policy SET place = ?, namespace = ?, name = ? WHERE id = ?",
                to.text(),
                to.namespace(),
                name,
                id);
    }

    Optional<PolicyVersion> version(Sql sql, String policy, long version) {
        return sql.first("""
                SELECT version, tags, effect, condition, until_at, hold, unscanned, unscannable, part, also_push,
                  created_at, created_by, applied_at, applied_by, before
                FROM policy_version WHERE policy_id = ? AND version = ?
                """, PolicyTable::version, policy, version);
    }

    /// The newest first.
    List<PolicyVersion> versions(Sql sql, String policy, int limit) {
        return sql.list("""
                SELECT version, tags, effect, condition, until_at, hold, unscanned, unscannable, part, also_push,
                  created_at, created_by, applied_at, applied_by, before
                FROM policy_version WHERE policy_id = ? ORDER BY version DESC LIMIT ?
                """, PolicyTable::version, policy, limit);
    }

    private static PolicyVersion version(Row row) {
        Answers answers = new Answers(
                Duration.of(row.number(6), ChronoUnit.MICROS),
                row.text(7).equals(ALLOW),
                row.text(8).equals(ALLOW),
                row.text(9).equals(ALLOW));
        Terms terms = new Terms(
                row.text(2),
                Effect.of(row.text(3)).orElseThrow(),
                row.text(4),
                row.optionalNumber(5).map(PolicyTable::instant),
                answers,
                row.number(10) == 1);
        String by = row.text(14);
        return new PolicyVersion(
                row.number(1),
                terms,
                instant(row.number(11)),
                row.text(12),
                row.optionalNumber(13).map(at -> new PolicyVersion.Applied(instant(at), by)),
                row.number(15));
    }

    void insert(Sql sql, String policy, PolicyVersion version) {
        Terms terms = version.terms();
        Answers answers = terms.answers();
        sql.update(
                """
                INSERT INTO policy_version (policy_id, version, tags, effect, condition, until_at, hold, unscanned,
                  unscannable, part, also_push, created_at, created_by, applied_at, applied_by, before)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, '', 0)
                """,
                policy,
                version.number(),
                terms.tags(),
                terms.effect().id(),
                terms.condition(),
                terms.until().map(PolicyTable::micros).orElse(null),
                answers.hold().toNanos() / 1_000,
                answer(answers.unscanned()),
                answer(answers.unscannable()),
                answer(answers.part()),
                terms.alsoPush() ? 1 : 0,
                micros(version.createdAt()),
                version.createdBy());
    }

    private static String answer(boolean allowed) {
        return allowed ? ALLOW : DENY;
    }

    void apply(Sql sql, String policy, long version, PolicyVersion.Applied applied, long before) {
        sql.update("""
                UPDATE policy_version SET applied_at = ?, applied_by = ?, before = ?
                WHERE policy_id = ? AND version = ?
                """, micros(applied.at()), applied.by(), before, policy, version);
    }

    /// Forgets versions below one.
    void forget(Sql sql, String policy, long below) {
        sql.update("DELETE FROM policy_version WHERE policy_id = ? AND version < ?", policy, below);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
