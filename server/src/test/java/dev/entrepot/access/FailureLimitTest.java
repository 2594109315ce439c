package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FailureLimitTest {
    private final MovableTime time = new MovableTime();
    private final FailureLimit limit = new FailureLimit(3, time);

    @Test
    void triesBeyondTheAllowanceWaitForTheNextSecond() {
        assertThat(tries("192.0.2.1", 3)).isEqualTo(3);
        assertThat(limit.take("192.0.2.1")).contains(Duration.ofSeconds(1));

        time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(limit.take("192.0.2.1")).isPresent();
        time.advance(Duration.ofNanos(1));
        assertThat(tries("192.0.2.1", 2)).isEqualTo(1);
    }

    @Test
    void allowanceNeverGrowsBeyondItsSize() {
        assertThat(tries("192.0.2.1", 1)).isEqualTo(1);
        time.advance(Duration.ofHours(1));

        assertThat(tries("192.0.2.1", 10)).isEqualTo(3);
    }

    @Test
    void rightPasswordGivesItsTryBack() {
        for (int i = 0; i < 10; i++) {
            assertThat(limit.take("192.0.2.1")).isEmpty();
            limit.giveBack("192.0.2.1");
        }

        assertThat(tries("192.0.2.1", 10)).isEqualTo(3);
    }

    @Test
    void sourcesDoNotShareExceptWithinAnIpv6Network() {
        assertThat(tries("192.0.2.1", 5)).isEqualTo(3);
        assertThat(tries("192.0.2.2", 5)).isEqualTo(3);

        assertThat(tries("2001:db8:0:1::1", 5)).isEqualTo(3);
        assertThat(tries("2001:db8:0:1:ffff::2", 5)).isZero();
        assertThat(tries("2001:db8:0:2::1", 5)).isEqualTo(3);
        assertThat(tries("not:an:address", 5)).isEqualTo(3);
    }

    private int tries(String address, int times) {
        int allowed = 0;
        for (int i = 0; i < times; i++) {
            allowed += limit.take(address).isEmpty() ? 1 : 0;
        }
        return allowed;
    }
}
