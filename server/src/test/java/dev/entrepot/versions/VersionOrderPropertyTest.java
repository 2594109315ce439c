package dev.entrepot.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class VersionOrderPropertyTest {
    private static final List<String> REAL = Stream.of("dpkg", "apk", "maven", "pep440", "gem", "packagist")
            .flatMap(table -> Vectors.of(table).stream().limit(400))
            .map(Vectors.Row::left)
            .distinct()
            .toList();

    @Property(tries = 3000)
    void orderIsReflexiveAntisymmetricAndTransitive(
            @ForAll VersionOrder order,
            @ForAll("versions") String a,
            @ForAll("versions") String b,
            @ForAll("versions") String c) {
        List<String> sorted = Stream.of(a, b, c).sorted(order).toList();

        assertThat(order.compare(a, a)).isZero();
        assertThat(order.compare(a, b)).isEqualTo(Integer.signum(order.compare(b, a)) * -1);
        assertThat(order.compare(sorted.getFirst(), sorted.get(1))).isNotPositive();
        assertThat(order.compare(sorted.get(1), sorted.getLast())).isNotPositive();
        assertThat(order.compare(sorted.getFirst(), sorted.getLast()))
                .isEqualTo(Math.min(
                        order.compare(sorted.getFirst(), sorted.get(1)),
                        order.compare(sorted.get(1), sorted.getLast())));
    }

    @Property(tries = 3000)
    void everyTextHasAnAnswer(@ForAll VersionOrder order, @ForAll String left, @ForAll("versions") String right) {
        assertThat(order.compare(left, right)).isBetween(-1, 1);
        assertThat(order.valid(left) || order.valid(right) || order.compare(left, left) == 0)
                .isTrue();
    }

    /// Close to each other, so that what differs is small.
    @Provide
    Arbitrary<String> versions() {
        Arbitrary<String> made = Arbitraries.of(
                        "0", "1", "10", "01", ".", "-", "_", "~", "^", "+", ":", "#", "!", "a", "rc", "alpha", "beta",
                        "pre", "p", "dev", "post", "ga", "sp", "x", "-r", "\u00e9")
                .list()
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
        Arbitrary<String> bent = Combinators.combine(Arbitraries.of(REAL), made).as((real, end) -> real + end);
        return Arbitraries.oneOf(made, bent);
    }
}
