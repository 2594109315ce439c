package dev.entrepot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final Measure rate = new Measure("rate", "per s", new Target.AtLeastTimes(2, Contender.DISTRIBUTION));
    private final Measure time = new Measure("time", "ms", new Target.AtMost(10, "ms"));
    private final Results results = new Results();

    @Test
    void whatIsReachedAndWhatIsMissedIsSaidWithTheGap() {
        results.record(rate, Contender.ENTREPOT, 150);
        results.record(rate, Contender.DISTRIBUTION, 100);
        results.record(time, Contender.ENTREPOT, 9.5);

        String page = page();

        assertThat(page).contains("| rate | per s | 150 | 100 | 1.5 | ≥ 2 x distribution v3 | **no**, 25 % below |");
        assertThat(page).contains("| time | ms | 9.5 | – | – | ≤ 10 ms | yes |");
    }

    @Test
    void nothingIsClaimedAboutWhatWasNotMeasured() {
        results.record(rate, Contender.ENTREPOT, 150);

        assertThat(page()).contains("| rate | per s | 150 | – | – | ≥ 2 x distribution v3 |  |");
    }

    @Test
    void numbersKeepTheDigitsThatCount() {
        assertThat(Report.number(64_123.4)).isEqualTo("64,123");
        assertThat(Report.number(100)).isEqualTo("100");
        assertThat(Report.number(12.34)).isEqualTo("12.3");
        assertThat(Report.number(10)).isEqualTo("10");
        assertThat(Report.number(0.5)).isEqualTo("0.5");
        assertThat(Report.number(0.02)).isEqualTo("0.02");
        assertThat(Report.number(0)).isEqualTo("0");
    }

    private String page() {
        Row row = new Row() {
            @Override
            public String name() {
                return "row";
            }

            @Override
            public String what() {
                return "how";
            }

            @Override
            public List<Measure> measures() {
                return List.of(rate, time);
            }

            @Override
            public void measure(Trial trial) {
                throw new IllegalStateException("the figures are there already");
            }
        };
        return new Report(List.of(row), List.of(Contender.ENTREPOT, Contender.DISTRIBUTION), results)
                .markdown(List.of());
    }
}
