package dev.entrepot.scanning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.packages.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

final class AdapterReportTest {
    private static List<Finding> read(String report) throws AdapterException {
        return AdapterReport.findings(JsonMapper.shared().readTree(report), "example");
    }

    @ParameterizedTest
    @CsvSource({
        "Critical, CRITICAL",
        "high, HIGH",
        "Negligible, NEGLIGIBLE",
        "None, NEGLIGIBLE",
        "Unknown, UNKNOWN",
        "Terrible, UNKNOWN"
    })
    void severityIsReadInWordsOfTheApi(String word, Severity severity) throws AdapterException {
        List<Finding> findings =
                read("{\"vulnerabilities\":[{\"id\":\"CVE-1\",\"package\":\"a\",\"severity\":\"" + word + "\"}]}");

        assertThat(findings).singleElement().extracting(Finding::severity).isEqualTo(severity);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"vulnerabilities\":null}", "{\"vulnerabilities\":[]}", "{\"vulnerabilities\":[1,[],{}]}"
            })
    void reportWithoutFindingsHasNone(String report) throws AdapterException {
        assertThat(read(report)).isEmpty();
    }

    @Test
    void listThatIsNoneIsRefused() {
        assertThatThrownBy(() -> read("{\"vulnerabilities\":{}}"))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("no list");
    }

    @Test
    void wordsBeyondTheirLimitAreCutAndLinksOfOtherKindsLeftOut() throws AdapterException {
        String report = "{\"vulnerabilities\":[{\"id\":\"CVE-1\",\"package\":\"" + "a".repeat(5_000)
                + "\",\"description\":\"" + "b".repeat(5_000) + "\",\"links\":[\"javascript:alert(1)\"],"
                + "\"preferred_cvss\":{\"score_v3\":99}}]}";

        Finding finding = read(report).getFirst();

        assertThat(finding.packageName()).hasSize(300);
        assertThat(finding.title()).hasSize(201);
        assertThat(finding.url()).isEmpty();
        assertThat(finding.score()).isNegative();
    }

    @Test
    void findingsComeBackAsTheyWereKept() throws AdapterException {
        List<Finding> findings = read("""
                {"vulnerabilities":[{"id":"CVE-1","package":"a","version":"1","fix_version":"2","severity":"High"},
                                    {"id":"CVE-2","package":"b","preferred_cvss":{"vector_v2":"AV:N"}}]}
                """);

        assertThat(FindingsCodec.decode(FindingsCodec.encode(findings))).isEqualTo(findings);
    }
}
