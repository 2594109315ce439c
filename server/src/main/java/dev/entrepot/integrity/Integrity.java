package dev.entrepot.integrity;

import dev.entrepot.audit.Audit;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.Soundness;
import dev.entrepot.content.Strays;
import dev.entrepot.database.Database;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.storage.BlobStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The jobs that look at everything: `verify` and `reconcile`.
public final class Integrity implements AutoCloseable {
    /// What is looked at.
    ///
    /// @param uploadTtl bytes that nothing names and that are younger may belong to what is only beginning
    public record Parts(
            Database database,
            BlobStore store,
            Soundness soundness,
            Audit audit,
            Duration uploadTtl,
            InstantSource clock) {}

    private final Verify verify;
    private final Reconcile reconcile;

    public Integrity(Parts parts) {
        this.verify = new Verify(parts);
        this.reconcile =
                new Reconcile(parts, new Strays(parts.database(), new DatabaseClock(parts.database(), parts.clock())));
    }

    public List<JobKind> kinds() {
        return List.of(verify.kind(), reconcile.kind());
    }

    @Override
    public void close() {
        verify.close();
    }
}
