package dev.entrepot.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GrantConditionTest {
    private static final GrantInputs WITHOUT_TAG = GrantInputs.none()
            .time(Instant.parse("2026-11-23T20:00:00Z"))
            .address("10.1.2.3")
            .action("push")
            .repository("org/app");
    private static final GrantInputs ALL = WITHOUT_TAG.tag("v1.2.3");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "tag == 'v1.2.3'",
                "tag.startsWith(\"v1.\") && action == 'push' && repository.endsWith('/app')",
                "time < timestamp('2026-12-01T00:00:00Z')",
                "time.getHours('Europe/Berlin') == 21 && time.getDayOfWeek() in [1, 2, 3, 4, 5]",
                "time - timestamp('2026-11-23T19:00:00Z') == duration('1h')",
                "inCidr(address, '10.0.0.0/8') && !inCidr(address, '192.168.0.0/16')",
                "['pull', 'push'].exists(each, each == action)",
                "tag.matches('^v[0-9]+\\\\.[0-9]+')",
                "matches(tag, '2')",
                "action in ['push', 'pull']",
                "size(tag) == 6 && tag.contains('.2')"
            })
    void conditionHolds(String text) {
        assertThat(GrantCondition.parse(text).evaluate(ALL)).isEqualTo(new Verdict.Holds());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "false",
                "tag == 'v1'",
                "tag.matches('^1')",
                "tag.matches('^v[0-9]$')",
                "time > timestamp('2026-12-01T00:00:00Z')",
                "inCidr(address, '11.0.0.0/8') || inCidr(address, 'fd00::/8')",
                "action == 'PUSH'"
            })
    void conditionFails(String text) {
        assertThat(GrantCondition.parse(text).evaluate(ALL)).isEqualTo(new Verdict.Fails());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            10.0.0.0/8        | 10.255.255.255   | true
            10.0.0.0/8        | 11.0.0.0         | false
            10.0.0.0/8        | ::ffff:10.1.2.3  | true
            ::ffff:10.0.0.0/104 | 10.1.2.3       | true
            fd00::/8          | fd12::1          | true
            fe80::/10         | fe80::1%eth0     | true
            fd00::/8          | 10.1.2.3         | false
            0.0.0.0/0         | ::1              | false
            ::/0              | 10.1.2.3         | false
            192.0.2.7         | 192.0.2.7        | true
            """)
    void addressesAreComparedInTheirFamily(String block, String address, boolean inside) {
        Verdict verdict = GrantCondition.parse("inCidr(address, '" + block + "')")
                .evaluate(GrantInputs.none().address(address));

        assertThat(verdict).isEqualTo(inside ? new Verdict.Holds() : new Verdict.Fails());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            tag == 'x'                                                        ; missing
            tag == 'x' && time < timestamp('2020-01-01T00:00:00Z')            ; fails
            time < timestamp('2020-01-01T00:00:00Z') && tag == 'x'            ; fails
            tag == 'x' && time > timestamp('2020-01-01T00:00:00Z')            ; missing
            tag == 'x' || inCidr(address, '10.0.0.0/8')                       ; holds
            tag == 'x' || inCidr(address, '11.0.0.0/8')                       ; missing
            !(tag == 'x')                                                     ; missing
            tag.matches('^v') ? action == 'pull' : action == 'pull'           ; missing
            ['x', 'y'].exists(each, each == tag)                              ; missing
            action == 'push'                                                  ; holds
            """)
    void absentTagMattersOnlyWhereTheVerdictDependsOnIt(String text, String verdict) {
        assertThat(GrantCondition.parse(text).evaluate(WITHOUT_TAG))
                .isEqualTo(
                        switch (verdict) {
                            case "holds" -> new Verdict.Holds();
                            case "fails" -> new Verdict.Fails();
                            default -> new Verdict.Missing(new TreeSet<>(Set.of("tag")));
                        });
    }

    @Test
    void everyAbsentInputThatMattersIsNamed() {
        Verdict verdict = GrantCondition.parse("tag == 'x' && inCidr(address, '10.0.0.0/8') || action == 'pull'")
                .evaluate(GrantInputs.none().action("push"));

        assertThat(verdict).isEqualTo(new Verdict.Missing(new TreeSet<>(Set.of("tag", "address"))));
    }

    @Test
    void addressThatIsNoneErrsInsteadOfHolding() {
        Verdict verdict = GrantCondition.parse("!inCidr(address, '10.0.0.0/8')")
                .evaluate(GrantInputs.none().address("somewhere"));

        assertThat(verdict).isEqualTo(new Verdict.Errs("no address: somewhere"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            tagg == 'x'                   | line 1, column 1: undeclared reference to 'tagg'
            tag ==                        | line 1, column 7: mismatched input the end, expected a value
            tag = 'x'                     | line 1, column 5: token recognition error
            tag                           | expected type 'bool' but found 'string'
            tag == 1                      | no matching overload for '_==_'
            tag.matches('(a')             | matches: no regular expression: missing closing )
            tag.matches('(?=a)')          | matches: no regular expression
            tag.matches(action)           | its last argument must be a text in quotes
            inCidr(address, '10.0.0.0/33') | "10.0.0.0/33" is no block of addresses
            inCidr(address, '10/8')       | "10/8" is no block of addresses
            inCidr(address, 'host.example') | is no block of addresses
            inCidr(address, tag)          | its last argument must be a text in quotes
            ~~                            | the condition is empty
            """)
    void malformedTextIsRefusedInWords(String text, String words) {
        assertThatThrownBy(() -> GrantCondition.parse(text == null ? " " : text.replace("~~", " ")))
                .isInstanceOf(MalformedConditionException.class)
                .hasMessageContaining(words)
                .hasMessageContaining(
                        "over action (string), address (string), repository (string), tag (string), time");
    }
}
