package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;

/// Asks upward: what others keep by the name of a namespace or repository changes in the transaction that changes the
/// name, so that a later repository of the old name inherits nothing. Called under the change of rights.
public interface NameKeeper {
    /// Keeps nothing.
    NameKeeper NONE = new NameKeeper() {
        @Override
        public void renamed(Sql sql, RepositoryName from, RepositoryName to) {}

        @Override
        public void deleted(Sql sql, RepositoryName name) {}

        @Override
        public void deleted(Sql sql, String namespace) {}
    };

    /// Both keep.
    static NameKeeper both(NameKeeper one, NameKeeper other) {
        return new NameKeeper() {
            @Override
            public void renamed(Sql sql, RepositoryName from, RepositoryName to) {
                one.renamed(sql, from, to);
                other.renamed(sql, from, to);
            }

            @Override
            public void deleted(Sql sql, RepositoryName name) {
                one.deleted(sql, name);
                other.deleted(sql, name);
            }

            @Override
            public void deleted(Sql sql, String namespace) {
                one.deleted(sql, namespace);
                other.deleted(sql, namespace);
            }
        };
    }

    void renamed(Sql sql, RepositoryName from, RepositoryName to);

    void deleted(Sql sql, RepositoryName name);

    /// The namespace is empty. Whoever keeps what must not be dropped so leaves it, and the deletion is refused.
    void deleted(Sql sql, String namespace);
}
