package dev.entrepot.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LicenceTest {
    @ParameterizedTest
    @CsvSource({"MIT,MIT", "apache-2.0,Apache-2.0", "' GPL-2.0+ ',GPL-2.0+", "0bsd,0BSD"})
    void identifiersOfTheListAreKnownInAnyCase(String written, String id) {
        assertThat(Licence.of(written)).isEqualTo(new Licence.Id(id));
    }

    @ParameterizedTest
    @CsvSource({
        "MIT OR Apache-2.0,MIT OR Apache-2.0",
        "mit and bsd-3-clause,MIT AND BSD-3-Clause",
        "(MIT),(MIT)",
        "MIT AND( Zlib OR ISC ),MIT AND (Zlib OR ISC)",
        "GPL-2.0-only with classpath-exception-2.0,GPL-2.0-only WITH Classpath-exception-2.0",
        "EUPL-1.1+,EUPL-1.1+"
    })
    void expressionsBecomeCanonical(String written, String canonical) {
        assertThat(Licence.of(written)).isEqualTo(new Licence.Expression(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BSD",
                "GPLv2+ and MIT",
                "MIT AND BSD",
                "MIT AND",
                "AND MIT",
                "MIT Apache-2.0",
                "(MIT",
                "MIT)",
                "MIT WITH Zlib",
                "MIT WITH",
                "MIT/X11",
                "MIT, Zlib",
                "LicenseRef-mine",
                "public domain"
            })
    void everythingElseIsAName(String written) {
        assertThat(Licence.of(written)).isEqualTo(new Licence.Name(written));
    }

    @Test
    void expressionsAtTheLimitsAreReadAndBeyondAreNames() {
        String deep = "(".repeat(LicenceExpression.MAX_DEPTH) + "MIT" + ")".repeat(LicenceExpression.MAX_DEPTH);
        String filler = " ".repeat(LicenceExpression.MAX_LENGTH - "MIT OR ISC".length());

        assertThat(Licence.of(deep)).isInstanceOf(Licence.Expression.class);
        assertThat(Licence.of("(" + deep + ")")).isInstanceOf(Licence.Name.class);
        assertThat(Licence.of("MIT OR" + filler + " ISC")).isEqualTo(new Licence.Expression("MIT OR ISC"));
        assertThat(Licence.of("MIT OR" + filler + "  ISC")).isInstanceOf(Licence.Name.class);
        assertThat(Licence.of("(".repeat(1_000_000))).isInstanceOf(Licence.Name.class);
    }

    @Test
    void sameLicenceCountsOnceAndBlanksNot() {
        assertThat(Licence.of(List.of("MIT", " ", "mit", "BSD")))
                .containsExactly(new Licence.Id("MIT"), new Licence.Name("BSD"));
    }

    @Test
    void differentNamesHaveDifferentReferences() {
        List<String> references = List.of(
                LicenceReference.of("BSD 3"),
                LicenceReference.of("BSD-3"),
                LicenceReference.of("BSD_3"),
                LicenceReference.of("LicenseRef-BSD-3"),
                LicenceReference.of("x".repeat(LicenceReference.MAX_NAME)),
                LicenceReference.of("x".repeat(LicenceReference.MAX_NAME + 1)),
                LicenceReference.of("\u00e9"),
                LicenceReference.of("\u20ac"));

        assertThat(references).doesNotHaveDuplicates().allMatch(one -> one.matches("LicenseRef-[A-Za-z0-9.-]{1,80}"));
    }
}
