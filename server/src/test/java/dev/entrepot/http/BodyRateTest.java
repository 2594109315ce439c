package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyRateTest {
    private static final long SECOND = 1_000_000_000L;
    private final BodyRate rate = new BodyRate(Duration.ofSeconds(30), 1024);

    @Test
    void silenceIsTooSlowOnlyAfterTheGrace() {
        rate.waitFrom(0);

        assertThat(rate.tooSlow(29 * SECOND)).isFalse();
        assertThat(rate.tooSlow(31 * SECOND)).isTrue();
    }

    @Test
    void bodyAtTheMinimumIsFastEnough() {
        rate.waitFrom(0);
        rate.received(10 * SECOND, 30 * 1024, true);

        assertThat(rate.tooSlow(30 * SECOND)).isFalse();
    }

    @Test
    void fastBeginningDoesNotExcuseALaterStall() {
        rate.waitFrom(0);
        rate.received(SECOND, 1_000_000_000, true);

        assertThat(rate.tooSlow(30 * SECOND)).isFalse();
        assertThat(rate.tooSlow(61 * SECOND)).isTrue();
    }

    @Test
    void ourOwnSlownessIsNotTheClients() {
        rate.waitFrom(0);
        rate.received(SECOND, 10, false);

        assertThat(rate.tooSlow(1_000 * SECOND)).isFalse();
        rate.waitFrom(1_000 * SECOND);
        assertThat(rate.tooSlow(1_030 * SECOND)).isTrue();
    }
}
