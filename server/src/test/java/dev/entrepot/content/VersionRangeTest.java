package dev.entrepot.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ranges mean here what they mean elsewhere.
final class VersionRangeTest {
    @Test
    void versionsAreOrderedAsTheirSpecSays() {
        List<SemanticVersion> ordered = Stream.of(
                        "0.9.9",
                        "1.0.0-0",
                        "1.0.0-alpha",
                        "1.0.0-alpha.1",
                        "1.0.0-alpha.beta",
                        "1.0.0-beta",
                        "1.0.0-beta.2",
                        "1.0.0-beta.11",
                        "1.0.0-rc.1",
                        "v1.0.0",
                        "1.0.9_build.7",
                        "1.0.10",
                        "1.2.0",
                        "10.0.0",
                        "99999999999999999999.0.0")
                .map(text -> SemanticVersion.parse(text).orElseThrow())
                .toList();

        assertThat(ordered.reversed().stream().sorted()).isEqualTo(ordered);
        assertThat(SemanticVersion.parse("1.0.0_a")).isEqualTo(SemanticVersion.parse("v1.0.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.2",
                "v1",
                "latest",
                "01.2.3",
                "1.2.3-01",
                "1.2.3-",
                "vv1.2.3",
                "1.2.3.4",
                "V1.2.3",
                "1.2.3-a..b"
            })
    void whatIsNoWholeVersionIsNone(String text) {
        assertThat(SemanticVersion.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            >=1.0.0 <2.0.0     ; 1.0.0 v1.9.9 1.0.0_b1      ; 0.9.9 2.0.0 1.1.0-rc.1 2.0.0-rc.1 latest 1 1.2
            >= 1.0.0, < 2.0.0  ; 1.0.0                      ; 2.0.0
            >1.2.3             ; 1.2.4                      ; 1.2.3 1.2.4-a
            >1.2               ; 1.3.0                      ; 1.2.9
            >1                 ; 2.0.0                      ; 1.9.9
            <1.2               ; 1.1.9                      ; 1.2.0 1.2.0-a
            <=1.2              ; 1.2.9                      ; 1.3.0
            <=1.2.3            ; 1.2.3                      ; 1.2.4
            1.2.3              ; 1.2.3 v1.2.3               ; 1.2.4 1.2.3-a
            =v1.2.3            ; 1.2.3                      ; 1.2.2
            1                  ; 1.0.0 1.9.0                ; 0.9.0 2.0.0
            1.x                ; 1.0.0 1.9.0                ; 2.0.0
            1.2.*              ; 1.2.9                      ; 1.3.0
            *                  ; 0.0.0 9.9.9                ; 1.0.0-a
            >*                 ; ''                         ; 0.0.0 9.9.9
            ^1.2.3             ; 1.2.3 1.9.0                ; 1.2.2 2.0.0
            ^0.2.3             ; 0.2.9                      ; 0.3.0
            ^0.0.3             ; 0.0.3                      ; 0.0.4
            ^0                 ; 0.9.9                      ; 1.0.0
            ^1.2               ; 1.2.0 1.9.0                ; 1.1.0 2.0.0
            ~1.2.3             ; 1.2.9                      ; 1.2.2 1.3.0
            ~1                 ; 1.9.9                      ; 2.0.0
            ^1.2.3-beta.2      ; 1.2.3-beta.3 1.2.3 1.5.0   ; 1.2.3-beta.1 1.2.4-beta.3
            >=1.1.0-0          ; 1.1.0-a 1.1.0              ; 1.2.0-a
            1.x || >=3.0.0     ; 1.0.0 3.1.0                ; 2.0.0
            """)
    void rangesHoldWhatTheyHoldForNpmAndHelm(String range, String inside, String outside) {
        VersionRange parsed = VersionRange.parse(range);

        assertThat(words(inside)).allMatch(parsed::containsTag);
        assertThat(words(outside)).noneMatch(parsed::containsTag);
        assertThat(parsed).hasToString(range);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" +", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "one", ">=", "1.2.3.4", "1.x ||", "1.0.0 - 2.0.0", ">>1", "1.-a"})
    void whatIsNoRangeIsRefused(String range) {
        assertThatIllegalArgumentException().isThrownBy(() -> VersionRange.parse(range));
    }
}
