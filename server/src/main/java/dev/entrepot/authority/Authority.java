package dev.entrepot.authority;

import dev.entrepot.database.Sql;

/// What a change is made under: who makes it, and what must still hold at the moment of the change.
///
/// Rights are decided before a request is read, and bodies take time. So every transaction that changes something
/// begins with {@link #exercise}: a right that ended meanwhile ends the change.
public record Authority(Author author, Check check) {
    /// Looks again, inside the transaction of the change.
    @FunctionalInterface
    public interface Check {
        /// Throws {@link NoLongerAllowedException} when the right is gone.
        void require(Sql sql);
    }

    /// Authority that nobody can take away: work of the server itself.
    public static Authority system(String job) {
        return new Authority(Author.system(job), sql -> {});
    }

    /// To be called first in the transaction of the change.
    public void exercise(Sql sql) {
        check.require(sql);
    }
}
