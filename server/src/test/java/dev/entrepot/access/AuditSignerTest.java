package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.CheckpointSigner;
import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;

final class AuditSignerTest {
    private static final byte[] STATEMENT = "the chain is so".getBytes(StandardCharsets.UTF_8);

    private final MovableTime time = new MovableTime();
    private final SecretKey secretKey = new SecretKey(new byte[32], new SecureRandom());

    @OnBothDatabases
    void keyIsMadeWhenFirstNeededAndSignsOnEveryNode(Database database) {
        AuditSigner here = signer(database);
        assertThat(keys(database)).isZero();

        CheckpointSigner.Signature signature = here.sign(STATEMENT);

        assertThat(keys(database)).isEqualTo(1);
        assertThat(here.verifies(signature.kid(), STATEMENT, signature.bytes())).isTrue();
        AuditSigner there = signer(database);
        assertThat(there.verifies(signature.kid(), STATEMENT, signature.bytes()))
                .isTrue();
        assertThat(there.sign(STATEMENT).kid()).isEqualTo(signature.kid());
    }

    @OnBothDatabases
    void otherWordsOtherKeysAndOtherBytesDoNotVerify(Database database) {
        AuditSigner signer = signer(database);
        CheckpointSigner.Signature signature = signer.sign(STATEMENT);
        byte[] altered = signature.bytes().clone();
        altered[5] ^= 1;

        assertThat(signer.verifies(signature.kid(), "it is not".getBytes(StandardCharsets.UTF_8), signature.bytes()))
                .isFalse();
        assertThat(signer.verifies("unknown", STATEMENT, signature.bytes())).isFalse();
        assertThat(signer.verifies(signature.kid(), STATEMENT, altered)).isFalse();
        assertThat(signer.verifies(signature.kid(), STATEMENT, new byte[0])).isFalse();
    }

    @OnBothDatabases
    void rotatedKeyVerifiesForever(Database database) {
        AuditSigner signer = signer(database);
        CheckpointSigner.Signature old = signer.sign(STATEMENT);
        AuditSigner other = signer(database);
        other.sign(STATEMENT);
        time.advance(Duration.ofSeconds(1));

        signer.rotate();

        CheckpointSigner.Signature fresh = signer.sign(STATEMENT);
        assertThat(fresh.kid()).isNotEqualTo(old.kid());
        time.advance(Duration.ofMinutes(1));
        assertThat(other.sign(STATEMENT).kid()).isEqualTo(fresh.kid());
        time.advance(Duration.ofDays(10_000));
        assertThat(signer(database).verifies(old.kid(), STATEMENT, old.bytes())).isTrue();
    }

    @OnBothDatabases
    void keyThatWasNotSealedHereIsNotOurs(Database database) {
        byte[] other = new byte[32];
        other[31] = 1;
        AuditSigner forger = new AuditSigner(database, new SecretKey(other, new SecureRandom()), time);
        CheckpointSigner.Signature forged = forger.sign(STATEMENT);

        assertThat(signer(database).verifies(forged.kid(), STATEMENT, forged.bytes()))
                .isFalse();
    }

    private AuditSigner signer(Database database) {
        return new AuditSigner(database, secretKey, time);
    }

    private static long keys(Database database) {
        return database.read(
                sql -> sql.first("SELECT COUNT(*) FROM signing_key WHERE purpose = 'audit'", row -> row.number(1))
                        .orElseThrow());
    }
}
