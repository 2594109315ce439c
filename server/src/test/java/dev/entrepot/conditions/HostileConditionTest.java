package dev.entrepot.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever may write a condition must not be able to stop the registry with it.
final class HostileConditionTest {
    /// A hundred times what is measured, for machines under load; without the limits it would be hours.
    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final Map<String, Object> CLAIMS = Map.of(
            "long", "a".repeat(8_000),
            "kibibyte", "a".repeat(1_024),
            "tail", "a".repeat(4_000) + "b",
            "list", Collections.nCopies(1_000, "abcdefghijkl"));

    static List<String> refused() {
        return List.of(
                "claims.a == 'x' // " + "x".repeat(4 * 1024),
                "(".repeat(33) + "has(claims.a)" + ")".repeat(33),
                "(".repeat(4_000),
                "[".repeat(2_000) + "]".repeat(2_000),
                "{".repeat(4_000),
                "claims" + ".a".repeat(2_000) + " == 1",
                "claims" + "[0]".repeat(1_000) + " == 1",
                "0" + "+1".repeat(1_000) + " == claims.a",
                "has(claims.a)" + "?true:true".repeat(300),
                "has(claims.a)" + "&&true".repeat(600),
                "'x' in [" + "1,".repeat(1_500) + "1]",
                "claims.a == " + "'".repeat(3_000),
                "claims.a == '" + "\\".repeat(3_000),
                "claims.a.matches('(((((a{30}){30}){30}){30}){30}){30}')",
                "claims.a.matches('a{1000}{1000}')",
                "claims.a.matches('(a{999999999})')",
                "claims.a.matches('" + "(a|b)*".repeat(600) + "')",
                "claims.a.matches('" + "(".repeat(3_000) + "')",
                "claims.a.matches('" + "(".repeat(1_500) + ")".repeat(1_500) + "')",
                "claims.a == " + "-".repeat(4_000),
                "\u0000claims.a == 1",
                "claims.a == 1 \ud800");
    }

    static List<String> bounded() {
        String numbers = IntStream.range(0, 100).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        return List.of(
                // 100^4 steps
                numbers + ".all(a, " + numbers + ".all(b, " + numbers + ".all(c, " + numbers
                        + ".all(d, a + b + c + d >= 0 && claims.long != 'x'))))",
                // lists that hold each other 8^12 times over
                doubled("[x, x, x, x, x, x, x, x]", 12) + ".all(x, x == x && size(claims.long) > 0)",
                // texts that grow eightfold, twelve times
                doubled("x + x + x + x + x + x + x + x", 12).replace("[1]", "[claims.long]") + ".all(x, size(x) > 0)",
                // lists that grow eightfold, twelve times
                doubled("x + x + x + x + x + x + x + x", 12).replace("[1]", "[claims.list]") + ".all(x, x == x)",
                "claims.list.all(a, claims.list.all(b, claims.list.all(c, a == b && b == c)))",
                "claims.list.all(a, claims == claims)",
                "claims.list.all(a, !claims.long.contains(claims.tail))",
                "claims.list.all(a, a.matches('^(([a-z]|[a-m]|[n-z])*)*$') && claims.long.matches('(a*)*b'))",
                "claims.list.all(a, claims.kibibyte.matches('" + ".*".repeat(300) + "z') || true)",
                "claims.list.all(a, claims.kibibyte.matches('" + "([ab]*)*".repeat(100) + "c') || true)",
                "claims.list.all(a, claims.kibibyte.matches('(?i)" + "\\\\pL".repeat(300) + "') || true)",
                "claims.list.map(a, claims.list.map(b, a + b)).size() > 0",
                "[claims.list].all(a, [" + "a,".repeat(400) + "a] == [" + "a,".repeat(400) + "a])",
                "claims.list.filter(a, claims.list.exists_one(b, a == b)).size() >= 0");
    }

    private static String doubled(String body, int times) {
        String text = "[1]";
        for (int i = 0; i < times; i++) {
            text = text + ".map(x, " + body + ")";
        }
        return text;
    }

    @ParameterizedTest
    @MethodSource("refused")
    void textBeyondTheLimitsIsRefused(String text) {
        long start = System.nanoTime();

        assertThatThrownBy(() -> ClaimsCondition.parse(text))
                .isInstanceOf(MalformedConditionException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void evaluationThatCostsTooMuchIsGivenUp(String text) {
        ClaimsCondition condition = ClaimsCondition.parse(text);
        long start = System.nanoTime();

        Verdict verdict = condition.evaluate(CLAIMS);

        assertThat(verdict).isInstanceOf(Verdict.Errs.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void whatIsGivenUpIsNotSavedByAnOr(String text) {
        Verdict verdict = ClaimsCondition.parse("(" + text + ") || true").evaluate(CLAIMS);

        assertThat(verdict).isNotEqualTo(new Verdict.Fails());
        if (verdict instanceof Verdict.Errs(String reason)) {
            assertThat(reason).contains("costs too much");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4 * 1024, 4 * 1024 + 1})
    void textOfFourKibibytesIsTheLongest(int length) {
        String text = "has(claims.a)" + " ".repeat(length - 13);

        if (length <= 4 * 1024) {
            assertThat(ClaimsCondition.parse(text).evaluate(Map.of("a", 1L))).isEqualTo(new Verdict.Holds());
        } else {
            assertThatThrownBy(() -> ClaimsCondition.parse(text)).hasMessageContaining("longer than 4096 characters");
        }
    }

    @Test
    void matchOfLongTextErrs() {
        ClaimsCondition condition = ClaimsCondition.parse("claims.a.matches('^a*$')");

        assertThat(condition.evaluate(Map.of("a", "a".repeat(1_024)))).isEqualTo(new Verdict.Holds());
        assertThat(condition.evaluate(Map.of("a", "a".repeat(1_025)))).isInstanceOf(Verdict.Errs.class);
    }

    @Test
    void listOfAThousandGroupsIsSearched() {
        ClaimsCondition condition = ClaimsCondition.parse("claims.list.exists(each, each == 'ops')");

        assertThat(condition.evaluate(CLAIMS)).isEqualTo(new Verdict.Fails());
    }

    @Property(tries = 2_000)
    void anyTextMakesAConditionOrAMessage(@ForAll("texts") String text) {
        try {
            Verdict verdict =
                    GrantCondition.parse(text).evaluate(GrantInputs.none().tag("v1"));
            assertThat(verdict).isNotNull();
        } catch (MalformedConditionException e) {
            assertThat(e.getMessage()).hasSizeLessThan(600);
        } catch (RuntimeException e) {
            fail("neither a condition nor a message for people: " + text, e);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> words = Arbitraries.of(
                "tag",
                "time",
                "address",
                "==",
                "!=",
                "<",
                "in",
                "&&",
                "||",
                "!",
                "-",
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                ",",
                ":",
                "?",
                ".",
                "'a'",
                "\"",
                "'",
                "1",
                "1u",
                "0x",
                "1.5e300",
                "true",
                "null",
                "size",
                "matches",
                "inCidr",
                ".all(x, ",
                ".map(x, ",
                "has(",
                "timestamp(",
                "duration('",
                "int(",
                "string(",
                "b'a'",
                "r'\\'",
                "dyn(",
                "type(",
                "'''",
                "\\",
                "google.protobuf.Any{",
                "9223372036854775808",
                "%",
                " ",
                "\n",
                "é",
                "😀");
        return Arbitraries.oneOf(
                words.list().ofMaxSize(30).map(each -> String.join("", each)),
                Arbitraries.strings().ofMaxLength(60),
                words.list().ofMaxSize(30).map(each -> String.join(" ", each)));
    }
}
