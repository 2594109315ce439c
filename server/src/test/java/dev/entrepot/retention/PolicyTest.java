package dev.entrepot.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The language of policies.
final class PolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keep newest 10; drop all",
                "keep tags release-.*; keep version >=1.0.0 <2.0.0 highest 5; drop pushed-before 90d",
                "keep untagged; drop untagged-for 7d; drop pulled-before 180d; keep pulled-within 12h",
                "keep version ^1.2 || ^2 newest 3; keep pushed-within 90s",
                "alone; keep all",
                "alone",
                ""
            })
    void aPolicyIsWrittenAsItIsRead(String text) {
        assertThat(Policy.parse(text)).hasToString(text);
    }

    @Test
    void linesAndSemicolonsAreTheSame() {
        assertThat(Policy.parse(" keep newest  10 \n\n drop all;")).isEqualTo(Policy.parse("keep newest 10; drop all"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hold newest 3           | is no rule: expected keep or drop
                    keep                    | does not say what
                    keep newest             | a number is missing
                    keep newest 0           | a whole number from 1 to 100000
                    keep newest ten         | a whole number from 1 to 100000
                    drop newest 10          | newest and highest say what to keep
                    keep older 3d           | is no condition
                    drop pushed-before soon | an age such as 12h, 7d or 2w
                    drop tags               | an RE2 for the whole tag is missing
                    drop tags (             | is no RE2 expression
                    drop tags (a{900}){900} | count fewer repetitions
                    keep version x.y.z.a    | is no range of semantic versions
                    drop untagged tags a    | has neither tag nor version
                    keep all alone          | is no condition
                    keep newest 1 newest 3  | says each condition once
                    """)
    void whatIsNoPolicyIsRefusedWithWords(String text, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.parse(text))
                .withMessageContaining(words);
    }

    @Test
    void aNamespaceHasNothingToStandAloneAgainst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.ofNamespace("alone; drop all"))
                .withMessageContaining("policy of a repository");
    }

    @Test
    void rulesAreFew() {
        String many = "drop untagged\n".repeat(Policy.MAX_RULES);

        assertThat(Policy.parse(many).rules()).hasSize(Policy.MAX_RULES);
        assertThatIllegalArgumentException().isThrownBy(() -> Policy.parse(many + "drop all"));
    }
}
