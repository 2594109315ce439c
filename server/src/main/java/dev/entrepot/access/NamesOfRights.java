package dev.entrepot.access;

import dev.entrepot.content.NameKeeper;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Grants;
import dev.entrepot.directory.Robots;
import dev.entrepot.oci.RepositoryName;

/// Roles are kept by the name of what they are on: they follow a repository to its new name, and end with it. Robots
/// end with their namespace.
public final class NamesOfRights implements NameKeeper {
    private final Grants grants;
    private final Robots robots;

    public NamesOfRights(Grants grants, Robots robots) {
        this.grants = grants;
        this.robots = robots;
    }

    @Override
    public void renamed(Sql sql, RepositoryName from, RepositoryName to) {
        grants.renamed(sql, from, to);
    }

    @Override
    public void deleted(Sql sql, RepositoryName name) {
        grants.deleted(sql, name);
    }

    @Override
    public void deleted(Sql sql, String namespace) {
        robots.removeAllOf(sql, namespace);
        grants.deleted(sql, namespace);
    }
}
