package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;

final class SigningKeysTest {
    private final MovableTime time = new MovableTime();
    private final SecretKey secretKey = new SecretKey(new byte[32], new SecureRandom());

    @OnBothDatabases
    void keyIsMadeOnceAndSealed(Database database) {
        assertThat(SigningKeys.exist(database)).isFalse();

        String kid = keys(database).signing().kid();

        assertThat(SigningKeys.exist(database)).isTrue();
        assertThat(keys(database).signing().kid()).isEqualTo(kid);
        byte[] stored = database.read(sql ->
                sql.first("SELECT sealed FROM signing_key", row -> row.bytes(1)).orElseThrow());
        assertThat(new String(stored, StandardCharsets.ISO_8859_1))
                .doesNotContain("\"d\"")
                .doesNotContain("P-256");
    }

    @OnBothDatabases
    void anotherSecretKeyStopsTheStart(Database database) {
        keys(database);
        byte[] other = new byte[32];
        other[31] = 1;
        SecretKey otherKey = new SecretKey(other, new SecureRandom());

        assertThatThrownBy(() -> new SigningKeys(database, otherKey, time, time))
                .isInstanceOf(UnusableSecretKeyException.class)
                .hasMessageContaining("put back the file");
    }

    @OnBothDatabases
    void rotatedKeySignsNoMoreAndIsBelievedUntilItRetires(Database database) {
        SigningKeys keys = keys(database);
        String old = keys.signing().kid();

        keys.rotate(Duration.ofMinutes(10));

        String fresh = keys.signing().kid();
        assertThat(fresh).isNotEqualTo(old);
        assertThat(keys.verifier(old)).isPresent();
        assertThat(keys.verifier(fresh)).isPresent();
        time.advance(Duration.ofMinutes(10));
        assertThat(keys(database).verifier(old)).isEmpty();
        assertThat(keys(database).signing().kid()).isEqualTo(fresh);
    }

    @OnBothDatabases
    void keyOfAnotherNodeIsReadWhenATokenNamesItAtMostOnceASecond(Database database) {
        SigningKeys here = keys(database);
        SigningKeys there = keys(database);
        time.advance(Duration.ofSeconds(1));
        assertThat(here.verifier("unknown")).isEmpty();
        time.advance(Duration.ofMillis(999));

        there.rotate(Duration.ofMinutes(10));
        String fresh = there.signing().kid();

        assertThat(here.verifier(fresh)).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(here.verifier(fresh)).isPresent();
        assertThat(here.signing().kid()).isEqualTo(fresh);
    }

    private SigningKeys keys(Database database) {
        return new SigningKeys(database, secretKey, time, time);
    }
}
