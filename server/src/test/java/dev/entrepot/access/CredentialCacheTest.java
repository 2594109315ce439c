package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CredentialCacheTest {
    private static final Argon2id HASH = Argon2id.ofNoPassword(new SecureRandom());
    private final MovableTime time = new MovableTime();
    private final CredentialCache cache = new CredentialCache(new SecureRandom(), time);

    @Test
    void passwordIsRememberedForItsAccountAndVersionOnly() {
        cache.remember(account("1", 1), "sesame");

        assertThat(cache.holds(account("1", 1), "sesame")).isTrue();
        assertThat(cache.holds(account("1", 1), "sesam")).isFalse();
        assertThat(cache.holds(account("1", 2), "sesame")).isFalse();
        assertThat(cache.holds(account("2", 1), "sesame")).isFalse();
    }

    @Test
    void nothingIsRememberedLongerThanFiveMinutesHoweverOftenItIsUsed() {
        cache.remember(account("1", 1), "sesame");

        time.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(cache.holds(account("1", 1), "sesame")).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(cache.holds(account("1", 1), "sesame")).isFalse();
    }

    @Test
    void keysAreUnambiguous() {
        cache.remember(account("1a", 1), "b");

        assertThat(cache.holds(account("1", 1), "ab")).isFalse();
    }

    private static Account account(String id, long version) {
        return new Account(id, "ann", Account.SystemRole.NONE, HASH, version, false);
    }
}
