package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Pushes that are known to meet take turns on one node. On PostgreSQL any two of them that overlap cannot both be
/// serialised, and one runs again: those of the same digest into one namespace (its holders are counted in one row),
/// and
/// all into a namespace with a limit (they read the whole sum). Turns are kinder than losing and repeating; that counts
/// and limits hold is the database's doing, not these locks'.
final class PushTurns {
    private static final int STRIPES = 1024;

    /// Beyond, pushes just meet and are repeated.
    private static final int MOST = 10_000;

    private final Database database;
    private final boolean needed;
    private final ConcurrentMap<String, ReentrantLock> limited = new ConcurrentHashMap<>();
    private final List<ReentrantLock> digests =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    PushTurns(Database database) {
        this.database = database;
        this.needed = !database.engine().equals("sqlite");
    }

    /// Notes that the namespace has a limit. Repeatable.
    void note(String namespace) {
        if (needed && limited.size() < MOST) {
            limited.computeIfAbsent(namespace, name -> new ReentrantLock(true));
        }
    }

    /// A transaction that pushes into the namespace.
    <T> T write(String namespace, Digest digest, Database.Work<T> work) {
        if (!needed) {
            return database.write(work);
        }
        ReentrantLock turn = limited.getOrDefault(
                namespace, digests.get(Math.floorMod(namespace.hashCode() * 31 + digest.hashCode(), STRIPES)));
        turn.lock();
        try {
            return database.write(work);
        } finally {
            turn.unlock();
        }
    }
}
