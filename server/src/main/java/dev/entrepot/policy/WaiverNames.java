package dev.entrepot.policy;

import dev.entrepot.content.NameKeeper;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.RepositoryName;

/// Exemptions and VEX documents are kept by the name of what they are for. They follow a repository to another name in
/// its namespace, and end with it: a later repository of the name inherits nothing, nor does one that comes back from
/// the trash. A repository that goes to another namespace leaves them behind: who may exempt here may not there.
final class WaiverNames implements NameKeeper {
    private final WaiverEpoch epoch;
    private final ExemptionTable exemptions = new ExemptionTable();
    private final VexTable documents = new VexTable();

    WaiverNames(WaiverEpoch epoch) {
        this.epoch = epoch;
    }

    /// What was granted beforehand to the new name was meant for another repository.
    @Override
    public void renamed(Sql sql, RepositoryName from, RepositoryName to) {
        int changed = removeOf(sql, Place.of(to));
        if (from.namespace().equals(to.namespace())) {
            changed += exemptions.rename(sql, Place.of(from), Place.of(to));
            changed += documents.rename(sql, Place.of(from), Place.of(to));
        } else {
            changed += removeOf(sql, Place.of(from));
        }
        raise(sql, changed);
    }

    @Override
    public void deleted(Sql sql, RepositoryName name) {
        raise(sql, removeOf(sql, Place.of(name)));
    }

    @Override
    public void deleted(Sql sql, String namespace) {
        raise(sql, exemptions.deleteAllIn(sql, namespace) + documents.deleteAllIn(sql, namespace));
    }

    private int removeOf(Sql sql, Place repository) {
        return exemptions.deleteOf(sql, repository) + documents.deleteOf(sql, repository);
    }

    private void raise(Sql sql, int changed) {
        if (changed > 0) {
            epoch.raise(sql);
        }
    }
}
