package dev.entrepot.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A condition on an image")
final class ImageConditionTest {
    private static Map<String, Object> finding(String id, String severity, String fixed, double score) {
        return Map.of(
                "id",
                id,
                "severity",
                severity,
                "fixedVersion",
                fixed,
                "score",
                score,
                "exploited",
                false,
                "epss",
                0.5,
                "aliases",
                List.of("GHSA-1"),
                "package",
                "openssl",
                "layer",
                "sha256:" + "a".repeat(64),
                "path",
                "var/lib/dpkg/status");
    }

    private static final Map<String, Object> FINDING = finding("CVE-1", "CRITICAL", "1.1", 9.8);
    private static final Map<String, Object> PACKAGE =
            Map.of("name", "openssl", "version", "1.0", "type", "deb", "licences", List.of("MIT"));

    private static ImageInputs.Scan scan(List<Map<String, Object>> findings) {
        return new ImageInputs.Scan(
                findings, List.of(PACKAGE), Map.of("team", "web"), "CRITICAL", "READ", Duration.ofDays(8));
    }

    private static ImageInputs inputs() {
        return ImageInputs.of("team/app").tag("v1").scan(scan(List.of(FINDING, finding("CVE-2", "LOW", "", 1))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "findings.exists(f, f.severity == \"CRITICAL\" && f.fixedVersion != \"\") | true",
                "findings.exists(f, f.id == 'CVE-2' && f.fixedVersion != '') | false",
                "findings.exists(f, 'GHSA-1' in f.aliases) | true",
                "findings.filter(f, f.score >= 9).size() == 1 | true",
                "findings.exists(f, f.epss > 0.4 && !f.exploited) | true",
                "worst == 'CRITICAL' | true",
                "worst in ['HIGH', 'LOW'] | false",
                "scan.age > duration('168h') | true",
                "scan.age > duration('336h') | false",
                "scan.state == 'READ' | true",
                "packages.exists(p, p.name == 'openssl' && p.version.startsWith('1.')) | true",
                "packages.exists(p, p.name.matches('^log4j')) | false",
                "labels.team == 'web' && tag == 'v1' && repository.startsWith('team/') | true",
                "'owner' in labels | false",
            })
    void looksAtWhatIsKnown(String text, boolean holds) {
        assertThat(ImageCondition.parse(text, FINDING, PACKAGE).evaluate(inputs()))
                .isInstanceOf(holds ? Verdict.Holds.class : Verdict.Fails.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"findings", "worst == 1", "worst == ", "labels.size()", "nothing == 1", "scan > 3"})
    void whatIsNoConditionIsRefused(String text) {
        assertThatThrownBy(() -> ImageCondition.parse(text)).isInstanceOf(MalformedConditionException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "findings.exists(f, f.fixedversion != '')",
                "packages.exists(p, p.title == 'x')",
                "scan.date > duration('1h')",
                "findings.exists(f, f.severity > 3)"
            })
    void membersThatNothingHasAreRefusedWhenTheyAreWritten(String text) {
        assertThatThrownBy(() -> ImageCondition.parse(text, FINDING, PACKAGE))
                .isInstanceOf(MalformedConditionException.class)
                .hasMessageContaining("it has no answer")
                .hasMessageContaining("fixedVersion")
                .hasMessageContaining("scan has age, state");
    }

    @Test
    void labelsOfTheImageMayBeNamedFreely() {
        ImageCondition condition = ImageCondition.parse("labels['owner'] == 'web'", FINDING, PACKAGE);

        assertThat(condition.evaluate(inputs())).isInstanceOf(Verdict.Errs.class);
    }

    @Test
    void whatIsNotScannedHasNoAnswerUnlessTheRestDecides() {
        ImageInputs unscanned = ImageInputs.of("team/app").tag("v1");

        assertThat(ImageCondition.parse("worst == 'HIGH'").evaluate(unscanned)).isInstanceOf(Verdict.Missing.class);
        assertThat(ImageCondition.parse("tag == 'v2' && worst == 'HIGH'").evaluate(unscanned))
                .isInstanceOf(Verdict.Fails.class);
        assertThat(ImageCondition.parse("tag == 'v1' || worst == 'HIGH'").evaluate(unscanned))
                .isInstanceOf(Verdict.Holds.class);
    }

    @Test
    void thousandsOfFindingsArePaidFor() {
        List<Map<String, Object>> many = IntStream.range(0, 10_000)
                .mapToObj(i -> finding("CVE-" + i, "LOW", "1", 1))
                .toList();
        ImageInputs inputs = ImageInputs.of("team/app").tag("v1").scan(scan(many));
        String usual = "findings.exists(f, f.severity == 'CRITICAL' && f.fixedVersion != '' && !(f.id in ['CVE-1']))"
                + " || findings.filter(f, f.score > 7.0 && f.exploited).size() > 10"
                + " || findings.exists(f, f.package == 'x' && f.epss > 0.9)";

        assertThat(ImageCondition.parse(usual).evaluate(inputs)).isInstanceOf(Verdict.Fails.class);
    }

    @Test
    void whatCostsTooMuchHasNoAnswer() {
        List<Map<String, Object>> many = IntStream.range(0, 10_000)
                .mapToObj(i -> finding("CVE-" + i, "LOW", "1", 1))
                .toList();
        ImageInputs inputs = ImageInputs.of("team/app").tag("v1").scan(scan(many));
        long start = System.nanoTime();

        Verdict verdict = ImageCondition.parse("findings.exists(a, findings.exists(b, findings.exists(c, "
                        + "a.id == b.fixedVersion && b.id == c.id)))")
                .evaluate(inputs);

        assertThat(verdict).isInstanceOf(Verdict.Errs.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        System.out.println("took " + Duration.ofNanos(System.nanoTime() - start));
    }

    @Test
    void saysWhatItAsksFor() {
        ImageCondition tagged = ImageCondition.parse("tag == 'a'");
        ImageCondition aged = ImageCondition.parse("scan.age > duration('1h')");

        assertThat(tagged.asksForTag() && tagged.asksForPlace() && !tagged.asksForScan())
                .isTrue();
        assertThat(aged.asksForAge() && aged.asksForScan() && !aged.asksForFindings() && !aged.asksForPlace())
                .isTrue();
    }
}
