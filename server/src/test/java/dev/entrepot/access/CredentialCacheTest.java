package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CredentialCacheTest {
    private final MovableTime time = new MovableTime();
    private final CredentialCache cache = new CredentialCache(new SecureRandom(), time);

    @Test
    void passwordIsRememberedForItsAccountAndVersionOnly() {
        cache.remember(cache.key("1", 1, "sesame"), true);

        assertThat(cache.isRight(cache.key("1", 1, "sesame"))).isTrue();
        assertThat(cache.isWrong(cache.key("1", 1, "sesame"))).isFalse();
        assertThat(cache.isRight(cache.key("1", 1, "sesam"))).isFalse();
        assertThat(cache.isRight(cache.key("1", 2, "sesame"))).isFalse();
        assertThat(cache.isRight(cache.key("2", 1, "sesame"))).isFalse();
    }

    @Test
    void nothingIsRememberedLongerThanItMayHoweverOftenItIsUsed() {
        cache.remember(cache.key("1", 1, "sesame"), true);
        cache.remember(cache.key("1", 1, "wrong"), false);

        time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(cache.isWrong(cache.key("1", 1, "wrong"))).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(cache.isWrong(cache.key("1", 1, "wrong"))).isFalse();
        time.advance(Duration.ofMinutes(4).minusNanos(1));
        assertThat(cache.isRight(cache.key("1", 1, "sesame"))).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(cache.isRight(cache.key("1", 1, "sesame"))).isFalse();
    }

    @Test
    void keysAreUnambiguous() {
        cache.remember(cache.key("1a", 1, "b"), true);

        assertThat(cache.isRight(cache.key("1", 1, "ab"))).isFalse();
    }
}
