package dev.entrepot.policy;

import static dev.entrepot.policy.WaiversFixture.ALICE;
import static dev.entrepot.policy.WaiversFixture.APP;
import static dev.entrepot.policy.WaiversFixture.MODULE;
import static dev.entrepot.policy.WaiversFixture.SSL;
import static dev.entrepot.policy.WaiversFixture.SSL_ALIAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.authority.Authority;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which findings are exempted where, for how long, and by whom.
final class ExemptionsTest {
    private static final List<String> BOTH_COUNT = List.of(SSL + " -", MODULE + " -");
    private static final List<String> SSL_EXEMPTED = List.of(SSL + " exempt", MODULE + " -");

    @OnBothDatabases
    void anExemptionHoldsInItsNamespaceOrRepositoryAndNowhereElse(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            RepositoryName sibling = new RepositoryName("team/sibling");
            RepositoryName other = new RepositoryName("other/app");
            Digest image = fixture.image("{\"a\":1}", "v1");
            fixture.image(sibling, "{\"a\":1}", "v1");
            fixture.image(other, "{\"a\":1}", "v1");

            fixture.exempt("team/app", SSL);

            assertThat(fixture.judged(image)).isEqualTo(SSL_EXEMPTED);
            assertThat(fixture.judged(sibling, image)).isEqualTo(BOTH_COUNT);
            fixture.exempt("team", MODULE);
            assertThat(fixture.judged(image)).containsExactly(SSL + " exempt", MODULE + " exempt");
            assertThat(fixture.judged(sibling, image)).containsExactly(SSL + " -", MODULE + " exempt");
            assertThat(fixture.judged(other, image)).isEqualTo(BOTH_COUNT);
        }
    }

    @OnBothDatabases
    void anAliasInAnyCaseExemptsToo(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");

            fixture.exempt("team/app", SSL_ALIAS.toUpperCase(Locale.ROOT));

            assertThat(fixture.judged(image)).isEqualTo(SSL_EXEMPTED);
            Waiver waiver = fixture.waivers
                    .judge(APP, WaiversFixture.scan(image))
                    .getFirst()
                    .waiver()
                    .orElseThrow();
            assertThat(waiver.reason()).isEqualTo("because");
            assertThat(waiver.author()).isEqualTo("alice");
            assertThat(waiver.until()).isEmpty();
            assertThat(fixture.waivers
                            .exemptions()
                            .remove(scope("team/app"), IssueId.parse("ghsa-2222-3333-4444"), ALICE))
                    .isTrue();
            assertThat(fixture.judged(image)).isEqualTo(BOTH_COUNT);
        }
    }

    private static ExemptionScope scope(String text) {
        return ExemptionScope.parse(text);
    }

    @OnBothDatabases
    void oneForATagCoversTheDigestsThatItHadAndNotWhatIsPushedLater(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest amd = fixture.image("{\"arch\":\"amd64\"}");
            Digest arm = fixture.image("{\"arch\":\"arm64\"}");
            Digest index = fixture.index(List.of(amd, arm), "v1");
            Digest untouched = fixture.image("{\"other\":1}", "v2");

            ExemptionResult result = fixture.exempt("team/app:v1", SSL);

            assertThat(result)
                    .isInstanceOfSatisfying(
                            ExemptionResult.Done.class,
                            done -> assertThat(done.exemption().digests()).isEqualTo(3));
            assertThat(fixture.judged(amd)).isEqualTo(SSL_EXEMPTED);
            assertThat(fixture.judged(arm)).isEqualTo(SSL_EXEMPTED);
            assertThat(fixture.judged(index)).isEqualTo(SSL_EXEMPTED);
            assertThat(fixture.judged(untouched)).isEqualTo(BOTH_COUNT);
            Digest later = fixture.image("{\"later\":1}", "v1");
            assertThat(fixture.judged(later)).isEqualTo(BOTH_COUNT);
            fixture.exempt("team/app:v1", SSL);
            assertThat(fixture.judged(later)).isEqualTo(SSL_EXEMPTED);
            assertThat(fixture.judged(amd)).isEqualTo(BOTH_COUNT);
        }
    }

    @OnBothDatabases
    void aTagMustBeThereAndARepositoryNeedNot(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            assertThat(fixture.exempt("team/app:v1", SSL)).isInstanceOf(ExemptionResult.NoTag.class);
            assertThat(fixture.exempt("team/app", SSL)).isInstanceOf(ExemptionResult.Done.class);

            Digest image = fixture.image("{}", "v1");

            assertThat(fixture.judged(image)).isEqualTo(SSL_EXEMPTED);
        }
    }

    @OnBothDatabases
    void itEndsAtItsTimeAndIsListedAsExpiredForAWhile(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            fixture.exempt("team/app", SSL, new Expiry.After(Duration.ofDays(30)));
            fixture.passes(Duration.ofDays(29));
            assertThat(fixture.judged(image)).isEqualTo(SSL_EXEMPTED);

            fixture.passes(Duration.ofDays(2));

            assertThat(fixture.judged(image)).isEqualTo(BOTH_COUNT);
            assertThat(fixture.waivers.exemptions().after("team", "", 10))
                    .singleElement()
                    .matches(Exemption::expired);
            fixture.passes(Duration.ofDays(90));
            fixture.exempt("team", MODULE);
            assertThat(fixture.waivers.exemptions().after("team", "", 10))
                    .extracting(Exemption::issue)
                    .containsExactly(MODULE);
        }
    }

    @OnBothDatabases
    void anEndThatHasPassedOrIsTooFarIsRefused(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            for (Expiry wrong : List.of(
                    new Expiry.At(Instant.parse("2020-01-01T00:00:00Z")),
                    new Expiry.After(Duration.ZERO),
                    new Expiry.After(Duration.ofDays(3_651)))) {
                assertThat(fixture.exempt("team", SSL, wrong)).isInstanceOf(ExemptionResult.WrongEnd.class);
            }

            assertThat(fixture.waivers.exemptions().after("team", "", 10)).isEmpty();
        }
    }

    @OnBothDatabases
    void ofSeveralTheOneThatLastsLongestIsTold(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            fixture.exempt("team/app", SSL, new Expiry.After(Duration.ofDays(1)));
            fixture.exempt("team", SSL_ALIAS, new Expiry.After(Duration.ofDays(9)));

            Waiver waiver = fixture.waivers
                    .judge(APP, WaiversFixture.scan(image))
                    .getFirst()
                    .waiver()
                    .orElseThrow();

            assertThat(waiver.until().orElseThrow()).isAfter(Instant.now().plus(Duration.ofDays(8)));
        }
    }

    @OnBothDatabases
    void itFollowsARepositoryInItsNamespaceAndStaysBehindWhenThatLeaves(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            RepositoryName renamed = new RepositoryName("team/renamed");
            RepositoryName away = new RepositoryName("other/app");
            Digest image = fixture.image("{}", "v1");
            fixture.image(new RepositoryName("other/first"), "{}", "v1");
            fixture.exempt("team/app:v1", SSL);
            fixture.exempt("team/renamed", MODULE);
            fixture.vex(
                    "team/app",
                    WaiversFixture.document(
                            "x",
                            "2026-01-01T00:00:00Z",
                            WaiversFixture.statement(
                                    MODULE, WaiversFixture.product(WaiversFixture.MODULE_URL), "not_affected")));

            fixture.rename(APP, renamed);

            assertThat(fixture.judged(renamed, image))
                    .as("what was granted to the new name before was for another")
                    .containsExactly(SSL + " exempt", MODULE + " vex not_affected");
            fixture.rename(renamed, away);
            assertThat(fixture.judged(away, image)).isEqualTo(BOTH_COUNT);
            assertThat(fixture.waivers.exemptions().after("team", "", 10)).isEmpty();
            assertThat(fixture.waivers.documents().after("team", "", 10)).isEmpty();
        }
    }

    @OnBothDatabases
    void itEndsWithTheRepositoryAndALaterOneOfTheNameInheritsNothing(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            fixture.exempt("team/app", SSL);
            fixture.exempt("team/app:v1", MODULE);
            fixture.vex(
                    "team/app",
                    WaiversFixture.document(
                            "x",
                            "2026-01-01T00:00:00Z",
                            WaiversFixture.statement(SSL, WaiversFixture.product(WaiversFixture.SSL_URL), "fixed")));
            long before = fixture.waivers.changes();

            fixture.delete(APP);
            fixture.image("{}", "v1");

            assertThat(fixture.judged(image)).isEqualTo(BOTH_COUNT);
            fixture.waivers.follow();
            assertThat(fixture.waivers.changes()).isGreaterThan(before);
        }
    }

    @OnBothDatabases
    void changesAreKnownHereAtOnceAndElsewhereAfterALook(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Waivers other = fixture.anotherNode();
            long before = other.changes();

            fixture.exempt("team", SSL);
            long granted = fixture.waivers.changes();
            fixture.waivers.exemptions().remove(scope("team"), IssueId.parse(SSL), ALICE);
            long removed = fixture.waivers.changes();
            fixture.waivers.exemptions().remove(scope("team"), IssueId.parse(SSL), ALICE);

            assertThat(granted).isGreaterThan(before);
            assertThat(removed).isGreaterThan(granted);
            assertThat(fixture.waivers.changes()).isEqualTo(removed);
            assertThat(other.changes()).isEqualTo(before);
            other.follow();
            assertThat(other.changes()).isEqualTo(removed);
        }
    }

    @OnBothDatabases
    void whoeverLostTheRightMeanwhileGrantsNothing(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Authority lost = new Authority(ALICE.author(), sql -> {
                throw new IllegalStateException("the right is gone");
            });
            NewExemption wanted = new NewExemption(scope("team"), IssueId.parse(SSL), "because", new Expiry.Never());

            assertThatThrownBy(() -> fixture.waivers.exemptions().add(wanted, lost))
                    .hasMessage("the right is gone");

            assertThat(fixture.waivers.exemptions().after("team", "", 10)).isEmpty();
        }
    }

    @OnBothDatabases
    void pagesGoByRepositoryTagAndIssue(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            fixture.image("{}", "v1");
            for (String scope : List.of("team/app:v1", "team/zoo", "team/app", "team")) {
                fixture.exempt(scope, SSL);
                fixture.exempt(scope, MODULE);
            }

            List<Exemption> first = fixture.waivers.exemptions().after("team", "", 3);
            List<Exemption> rest =
                    fixture.waivers.exemptions().after("team", first.getLast().cursor(), 10);

            assertThat(first)
                    .extracting(each -> each.scope() + " " + each.issue())
                    .containsExactly("team " + SSL, "team " + MODULE, "team/app " + SSL);
            assertThat(rest)
                    .extracting(each -> each.scope() + " " + each.issue())
                    .containsExactly(
                            "team/app " + MODULE,
                            "team/app:v1 " + SSL,
                            "team/app:v1 " + MODULE,
                            "team/zoo " + SSL,
                            "team/zoo " + MODULE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cve-2021-44228, CVE-2021-44228, cve",
        "GHSA-JFH8-C2JP-5V3Q, GHSA-jfh8-c2jp-5v3q, ghsa",
        "DSA-5020-1, DSA-5020-1, distribution",
        "USN-6166-1, USN-6166-1, distribution",
        "rhsa-2023:1405, RHSA-2023:1405, distribution",
        "ALSA-2023:0946, ALSA-2023:0946, distribution",
        "ALPINE-CVE-2019-14697, ALPINE-CVE-2019-14697, distribution",
        "SUSE-SU-2023:2765-1, SUSE-SU-2023:2765-1, distribution",
        "go-2023-1840, GO-2023-1840, ecosystem",
        "RUSTSEC-2021-0003, RUSTSEC-2021-0003, ecosystem",
        "PYSEC-2021-19, PYSEC-2021-19, ecosystem",
        "TEMP-0841856-B18BAF, TEMP-0841856-B18BAF, other",
        "snyk-js-lodash-1018905, SNYK-JS-LODASH-1018905, other"
    })
    void idsOfEveryDatabaseAreIssues(String typed, String text, String type) {
        IssueId id = IssueId.parse(typed);

        assertThat(id.text()).isEqualTo(text);
        assertThat(id.type().id()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "CVE", "CVE-21-1", "CVE-2021-44228 ", "CVE-2021-44228,CVE-2021-45046", "CVE-2021-44228x",
                        "GHSA-abc",
                "GHSA-aaaa-bbbb-cccc", "*", "DSA-", "openssl", "log4-", "a'b-1", "-1-1"
            })
    void whatNoIssueIsCalledIsRefused(String text) {
        assertThatThrownBy(() -> IssueId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected one such as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Team", "team/app@sha256:00", "team:v1", "team/app:", "team/app:a b", "team/"})
    void whatIsNoScopeIsRefused(String text) {
        assertThatThrownBy(() -> ExemptionScope.parse(text))
                .isInstanceOfAny(IllegalArgumentException.class, MalformedException.class);
    }

    @Test
    void eachTypesExampleIsOfThatType() {
        for (IssueType type : IssueType.values()) {
            assertThat(IssueId.parse(type.example()).type()).isEqualTo(type);
        }
    }
}
