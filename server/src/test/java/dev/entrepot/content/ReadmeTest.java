package dev.entrepot.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A README does nothing but be read, whoever wrote it.
final class ReadmeTest {
    @Test
    void markdownBecomesHtml() {
        assertThat(Readme.html("# App\n\n*fast*, see [here](https://example.org/a?b=1)\n"))
                .isEqualTo("<h1>App</h1>\n<p><em>fast</em>, see <a rel=\"nofollow noopener noreferrer\""
                        + " href=\"https://example.org/a?b=1\">here</a></p>\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "a <img src=x onerror=alert(1)> b",
                "<a href='javascript:alert(1)'>x</a>",
                "<!-- --><svg/onload=alert(1)>",
                "<iframe src=//evil.example></iframe>",
                "```<script>\nx\n```",
                "``` \"onmouseover=alert(1)\nx\n```",
                "[x](https://e.example \"\\\"onmouseover=alert(1)\")",
                "&lt;script&gt;alert(1)&lt;/script&gt;"
            })
    void htmlIsShownAndNeverMeant(String markdown) {
        assertThat(Readme.html(markdown))
                .doesNotContainPattern("<(script|img|svg|iframe|!--)")
                .doesNotContainPattern("<a[^>]* (href=.javascript|on[a-z]+=)")
                .doesNotContainPattern("<[a-z0-9]+[^>\"]* on[a-z]+=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[x](javascript:alert(1))",
                "[x](JaVaScRiPt:alert(1))",
                "[x]( javascript:alert(1))",
                "[x](java&#115;cript:alert(1))",
                "[x](&#x6A;avascript:alert(1))",
                "[x](data:text/html;base64,PHNjcmlwdD4=)",
                "[x](vbscript:x)",
                "[x](file:///etc/passwd)",
                "[x](//evil.example/)",
                "[x](/auth/logout)",
                "[x][r]\n\n[r]: javascript:alert(1)",
                "<javascript:alert(1)>"
            })
    void linksLeadToTheWebOrNowhere(String markdown) {
        assertThat(Readme.html(markdown)).doesNotContainPattern("href=\"[^\"]");
    }

    @Test
    void imagesAreLinksSoThatNobodyIsToldWhoLooks() {
        assertThat(Readme.html("![logo](https://example.org/logo.png) ![x](data:image/svg+xml,<svg>)"))
                .contains("href=\"https://example.org/logo.png\">logo</a>")
                .contains("href=\"\">x</a>")
                .doesNotContain("<img");
    }

    @ParameterizedTest
    @ValueSource(strings = {">", "- ", "*a **a ", "[", "![", "![a](", "`", "<", "&", "1. ", "\\", "_"})
    void nestingAndRepetitionOfAnythingEnds(String piece) {
        String markdown = piece.repeat(Readme.MAX_BYTES / piece.length());

        assertThat(Readme.html(markdown)).isNotEmpty();
    }

    @Test
    void longestReadmeIsTakenAndOneByteMoreIsNot() {
        Readme.check("a".repeat(Readme.MAX_BYTES));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Readme.check("a".repeat(Readme.MAX_BYTES - 1) + "é"))
                .withMessageContaining("65537");
    }
}
