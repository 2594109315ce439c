package dev.entrepot.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.distribution.Ranges.Part;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RangesTest {
    private static final Ranges UNSATISFIABLE = new Ranges.Unsatisfiable();

    @Test
    void singleRangesAreClampedToTheSize() {
        assertThat(Ranges.parse("bytes=0-9", 100)).isEqualTo(parts(new Part(0, 10)));
        assertThat(Ranges.parse("bytes=90-", 100)).isEqualTo(parts(new Part(90, 10)));
        assertThat(Ranges.parse("bytes=90-4000", 100)).isEqualTo(parts(new Part(90, 10)));
        assertThat(Ranges.parse("bytes=-5", 100)).isEqualTo(parts(new Part(95, 5)));
        assertThat(Ranges.parse("bytes=-500", 100)).isEqualTo(parts(new Part(0, 100)));
    }

    @Test
    void whatLiesOutsideOrMakesNoSenseIsUnsatisfiable() {
        assertThat(Ranges.parse("bytes=100-", 100)).isEqualTo(UNSATISFIABLE);
        assertThat(Ranges.parse("bytes=500-0", 1000)).isEqualTo(UNSATISFIABLE);
        assertThat(Ranges.parse("bytes=-0", 100)).isEqualTo(UNSATISFIABLE);
        assertThat(Ranges.parse("bytes=-", 100)).isEqualTo(UNSATISFIABLE);
        assertThat(Ranges.parse("bytes=x-y", 100)).isEqualTo(UNSATISFIABLE);
        assertThat(Ranges.parse("bytes=0-0", 0)).isEqualTo(UNSATISFIABLE);
        assertThat(Ranges.parse("bytes=99999999999999999999-", 100)).isEqualTo(UNSATISFIABLE);
    }

    @Test
    void otherUnitsAndTooManyPartsGetTheWhole() {
        assertThat(Ranges.parse("lines=0-9", 100)).isEqualTo(new Ranges.Whole());
        assertThat(Ranges.parse("bytes=" + "0-0,".repeat(Ranges.MOST_PARTS) + "1-1", 100))
                .isEqualTo(new Ranges.Whole());
        assertThat(Ranges.parse("bytes=" + "0-0,".repeat(Ranges.MOST_PARTS - 1) + "1-1", 100))
                .isInstanceOf(Ranges.Parts.class);
    }

    @Test
    void severalRangesKeepTheirOrder() {
        assertThat(Ranges.parse("bytes=50-59, 0-9", 100)).isEqualTo(parts(new Part(50, 10), new Part(0, 10)));
        assertThat(Ranges.parse("bytes=50-59,200-", 100)).isEqualTo(parts(new Part(50, 10)));
    }

    @Property
    void everyPartLiesWithinTheSize(
            @ForAll @LongRange(min = 0, max = 1000) long first,
            @ForAll @LongRange(min = 0, max = 1000) long last,
            @ForAll @LongRange(min = 0, max = 500) long size) {
        Ranges ranges = Ranges.parse("bytes=" + first + "-" + last, size);

        if (ranges instanceof Ranges.Parts some) {
            Part part = some.parts().getFirst();
            assertThat(part.offset()).isEqualTo(first);
            assertThat(part.length())
                    .isEqualTo(Math.min(last, size - 1) - first + 1)
                    .isPositive();
        } else {
            assertThat(first > last || first >= size).isTrue();
        }
    }

    private static Ranges parts(Part... parts) {
        return new Ranges.Parts(List.of(parts));
    }
}
