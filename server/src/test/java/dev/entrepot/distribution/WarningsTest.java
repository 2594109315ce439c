package dev.entrepot.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A warning")
final class WarningsTest {
    @Test
    void isAQuotedTextOfPrintableAscii() {
        assertThat(Warnings.of(List.of("a \"b\" \\ c\r\nX: d \u00e9\u007f")))
                .containsExactly("299 - \"a \\\"b\\\" \\\\ c??X: d ??\"");
    }

    @Test
    void isCutAndSoAreAllOfThemTogether() {
        String longest = "x".repeat(1_000);

        assertThat(Warnings.of(List.of("x".repeat(2_000)))).containsExactly("299 - \"" + longest + "\"");
        List<String> many = Warnings.of(Collections.nCopies(50, longest));
        assertThat(many).hasSize(4).last().isEqualTo("299 - \"47 more policies warn\"");
        assertThat(many.stream().mapToInt(String::length).sum()).isLessThan(4_096);
    }
}
