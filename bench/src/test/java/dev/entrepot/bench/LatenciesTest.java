package dev.entrepot.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentilesAreRightToWithinTwoPerCent() {
        Latencies latencies = new Latencies();
        for (int micros = 1; micros <= 100_000; micros++) {
            latencies.record(micros * 1_000L);
        }

        double p50 = latencies.percentile(0.5).toNanos();
        double p99 = latencies.percentile(0.99).toNanos();

        assertThat(p50).isCloseTo(50e6, within(1e6));
        assertThat(p99).isCloseTo(99e6, within(2e6));
        assertThat(latencies.count()).isEqualTo(100_000);
    }

    @Test
    void theRarestValueCounts() {
        Latencies latencies = new Latencies();
        for (int i = 0; i < 98; i++) {
            latencies.record(10);
        }
        latencies.record(40);
        latencies.record(Long.MAX_VALUE);

        assertThat(latencies.percentile(0.98).toNanos()).isEqualTo(10);
        assertThat(latencies.percentile(0.99).toNanos()).isEqualTo(40);
        assertThat((double) latencies.percentile(1).toNanos()).isGreaterThan(0.98 * Long.MAX_VALUE);
    }
}
