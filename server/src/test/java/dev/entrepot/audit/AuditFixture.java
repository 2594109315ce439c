package dev.entrepot.audit;

import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// The audit over one database, with a clock that is moved by hand and a key in memory.
final class AuditFixture {
    static final Instant START = Instant.parse("2026-11-23T20:00:00.123456Z");
    static final Author ALICE = new Author(Author.Kind.USER, "u1", "alice", "password", "192.0.2.7", "r-1");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    final InstantSource clock = now::get;
    final Database database;
    final AuditLog log = new AuditLog(clock);
    final CheckpointSigner signer = new KeyInMemory();
    final Audit audit;

    AuditFixture(Database database) {
        this(database, AuditConfig.DEFAULT);
    }

    AuditFixture(Database database, AuditConfig config) {
        this.database = database;
        this.audit = new Audit(config, new Audit.Parts(database, log, signer, clock));
    }

    void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    void record(AuditEvent event) {
        record(ALICE, event);
    }

    void record(Author author, AuditEvent event) {
        database.write(sql -> {
            log.record(sql, author, event);
            return event;
        });
        advance(Duration.ofMillis(1));
    }

    /// So many entries, each a millisecond after the other.
    void recordMany(int count) {
        for (int i = 0; i < count; i++) {
            record(AuditEvent.of("tag.move", "team", "team/app:" + i).with("digest", "sha256:" + i));
        }
    }

    List<StoredEntry> chained() {
        return database.read(sql -> new EntryTable().chained(sql, Long.MIN_VALUE, 10_000));
    }

    List<AuditEntry> newest() {
        return audit.entries().page(AuditFilter.ALL, "", 100).entries();
    }

    void sql(String statement, Object... parameters) {
        database.write(sql -> sql.update(statement, parameters));
    }

    private static final class KeyInMemory implements CheckpointSigner {
        private final KeyPair pair;

        KeyInMemory() {
            try {
                this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Signature sign(byte[] statement) {
            try {
                java.security.Signature signature = java.security.Signature.getInstance("Ed25519");
                signature.initSign(pair.getPrivate());
                signature.update(statement);
                return new Signature("k1", signature.sign());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean verifies(String kid, byte[] statement, byte[] signature) {
            try {
                java.security.Signature verifier = java.security.Signature.getInstance("Ed25519");
                verifier.initVerify(pair.getPublic());
                verifier.update(statement);
                return kid.equals("k1") && verifier.verify(signature);
            } catch (GeneralSecurityException e) {
                return false;
            }
        }
    }
}
