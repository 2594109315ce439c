package dev.entrepot.policy;

import dev.entrepot.database.Sql;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Table `policy_pulled`: what had been pulled when a version with a grace was applied.
final class PulledTable {
    /// A pull that is not written down yet.
    record Pull(RepositoryName repository, String digest) {}

    /// All that is known to have been pulled there by now.
    void note(Sql sql, String policy, long version, Place place) {
        sql.update("""
                INSERT INTO policy_pulled (policy_id, version, repository_id, digest)
                SELECT CAST(? AS TEXT), CAST(? AS BIGINT), manifest.repository_id, manifest.digest
                FROM manifest JOIN repository ON repository.id = manifest.repository_id
                WHERE manifest.pulled_at IS NOT NULL AND repository.namespace = ? AND (? = '' OR repository.name = ?)
                ON CONFLICT (policy_id, version, repository_id, digest) DO NOTHING
                """, policy, version, place.namespace(), place.repository(), place.repository());
    }

    void note(Sql sql, String policy, long version, List<Pull> pulls) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Pull pull : pulls) {
            rows.add(new Object[] {policy, version, pull.digest, pull.repository.text(), pull.digest});
        }
        sql.updateAll("""
                INSERT INTO policy_pulled (policy_id, version, repository_id, digest)
                SELECT CAST(? AS TEXT), CAST(? AS BIGINT), manifest.repository_id, CAST(? AS TEXT)
                FROM repository JOIN manifest ON manifest.repository_id = repository.id
                WHERE repository.name = ? AND manifest.digest = ?
                ON CONFLICT (policy_id, version, repository_id, digest) DO NOTHING
                """, rows);
    }

    boolean has(Sql sql, ActingPolicy policy, long repositoryId, Digest digest) {
        return sql.first("""
                        SELECT 1 FROM policy_pulled
                        WHERE policy_id = ? AND version = ? AND repository_id = ? AND digest = ?
                        """, row -> row.number(1), policy.id(), policy.version(), repositoryId, digest.toString())
                .isPresent();
    }

    /// When it was pulled last; null while it never was.
    @Nullable
    Long pulledAt(Sql sql, long repositoryId, Digest digest) {
        return sql.first(
                        "SELECT pulled_at FROM manifest WHERE repository_id = ? AND digest = ?",
                        row -> row.optionalNumber(1),
                        repositoryId,
                        digest.toString())
                .flatMap(at -> at)
                .orElse(null);
    }

    void forget(Sql sql, String policy) {
        sql.update("DELETE FROM policy_pulled WHERE policy_id = ?", policy);
    }

    void forget(Sql sql, String policy, long below) {
        sql.update("DELETE FROM policy_pulled WHERE policy_id = ? AND version < ?", policy, below);
    }

    void forgetVersion(Sql sql, String policy, long version) {
        sql.update("DELETE FROM policy_pulled WHERE policy_id = ? AND version = ?", policy, version);
    }

    /// Forgets what is about repositories that are gone.
    int sweep(Sql sql) {
        return sql.update("""
                DELETE FROM policy_pulled
                WHERE NOT EXISTS (SELECT 1 FROM repository WHERE repository.id = policy_pulled.repository_id)
                """);
    }
}
