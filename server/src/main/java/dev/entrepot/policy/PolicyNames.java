package dev.entrepot.policy;

import dev.entrepot.content.NameKeeper;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;

/// Policies of a repository follow it to its new name. They stay when it is deleted, since it can come back
/// from the trash and what they refuse must not; they end with their namespace.
public final class PolicyNames implements NameKeeper {
    private static final int MOST_TRIED = 1_000;

    private final PolicyTable table = new PolicyTable();
    private final PulledTable pulled = new PulledTable();

    @Override
    public void renamed(Sql sql, RepositoryName from, RepositoryName to) {
        for (PolicyTable.Stored policy : table.at(sql, from.text())) {
            table.move(sql, policy.id(), to, free(sql, to, policy.key()));
        }
    }

    /// Both hold where there was one of the name already, for a repository that was not there yet.
    private String free(Sql sql, RepositoryName to, PolicyKey key) {
        for (int i = 1; i < MOST_TRIED; i++) {
            String end = i == 1 ? "" : "-" + i;
            String name = key.name().substring(0, Math.min(key.name().length(), 63 - end.length())) + end;
            if (table.find(sql, new PolicyKey(dev.entrepot.directory.Place.of(to), name))
                    .isEmpty()) {
                return name;
            }
        }
        throw new IllegalStateException(to + " has " + MOST_TRIED + " policies like " + key.name());
    }

    @Override
    public void deleted(Sql sql, RepositoryName name) {}

    @Override
    public void deleted(Sql sql, String namespace) {
        for (PolicyTable.Stored policy : table.in(sql, namespace)) {
            pulled.forget(sql, policy.id());
            table.delete(sql, policy.id());
        }
    }
}
