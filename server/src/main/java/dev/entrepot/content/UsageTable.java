package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Tables `namespace_content` (each digest of a namespace once, with the number of its holders) and
/// `namespace_usage` (the sum of their sizes, in bytes).
///
/// A holder is a present link or a manifest of one repository. Whoever makes or drops one says so here, in the same
/// transaction; so the sum is exact, and {@link UsageRecount} must find nothing to correct. The sum is spread over
/// slots,
/// of which each transaction writes one: pushes into one namespace seldom meet on PostgreSQL.
final class UsageTable {
    private static final int SLOTS = 64;

    /// Transactions of one node take the slots in turn, so they never meet in one; those of several nodes seldom.
    private static final AtomicInteger NEXT_SLOT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(SLOTS));

    /// One holder more. Returns the bytes that the namespace grew by: none when it held the digest already.
    long hold(Sql sql, String namespace, Digest digest, long size) {
        long holders = sql.first("""
                        INSERT INTO namespace_content (namespace, digest, size, holders) VALUES (?, ?, ?, 1)
                        ON CONFLICT (namespace, digest) DO UPDATE SET holders = namespace_content.holders + 1
                        RETURNING holders
                        """, row -> row.number(1), namespace, digest.toString(), size)
                .orElseThrow();
        return holders == 1 ? size : 0;
    }

    /// One holder less.
    void drop(Sql sql, String namespace, Digest digest) {
        long freed = sql.first(
                        "DELETE FROM namespace_content WHERE namespace = ? AND digest = ? AND holders = 1 RETURNING size",
                        row -> row.number(1),
                        namespace,
                        digest.toString())
                .orElse(0L);
        add(sql, namespace, -freed);
        if (freed == 0) {
            sql.update(
                    "UPDATE namespace_content SET holders = holders - 1 WHERE namespace = ? AND digest = ? AND holders > 1",
                    namespace,
                    digest.toString());
        }
    }

    /// Adds to the sum: what {@link #hold} returned, once per transaction.
    void add(Sql sql, String namespace, long bytes) {
        if (bytes == 0) {
            return;
        }
        sql.update("""
                INSERT INTO namespace_usage (namespace, slot, bytes) VALUES (?, ?, ?)
                ON CONFLICT (namespace, slot) DO UPDATE SET bytes = namespace_usage.bytes + excluded.bytes
                """, namespace, Math.floorMod(NEXT_SLOT.getAndIncrement(), SLOTS), bytes);
    }

    long used(Sql sql, String namespace) {
        return sql.first(
                        "SELECT COALESCE(SUM(bytes), 0) FROM namespace_usage WHERE namespace = ?",
                        row -> row.number(1),
                        namespace)
                .orElseThrow();
    }

    boolean holds(Sql sql, String namespace, Digest digest) {
        return sql.first(
                        "SELECT 1 FROM namespace_content WHERE namespace = ? AND digest = ?",
                        row -> row.number(1),
                        namespace,
                        digest.toString())
                .isPresent();
    }

    /// The bytes of a digest turned out to be of another size than was noted everywhere.
    void resize(Sql sql, Digest digest, long size) {
        sql.update("""
                INSERT INTO namespace_usage (namespace, slot, bytes)
                SELECT namespace, 0, CAST(? AS BIGINT) - size FROM namespace_content WHERE digest = ?
                ON CONFLICT (namespace, slot) DO UPDATE SET bytes = namespace_usage.bytes + excluded.bytes
                """, size, digest.toString());
        sql.update("UPDATE namespace_content SET size = ? WHERE digest = ?", size, digest.toString());
    }

    /// Bytes that a namespace grew by, counted in the transaction of one push and booked at its end.
    ///
    /// Without a limit nothing is read, only written.
    final class Growth {
        private final Sql sql;
        private final Home home;
        private long bytes;

        Growth(Sql sql, Home home) {
            this.sql = sql;
            this.home = home;
        }

        void hold(Digest digest, long size) {
            bytes += UsageTable.this.hold(sql, home.namespace(), digest, size);
        }

        /// @throws RefusedException when it does not fit
        void book() {
            add(sql, home.namespace(), bytes);
            Long limit = home.maxBytes();
            if (limit != null && bytes > 0) {
                requireRoom(sql, home.namespace(), bytes, limit);
            }
        }
    }

    /// Throws when a namespace that grew by `more` in this transaction has outgrown its limit.
    void requireRoom(Sql sql, String namespace, long more, long limit) {
        long used = used(sql, namespace);
        if (used > limit) {
            throw new RefusedException(new Refusal.TooManyBytes(namespace, used - more, more, limit));
        }
    }

    /// The refusal of what is announced but not here yet, if it is certain already.
    Optional<Refusal> objection(Sql sql, Home home, Optional<Digest> digest, long announced) {
        Long limit = home.maxBytes();
        if (limit == null
                || digest.filter(known -> holds(sql, home.namespace(), known)).isPresent()) {
            return Optional.empty();
        }
        long used = used(sql, home.namespace());
        return used + announced <= limit
                ? Optional.empty()
                : Optional.of(new Refusal.TooManyBytes(home.namespace(), used, announced, limit));
    }
}
