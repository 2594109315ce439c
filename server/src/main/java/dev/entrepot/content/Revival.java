package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.List;
import java.util.Optional;

/// Gives a push what it was told is there: a HEAD that is answered 200 leases, so its sender skips the upload. What was
/// deleted since is brought back from the trash for as long as that lease lasts, in the transaction of the push.
final class Revival {
    private final boolean allowSparse;
    private final Leases leases;
    private final Bins bins = new Bins();
    private final BinTable table = new BinTable();
    private final LinkTable links = new LinkTable();
    private final ManifestTable manifests = new ManifestTable();
    private final UsageTable usage = new UsageTable();

    Revival(boolean allowSparse, Leases leases) {
        this.allowSparse = allowSparse;
        this.leases = leases;
    }

    /// The size of a manifest or blob that is back; empty when there is no such in the trash, or its lease is over.
    ///
    /// @throws RefusedException when it does not fit into the namespace
    Optional<Long> of(Sql sql, Home home, Digest digest, boolean manifest, Lease lease) {
        return manifest ? manifest(sql, home, digest, lease) : blob(sql, home, digest, lease);
    }

    private Optional<Long> blob(Sql sql, Home home, Digest digest, Lease lease) {
        Optional<Link> lying = table.leasedLink(sql, home.id(), digest, leases.over(sql));
        lying.ifPresent(link -> {
            if (links.putPresent(sql, home.id(), digest, link.key(), link.size(), lease)) {
                UsageTable.Growth growth = usage.new Growth(sql, home);
                growth.hold(digest, link.size());
                growth.book();
            }
        });
        return lying.map(Link::size);
    }

    private Optional<Long> manifest(Sql sql, Home home, Digest digest, Lease lease) {
        Optional<Long> bin = table.binWithLeased(sql, home.id(), digest, leases.over(sql));
        if (bin.isEmpty()) {
            return Optional.empty();
        }
        Bins.Brought brought = bins.bring(sql, home, bin.get(), List.of(digest));
        return brought.missing().isEmpty() || allowSparse
                ? manifests.renew(sql, home.id(), digest, lease)
                : Optional.empty();
    }
}
