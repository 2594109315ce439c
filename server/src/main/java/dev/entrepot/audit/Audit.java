package dev.entrepot.audit;

import dev.entrepot.database.Database;
import java.time.InstantSource;

/// Everything in this package, put together. Does nothing until one of its jobs runs.
public final class Audit implements AutoCloseable {
    private final Database database;
    private final AuditLog log;
    private final AuditChain chain;
    private final AuditRetention retention;
    private final AuditVerifier verifier;
    private final AuditEntries entries;

    /// What it is made from.
    public record Parts(Database database, AuditLog log, CheckpointSigner signer, InstantSource clock) {}

    public Audit(AuditConfig config, Parts parts) {
        this.database = parts.database();
        this.log = parts.log();
        this.chain = new AuditChain(config, database, parts.signer(), parts.clock());
        this.retention = new AuditRetention(parts, config.keep());
        this.verifier = new AuditVerifier(database, parts.signer());
        this.entries = new AuditEntries(database, parts.clock());
    }

    /// The job of every second: writes the refusals that wait, chains what was recorded, signs. On every node.
    public void settle() {
        log.writeRefusals(database);
        chain.advance();
    }

    /// The job of every hour: removes what is older than it need be kept.
    public void retain() {
        retention.run();
    }

    public AuditEntries entries() {
        return entries;
    }

    /// Looks at all entries: takes as long as reading them.
    public Verification verify() {
        return verifier.verify();
    }

    /// Writes the refusals that still wait.
    @Override
    public void close() {
        log.writeRefusals(database);
    }
}
