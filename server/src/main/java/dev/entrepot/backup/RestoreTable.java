package dev.entrepot.backup;

import dev.entrepot.database.Sql;
import java.util.List;
import java.util.Optional;

/// What a restore changes in the rows of a snapshot, in the tables of all features.
final class RestoreTable {
    /// What waited for a moment waits as long as it would have waited then: the time that passed since counts
    /// for nobody.
    private static final List<String> LATER = List.of("""
            UPDATE link SET leased_until = leased_until + ?, check_at = check_at + ?
            """, """
            UPDATE manifest SET leased_until = leased_until + ?
            """, """
            UPDATE deletion SET keep_until = keep_until + ?
            """, """
            UPDATE unlinked_blob SET due_at = due_at + ?
            """, """
            UPDATE orphan SET due_at = due_at + ?
            """, """
            UPDATE deployment SET expires_at = expires_at + ?
            """, """
            UPDATE retention_time SET due_at = due_at + ?
            """);

    /// What opens something for whoever has it.
    private static final List<String> SECRETS = List.of(
            "DELETE FROM robot_secret",
            "DELETE FROM personal_token_scope",
            "DELETE FROM personal_token",
            "DELETE FROM web_session");

    void later(Sql sql, long micros) {
        for (String statement : LATER) {
            Object[] times = new Object[statement.split("\\?", -1).length - 1];
            java.util.Arrays.fill(times, micros);
            sql.update(statement, times);
        }
    }

    /// Ends jobs that were under way: their nodes are gone, and what they were about may be.
    void endJobs(Sql sql, long now) {
        sql.update("""
                UPDATE job SET state = 'cancelled', cancelled_by = 'restore', message = 'ended by a restore', ended_at = ?
                WHERE state IN ('queued', 'running')
                """, now);
    }

    /// Keys that sign tokens: a new one is made at the next start.
    void forgetTokenKeys(Sql sql) {
        sql.update("DELETE FROM signing_key WHERE purpose = 'token'");
    }

    /// Whoever decided under an older epoch decides again.
    void raiseEpoch(Sql sql) {
        sql.update("UPDATE access_epoch SET epoch = epoch + 1");
    }

    /// The bytes are not there, or not those: the next push of the digest brings them.
    void damaged(Sql sql, List<String> keys) {
        sql.updateAll(
                "UPDATE blob SET state = 'damaged' WHERE storage_key = ?",
                keys.stream().map(key -> new Object[] {key}).toList());
    }

    /// The bytes are there, though they were not when the snapshot was taken.
    void sound(Sql sql, List<String> keys) {
        sql.updateAll(
                "UPDATE blob SET state = 'sound' WHERE storage_key = ?",
                keys.stream().map(key -> new Object[] {key}).toList());
    }

    void revokeSecrets(Sql sql) {
        SECRETS.forEach(sql::update);
        sql.update("UPDATE robot SET credential_version = credential_version + 1");
        sql.update("UPDATE account SET credential_version = credential_version + 1");
        sql.update("UPDATE account SET password_hash = '' WHERE provider = 'local'");
    }

    /// The local account that gets a new password: `admin`, else the first by name that is an admin and not
    /// disabled.
    Optional<Admin> admin(Sql sql) {
        return sql.first("""
                SELECT id, name FROM account
                WHERE provider = 'local' AND system_role = 'admin' AND disabled_at IS NULL
                ORDER BY CASE WHEN name = 'admin' THEN 0 ELSE 1 END, name LIMIT 1
                """, row -> new Admin(row.text(1), row.text(2)));
    }

    void setPassword(Sql sql, String accountId, String hash) {
        sql.update("UPDATE account SET password_hash = ? WHERE id = ?", hash, accountId);
    }

    record Admin(String id, String name) {}
}
