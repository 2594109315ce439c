package dev.entrepot.policy;

import static dev.entrepot.policy.WaiversFixture.document;
import static dev.entrepot.policy.WaiversFixture.product;
import static dev.entrepot.policy.WaiversFixture.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// VEX documents, sound and broken.
final class VexReaderTest {
    private static final String AT = "2026-01-01T00:00:00Z";
    private static final String SOUND =
            document("d", AT, statement("CVE-2024-1", product("pkg:npm/x"), "not_affected"));

    private static final String CSAF = """
            {"document": {"category": "csaf_vex", "csaf_version": "2.0", "publisher": {"name": "Vendor"},
              "tracking": {"id": "V-1", "current_release_date": "2026-01-01T00:00:00Z"}},
             "product_tree": {
              "branches": [{"branches": [{"product": {"product_id": "image", "product_identification_helper":
                {"purl": "pkg:oci/app?tag=v1"}}}]}],
              "full_product_names": [{"product_id": "ssl", "product_identification_helper":
                {"purl": "pkg:deb/debian/openssl"}}, {"product_id": "bare"}],
              "relationships": [{"category": "default_component_of", "product_reference": "ssl",
                "relates_to_product_reference": "image", "full_product_name": {"product_id": "image:ssl"}}],
              "product_groups": [{"group_id": "all", "product_ids": ["image:ssl", "bare"]}]},
             "vulnerabilities": [{"cve": "CVE-2024-1", "ids": [{"system_name": "x", "text": "ghsa-1"}],
              "product_status": {"known_not_affected": ["image:ssl"], "known_affected": ["ssl"], "fixed": ["bare"]},
              "flags": [{"label": "component_not_present", "group_ids": ["all"]}],
              "threats": [{"category": "exploit_status", "details": "none", "product_ids": ["image:ssl"]}]}]}
            """;

    private static final String CYCLONEDX = """
            {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:1", "version": 1,
             "metadata": {"timestamp": "2026-01-01T00:00:00Z", "component": {"type": "container", "name": "app",
               "bom-ref": "root", "purl": "pkg:oci/app"}},
             "components": [{"type": "library", "name": "x", "bom-ref": "x-ref", "purl": "pkg:npm/x@1",
               "components": [{"type": "library", "name": "y", "bom-ref": "y-ref", "purl": "pkg:npm/y@2"}]}],
             "vulnerabilities": [
               {"id": "CVE-2024-1", "references": [{"id": "GHSA-1"}], "affects": [{"ref": "y-ref"}],
                "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "never called"}},
               {"id": "CVE-2024-2", "affects": [{"ref": "root"}],
                "analysis": {"state": "resolved", "lastUpdated": "2026-02-01T00:00:00Z"}},
               {"id": "CVE-2024-3", "affects": [{"ref": "urn:cdx:1/1#pkg%3Anpm%2Fz%403"}],
                "analysis": {"state": "in_triage"}},
               {"id": "CVE-2024-4", "affects": [{"ref": "x-ref"}]}]}
            """;

    private static VexContent read(String text) {
        return VexReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void openVexOfBothVersionsIsRead() {
        VexContent now = read(SOUND);
        VexContent first = read("""
                {"@context": "https://openvex.dev/ns", "@id": "d", "author": "A", "timestamp": "2026-01-01T00:00:00Z",
                 "statements": [{"vulnerability": "cve-2024-1", "products": ["pkg:npm/x"], "status": "fixed",
                   "timestamp": "2026-02-01T01:00:00+01:00"}]}
                """);

        assertThat(now.format()).isEqualTo(VexFormat.OPENVEX);
        assertThat(now.author()).isEqualTo("The makers");
        assertThat(now.at()).isEqualTo(Instant.parse(AT));
        assertThat(now.unusable()).isZero();
        VexStatement statement = first.statements().getFirst();
        assertThat(statement.issues()).containsExactly("CVE-2024-1");
        assertThat(statement.at()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(statement.products().getFirst().urls().getFirst().name()).isEqualTo("x");
    }

    @Test
    void productsAreIdentifiedByUrlHashAndReference() {
        String hex = "ab".repeat(32);
        VexContent content = read(document("d", AT, statement("CVE-2024-1", """
                {"@id": "urn:x", "identifiers": {"purl": "pkg:npm/%40s/x@1", "cpe23": "cpe:2.3:a:b"},
                 "hashes": {"sha-256": "AB"}},
                {"@id": "urn:y", "hashes": {"sha-256": "HEX", "md5": "00"}},
                {"@id": "host/team/app@sha256:HEX"},
                {"@id": "urn:nothing"}
                """.replace("HEX", hex), "fixed")));

        List<VexProduct> products = content.statements().getFirst().products();
        assertThat(products.get(0).urls().getFirst().name()).isEqualTo("x");
        assertThat(products.get(0).digests()).isEmpty();
        assertThat(products.get(1).digests()).containsExactly("sha256:" + hex);
        assertThat(products.get(2).digests()).containsExactly("sha256:" + hex);
        assertThat(products.get(3).usable()).isFalse();
    }

    @Test
    void csafIsReadWithItsTreeOfProductsAndFlags() {
        VexContent content = read(CSAF);

        assertThat(content.id()).isEqualTo("V-1");
        assertThat(content.author()).isEqualTo("Vendor");
        assertThat(content.statements()).hasSize(3);
        VexStatement waived = first(content, VexStatus.NOT_AFFECTED);
        assertThat(waived.issues()).isEqualTo(Set.of("CVE-2024-1", "GHSA-1"));
        assertThat(waived.reason()).isEqualTo("component_not_present");
        VexProduct product = waived.products().getFirst();
        assertThat(product.urls().getFirst().type()).isEqualTo("oci");
        assertThat(product.parts().getFirst().name()).isEqualTo("openssl");
        assertThat(first(content, VexStatus.FIXED).products().getFirst().usable())
                .isFalse();
        assertThat(content.unusable()).isEqualTo(1);
    }

    private static VexStatement first(VexContent content, VexStatus status) {
        return content.statements().stream()
                .filter(each -> each.status() == status)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void cycloneDxIsReadWithItsComponentsAndLinks() {
        VexContent content = read(CYCLONEDX);

        assertThat(content.id()).isEqualTo("urn:uuid:1");
        assertThat(content.statements()).hasSize(3);
        VexStatement waived = first(content, VexStatus.NOT_AFFECTED);
        assertThat(waived.issues()).isEqualTo(Set.of("CVE-2024-1", "GHSA-1"));
        assertThat(waived.reason()).isEqualTo("code_not_reachable: never called");
        assertThat(waived.products().getFirst().narrowed()).isTrue();
        assertThat(waived.products().getFirst().parts().getFirst().name()).isEqualTo("y");
        VexStatement whole = first(content, VexStatus.FIXED);
        assertThat(whole.at()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(whole.products().getFirst().narrowed()).isFalse();
        assertThat(first(content, VexStatus.UNDER_INVESTIGATION)
                        .products()
                        .getFirst()
                        .parts()
                        .getFirst()
                        .version())
                .isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            "@id": "d"                            | "id": "d"                        | @id is missing
            "author": "The makers"                | "author": 7                      | author is no such thing: expected a string
            "2026-01-01T00:00:00Z"                | "yesterday"                      | timestamp is "yesterday": expected a time
            "statements": [                       | "statement": [                   | statements is missing: expected one statement
            "name": "CVE-2024-1"                  | "id": "CVE-2024-1"               | statements[0].vulnerability.name is missing
            "status": "not_affected"              | "status": "fine"                 | statements[0].status is "fine": expected not_affected
            "justification": "vulnerable_code_not_present" | "justification": "because" | statements[0].justification is "because": expected one of
            , "justification": "vulnerable_code_not_present" |                         | a justification or an impact_statement
            "products": [{"@id": "pkg:npm/x"}]    | "products": []                   | statements[0].products is no such thing: expected the products
            "products": [{"@id": "pkg:npm/x"}]    | "products": [7]                  | expected
            pkg:npm/x                             | pkg:npm                          | statements[0].products[0].@id: "pkg:npm" is no package URL
            pkg:npm/x                             | pkg:npm/%zz                      | "pkg:npm/%zz" is no package URL
            https://openvex.dev/ns/v0.2.0         | https://example.com              | the document is no VEX
            "version": 1                          | "version": 1, "version": 2       | has a name twice
            """)
    void whatIsWrongIsNamedByItsPlace(String part, String other, String message) {
        String broken = SOUND.replace(part, other == null ? "" : other);

        assertThat(broken).isNotEqualTo(SOUND);
        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNoDocumentIsRefused() {
        for (String text : List.of("", "[]", "null", "7", "{", "{}{}", "{\"a\": }", "[".repeat(100))) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> VexReader.read(new byte[] {'{', (byte) 0xff, '}'}))
                .hasMessageContaining("not UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            "category": "csaf_vex"                | "category": "csaf_base"          | document.category is "csaf_base"
            ["image:ssl"], "known_affected"       | ["other"], "known_affected"      | there is none for other
            "known_affected": ["ssl"]             | "known_affected": ["other"]      | names the product other
            "group_ids": ["all"]                  | "group_ids": []                  | there is none for image:ssl
            "cve": "CVE-2024-1", "ids": [{"system_name": "x", "text": "ghsa-1"}], | | cve is missing
            """)
    void brokenCsafIsRefused(String part, String other, String message) {
        String flat = CSAF.replaceAll("\\s*\n\\s*", " ");
        String broken = flat.replace(part, other == null ? "" : other);

        assertThat(broken).isNotEqualTo(flat);
        assertThatThrownBy(() -> read(broken)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            "state": "not_affected"               | "state": "fine"                  | analysis.state is "fine"
            "justification": "code_not_reachable", "detail": "never called" | "x": 1 | a justification or a detail
            "timestamp"                           | "time"                           | metadata
            %3Anpm                                | %3Znpm%                          | vulnerabilities[2].affects[0].ref
            """)
    void brokenCycloneDxIsRefused(String part, String other, String message) {
        String broken = CYCLONEDX.replace(part, other);

        assertThat(broken).isNotEqualTo(CYCLONEDX);
        assertThatThrownBy(() -> read(broken)).hasMessageContaining(message);
    }

    @Test
    void tooManyStatementsAreRefused() {
        String one = statement("CVE-2024-1", product("pkg:npm/x"), "fixed");
        String most = String.join(",", Collections.nCopies(VexContent.MOST_STATEMENTS, one));

        assertThat(read(document("d", AT, most)).statements()).hasSize(VexContent.MOST_STATEMENTS);
        assertThatThrownBy(() -> read(document("d", AT, most, one))).hasMessageContaining("too many statements");
    }

    @Test
    void tooManyProductsAreRefused() {
        String many = String.join(",", Collections.nCopies(VexContent.MOST_PRODUCTS, "\"x:y\""));

        assertThat(read(document("d", AT, statement("CVE-2024-1", many, "fixed")))
                        .unusable())
                .isEqualTo(1);
        assertThatThrownBy(() -> read(document("d", AT, statement("CVE-2024-1", many + ",\"x:y\"", "fixed"))))
                .hasMessageContaining("too many products");
    }

    @Test
    void textThatSteersIsMadePlain() {
        VexContent content = read(SOUND.replace("The makers", "\\u0000The\\u202e \\ud800makers\\n"));

        assertThat(content.author()).isEqualTo("The   makers");
    }

    /// Whatever a document is cut to, it is read or refused in words.
    @Property(tries = 300)
    void aDocumentThatIsCutOrChangedIsReadOrRefused(
            @ForAll @IntRange(max = 2_000) int at, @ForAll @StringLength(max = 4) String insert) {
        for (String sound : List.of(SOUND, CSAF, CYCLONEDX)) {
            int place = at % sound.length();
            for (String broken : List.of(
                    sound.substring(0, place),
                    sound.substring(0, place) + insert + sound.substring(place),
                    sound.substring(0, place) + sound.substring(Math.min(place + 1, sound.length())))) {
                try {
                    assertThat(read(broken).statements()).isNotEmpty();
                } catch (IllegalArgumentException refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                }
            }
        }
    }
}
