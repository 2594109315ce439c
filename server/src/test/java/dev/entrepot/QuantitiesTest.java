package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {
    @Property
    void everyDurationIsReadAsItIsWritten(@ForAll @LongRange(min = 0, max = 1L << 50) long millis) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(Quantities.duration(Quantities.text(duration))).contains(duration);
    }

    @Property
    void everySizeIsReadAsItIsWritten(@ForAll @LongRange(min = 0, max = 1L << 60) long sizeBytes) {
        assertThat(Quantities.sizeBytes(Quantities.text(sizeBytes))).contains(sizeBytes);
    }

    @ParameterizedTest
    @CsvSource({"2s,2s", "24h,1d", "90s,90s", "30d,30d", "500ms,500ms", "0s,0s", "60m,1h"})
    void durationsAreWrittenInTheLargestUnitThatFits(String given, String written) {
        assertThat(Quantities.duration(given).map(Quantities::text)).contains(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "5",
                "-1s",
                "1.5h",
                "1 week",
                "1h30m",
                "9223372036854775807d",
                "99999999999999999999s",
                "٣s"
            })
    void otherTextsAreNoDuration(String text) {
        assertThat(Quantities.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "5", "4MB", "4 mib", "-4MiB", "9223372036854775807KiB"})
    void otherTextsAreNoSize(String text) {
        assertThat(Quantities.sizeBytes(text)).isEmpty();
    }
}
