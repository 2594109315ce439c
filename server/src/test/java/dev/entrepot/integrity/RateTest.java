package dev.entrepot.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void readingTakesTheTimeThatItsRateGives() {
        Rate rate = new Rate(1_000, () -> false, nanos::get, nanos::addAndGet);

        for (int i = 0; i < 10; i++) {
            rate.took(500);
        }

        assertThat(Duration.ofNanos(nanos.get())).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void withoutARateNobodyWaits() {
        Rate rate = new Rate(0, () -> false, nanos::get, nanos::addAndGet);

        rate.took(Long.MAX_VALUE);

        assertThat(nanos).hasValue(0);
    }

    @Test
    void aReaderThatRestsIsWokenToStopAndToldSo() {
        Rate rate = new Rate(1, () -> nanos.get() > Duration.ofSeconds(1).toNanos(), nanos::get, nanos::addAndGet);

        assertThatThrownBy(() -> rate.took(1_000_000)).isInstanceOf(Rate.StoppedException.class);

        assertThat(Duration.ofNanos(nanos.get())).isLessThan(Duration.ofSeconds(2));
    }
}
