package dev.entrepot.vulnerabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.Severity;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CvssTest {
    /// CVE-2013-1937, CVE-2013-0375, CVE-2014-0160, … of FIRST's "Examples" documents, and of the guide of
    /// version 2.
    @ParameterizedTest
    @CsvSource({
        "AV:N/AC:L/Au:N/C:N/I:N/A:C, 7.8",
        "AV:N/AC:L/Au:N/C:C/I:C/A:C, 10.0",
        "AV:L/AC:H/Au:N/C:C/I:C/A:C, 6.2",
        "(AV:N/AC:L/Au:N/C:P/I:N/A:N), 5.0",
        "AV:L/AC:L/Au:N/C:N/I:N/A:N, 0.0",
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N, 6.1",
        "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N, 6.4",
        "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N, 3.1",
        "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H, 9.9",
        "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L, 4.2",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N, 7.5",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:P/RL:O/RC:C, 10.0",
    })
    void baseScoresOfVersionsTwoAndThreeAreThoseOfTheSpecification(String vector, double score) {
        assertThat(Cvss.score(vector)).hasValue(score);
    }

    /// FIRST's "CVSS v4.0 Examples", and vectors scored by its calculator.
    @ParameterizedTest
    @CsvSource({
        "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N, 7.3",
        "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N, 7.7",
        "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U, 5.2",
        "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N, 8.3",
        "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/CR:H/IR:L/AR:L/MAV:N/MAC:H/MVC:H/MVI:L/MVA:L, 8.1",
        "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N, 8.5",
        "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N, 4.6",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N, 5.1",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N, 6.9",
        "CVSS:4.0/AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N, 5.9",
        "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H, 9.4",
        "CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:H/SA:N/S:P/V:D, 8.3",
        "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:H/SI:N/SA:H, 6.4",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N, 5.1",
        "CVSS:4.0/AV:P/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N, 5.4",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N, 6.9",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:L/SI:N/SA:H, 7.8",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:A, 10.0",
        "CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P, 8.2",
        "CVSS:4.0/AV:L/AC:L/AT:N/PR:H/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/E:U, 5.6",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:L/E:U, 6.6",
        "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/MSI:S/S:P, 9.7",
        "CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P/MAC:L/MAT:N/MVC:N/MVI:N/MVA:L, 5.5",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P/CR:L/IR:H/AR:L/MAV:L/MAC:H/MAT:N/MPR:N/MUI:N/MVC:N/MVI:H/MVA:L/MSC:N/MSI:S/MSA:L, 7.0",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N, 0.0",
    })
    void scoresOfVersionFourAreThoseOfTheSpecification(String vector, double score) {
        assertThat(Cvss.score(vector)).hasValue(score);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "high",
                "CVSS:",
                "CVSS:3.1/AV:N",
                "CVSS:9.9/AV:N/AC:L",
                "CVSS:4.0/",
                "CVSS:4.0/AV:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                "CVSS:4.0/AV:L/AC:L/AT:X/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                "CVSS:4.0/AV:L/AV:N/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                "AV:N/AC:L/Au:N/C:N/I:N/A:Z",
            })
    void whatIsNoVectorHasNoScore(String vector) {
        assertThat(Cvss.score(vector)).isEqualTo(OptionalDouble.empty());
    }

    @Test
    void endlessVectorIsNotRead() {
        String endless = "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" + "/S:X".repeat(1_000_000);

        assertThat(Cvss.score(endless)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0, CVSS:3.1/x, CRITICAL",
        "9.0, CVSS:4.0/x, CRITICAL",
        "8.9, CVSS:3.1/x, HIGH",
        "7.0, CVSS:3.0/x, HIGH",
        "6.9, CVSS:3.1/x, MEDIUM",
        "4.0, CVSS:3.1/x, MEDIUM",
        "3.9, CVSS:3.1/x, LOW",
        "0.1, CVSS:3.1/x, LOW",
        "0.0, CVSS:3.1/x, NEGLIGIBLE",
        "10.0, AV:N, HIGH",
        "6.9, AV:N, MEDIUM",
        "0.0, AV:N, LOW",
        "-1, '', UNKNOWN",
    })
    void scoresStandForSeverities(double score, String vector, Severity severity) {
        assertThat(Cvss.severity(new Rating(Severity.UNKNOWN, score, vector))).isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource({
        "MODERATE, MEDIUM",
        "Important, HIGH",
        "critical, CRITICAL",
        "low**, LOW",
        "unimportant, NEGLIGIBLE",
        "negligible, NEGLIGIBLE",
        "not yet assigned, UNKNOWN",
        "end-of-life, UNKNOWN",
        "untriaged, UNKNOWN",
    })
    void wordsOfVendorsAreSeverities(String word, Severity severity) {
        assertThat(Words.severity(word)).isEqualTo(severity);
    }

    @Test
    void newestVersionOfCvssWinsAndWordsStayBesideIt() {
        Rating rating = Words.rating(List.of(
                "AV:N/AC:L/Au:N/C:C/I:C/A:C",
                "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                "medium"));

        assertThat(rating.score()).isEqualTo(7.3);
        assertThat(rating.word()).isEqualTo(Severity.MEDIUM);
        assertThat(rating.severity()).isEqualTo(Severity.MEDIUM);
    }
}
