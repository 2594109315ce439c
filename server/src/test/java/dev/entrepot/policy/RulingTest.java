package dev.entrepot.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.conditions.Conditions;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.packages.Severity;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What policies say of values; nothing is stored here.
@DisplayName("A ruling")
final class RulingTest {
    private static final RepositoryName APP = new RepositoryName("team/app");
    private static final Digest DIGEST = Digest.of(Digest.Algorithm.SHA256, new byte[] {1});
    private static final Instant NOW = Instant.parse("2026-11-23T22:00:00Z");
    private static final Conditions CONDITIONS = new Conditions();
    private static final String CRITICAL = "findings.exists(f, f.severity == \"CRITICAL\" && f.fixedVersion != \"\")";

    private static Finding finding(String id, Severity severity, String fixed) {
        return new Finding(
                id,
                List.of(),
                "openssl",
                "3.0.1",
                "openssl",
                fixed,
                severity,
                "deb",
                "sha256:0",
                "var/lib/dpkg/status",
                7.5,
                "",
                "",
                "",
                false,
                0.1,
                "entrepot");
    }

    private static ImageScan scan(ImageScan.State state, Finding... findings) {
        return new ImageScan(
                "team",
                DIGEST,
                state,
                state == ImageScan.State.READ ? "" : "because",
                Optional.of(NOW.minusSeconds(3_600)),
                Optional.empty(),
                1,
                Optional.empty(),
                List.of(new FoundPackage(
                        Package.of(PackageType.DEB, "openssl", "3.0.1"), "var/lib/dpkg/status", "sha256:0")),
                List.of(findings),
                Map.of("team", "web"));
    }

    private static Subject.Image image(ImageScan.State state, Finding... findings) {
        return new Subject.Image(Optional.of(scan(state, findings)), List.of(findings));
    }

    private static final Subject.Image UNSEEN = new Subject.Image(Optional.empty(), List.of());

    private static Subject subject(List<String> tags, Subject.Image... images) {
        return Subject.of(new Subject.Called(APP, tags, true), List.of(images), NOW);
    }

    private static ActingPolicy policy(String name, Effect effect, String tags, String condition, Answers answers) {
        Terms terms = new Terms(tags, effect, condition, Optional.empty(), answers, false);
        return ActingPolicy.of(
                new PolicyTable.Acting(
                        name,
                        new PolicyKey(Place.parse("team"), name),
                        new PolicyVersion(1, terms, NOW, "alice", Optional.empty(), 0)),
                CONDITIONS);
    }

    private static ActingPolicy deny(String condition) {
        return policy("p", Effect.DENY, "", condition, Answers.of(Effect.DENY));
    }

    private static Gate.Ruling rule(ActingPolicy policy, Subject subject) {
        return Gate.rule(policy, subject, Answers.LONGEST_HOLD);
    }

    private static Cause cause(Gate.Ruling ruling) {
        return ((Gate.Ruling.Objects) ruling).objection().cause();
    }

    @Test
    void namesTheFindingsForWhoseSakeTheConditionHolds() {
        Subject subject = subject(
                List.of(),
                image(
                        ImageScan.State.READ,
                        finding("CVE-3", Severity.LOW, "1"),
                        finding("CVE-2", Severity.CRITICAL, "3.0.2"),
                        finding("CVE-1", Severity.CRITICAL, "")));

        assertThat(cause(rule(deny(CRITICAL), subject)))
                .isInstanceOfSatisfying(
                        Cause.Holds.class,
                        holds -> assertThat(holds.findings())
                                .extracting(Finding::id)
                                .containsExactly("CVE-2"));
        assertThat(cause(rule(deny("findings.size() > 2"), subject)))
                .isInstanceOfSatisfying(
                        Cause.Holds.class,
                        holds -> assertThat(holds.findings())
                                .extracting(Finding::id)
                                .containsExactly("CVE-1", "CVE-2", "CVE-3"));
        assertThat(cause(rule(deny("packages.exists(p, p.name == 'openssl')"), subject)))
                .isEqualTo(new Cause.Holds(List.of(), ""));
    }

    @Test
    void ofAnIndexIsAboutAllItsImagesTogether() {
        Subject subject = subject(
                List.of(),
                image(ImageScan.State.READ, finding("CVE-1", Severity.LOW, "1")),
                image(ImageScan.State.READ, finding("CVE-2", Severity.HIGH, "1"), finding("CVE-1", Severity.LOW, "1")));

        assertThat(rule(deny("findings.size() == 2 && worst == 'HIGH'"), subject))
                .isInstanceOf(Gate.Ruling.Objects.class);
        assertThat(rule(
                        deny("findings.size() == 2 && worst == 'HIGH'"),
                        subject(List.of(), image(ImageScan.State.READ))))
                .isInstanceOf(Gate.Ruling.Passes.class);
    }

    @Test
    void waitsForAScanAsLongAsItsPolicySays() {
        Answers patient = new Answers(Duration.ofSeconds(5), true, false, false);
        ActingPolicy policy = policy("p", Effect.DENY, "", CRITICAL, patient);
        Subject subject = subject(List.of(), UNSEEN);

        assertThat(Gate.rule(policy, subject, Duration.ofSeconds(2)))
                .isEqualTo(new Gate.Ruling.Waits(Duration.ofSeconds(3)));
        assertThat(Gate.rule(policy, subject, Duration.ofSeconds(5))).isInstanceOf(Gate.Ruling.Passes.class);
        assertThat(cause(rule(deny(CRITICAL), subject))).isEqualTo(new Cause.Unscanned());
        assertThat(Gate.rule(policy("p", Effect.WARN, "", CRITICAL, Answers.of(Effect.WARN)), subject, Duration.ZERO))
                .isInstanceOf(Gate.Ruling.Objects.class);
    }

    @Test
    void onWhatCannotBeReadIsARefusalUnlessThePolicySaysOtherwise() {
        Subject unreadable = subject(List.of(), image(ImageScan.State.UNREADABLE));
        Subject part = subject(List.of(), image(ImageScan.State.PART, finding("CVE-1", Severity.CRITICAL, "2")));
        ActingPolicy lenient = policy("p", Effect.DENY, "", CRITICAL, new Answers(Duration.ZERO, false, true, true));

        assertThat(cause(rule(deny(CRITICAL), unreadable))).isEqualTo(new Cause.Unscannable("because"));
        assertThat(cause(rule(deny("false"), unreadable))).isEqualTo(new Cause.Unscannable("because"));
        assertThat(cause(rule(deny(CRITICAL), part))).isEqualTo(new Cause.InPart("because"));
        assertThat(rule(lenient, unreadable)).isInstanceOf(Gate.Ruling.Passes.class);
        assertThat(cause(rule(lenient, part))).isInstanceOf(Cause.Holds.class);
        assertThat(rule(lenient, subject(List.of(), UNSEEN))).isInstanceOf(Gate.Ruling.Objects.class);
    }

    @Test
    void byNamesAloneNeedsNoScan() {
        Subject subject = subject(List.of("v1"), UNSEEN);

        assertThat(Gate.rule(deny("tag == 'v2' && " + CRITICAL), subject, Duration.ZERO))
                .isInstanceOf(Gate.Ruling.Passes.class);
        assertThat(Gate.rule(deny("tag == 'v1' || " + CRITICAL), subject, Duration.ZERO))
                .isInstanceOf(Gate.Ruling.Objects.class);
        assertThat(Gate.rule(deny("tag == 'v1' && " + CRITICAL), subject, Duration.ZERO))
                .isInstanceOf(Gate.Ruling.Waits.class);
        assertThat(rule(deny("repository == 'team/app'"), subject(List.of()))).isInstanceOf(Gate.Ruling.Objects.class);
    }

    @Test
    void isAboutEveryTagAndTheStrictestCounts() {
        Subject subject = subject(List.of("dev", "prod-1", "prod-2"), image(ImageScan.State.READ));
        Answers strict = Answers.of(Effect.DENY);

        assertThat(cause(rule(policy("p", Effect.DENY, "prod-.*", "tag.endsWith('2')", strict), subject)))
                .isEqualTo(new Cause.Holds(List.of(), "prod-2"));
        assertThat(rule(policy("p", Effect.DENY, "prod", "true", strict), subject))
                .isInstanceOf(Gate.Ruling.Passes.class);
        assertThat(rule(policy("p", Effect.DENY, "prod-.*", "true", strict), subject(List.of())))
                .isInstanceOf(Gate.Ruling.Passes.class);
        assertThat(rule(deny("tag == ''"), subject(List.of()))).isInstanceOf(Gate.Ruling.Objects.class);
    }

    @Test
    void onMoreTagsThanAnybodyLooksAtIsARefusal() {
        List<String> most =
                IntStream.range(0, Gate.MOST_TAGS).mapToObj(i -> "t" + i).toList();
        List<String> more =
                IntStream.rangeClosed(0, Gate.MOST_TAGS).mapToObj(i -> "t" + i).toList();

        assertThat(rule(deny("tag == 'x'"), subject(most))).isInstanceOf(Gate.Ruling.Passes.class);
        assertThat(cause(rule(deny("tag == 'x'"), subject(more)))).isInstanceOf(Cause.Errs.class);
        assertThat(rule(deny("repository == 'x'"), subject(more))).isInstanceOf(Gate.Ruling.Passes.class);
        assertThat(cause(rule(
                        policy("p", Effect.DENY, "prod", "true", Answers.of(Effect.DENY)),
                        Subject.of(new Subject.Called(APP, more, false), List.of(), NOW))))
                .isInstanceOf(Cause.Errs.class);
    }

    @Test
    void withoutAnAnswerIsAnObjection() {
        Subject subject = subject(List.of(), image(ImageScan.State.READ));

        assertThat(cause(rule(deny("labels['owner'] == 'x'"), subject))).isInstanceOf(Cause.Errs.class);
        assertThat(cause(rule(deny("1 / (findings.size() * 1) == 1"), subject))).isInstanceOf(Cause.Errs.class);
        assertThat(cause(rule(deny("not a condition"), subject))).isInstanceOf(Cause.Errs.class);
    }

    @Test
    void ofTheStrictestPolicyDecides() {
        Subject subject = subject(List.of(), image(ImageScan.State.READ));
        Subjects.Read read = new Subjects.Read(subject, List.of(), Set.of("graced"), NOW, Optional.empty());
        ActingPolicy warns = policy("warns", Effect.WARN, "", "true", Answers.of(Effect.WARN));
        ActingPolicy graced = policy("graced", Effect.GRACE, "", "true", Answers.of(Effect.GRACE));
        ActingPolicy passed = policy("passed", Effect.GRACE, "", "true", Answers.of(Effect.GRACE));

        assertThat(Decision.of(List.of(warns, graced), read, Duration.ZERO).judgement())
                .isInstanceOfSatisfying(
                        Judgement.Passes.class,
                        passes -> assertThat(passes.warnings())
                                .extracting(objection -> objection.policy().name())
                                .containsExactly("warns", "graced"));
        assertThat(Decision.of(List.of(warns, graced, passed), read, Duration.ZERO)
                        .judgement())
                .isInstanceOfSatisfying(
                        Judgement.Refused.class,
                        refused -> assertThat(refused.objections())
                                .extracting(objection -> objection.policy().name())
                                .containsExactly("passed"));
    }

    @Test
    void ofAnImageInGraceWaitsForNothing() {
        Subjects.Read read =
                new Subjects.Read(subject(List.of(), UNSEEN), List.of(DIGEST), Set.of("graced"), NOW, Optional.empty());
        ActingPolicy graced = policy("graced", Effect.GRACE, "", CRITICAL, Answers.of(Effect.GRACE));
        ActingPolicy other = policy("other", Effect.DENY, "", CRITICAL, Answers.of(Effect.DENY));
        ActingPolicy refuses = policy("refuses", Effect.DENY, "", "repository == 'team/app'", Answers.of(Effect.DENY));

        assertThat(Decision.of(List.of(graced), read, Duration.ZERO).waits()).isFalse();
        assertThat(Decision.of(List.of(graced, other), read, Duration.ZERO).left())
                .isEqualTo(Answers.LONGEST_HOLD);
        Decision refused = Decision.of(List.of(other, refuses), read, Duration.ZERO);
        assertThat(refused.waits()).isFalse();
        assertThat(refused.judgement()).isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void isToldOnOneLineWithWhatHelps() {
        Finding[] many = IntStream.range(0, 8)
                .mapToObj(i -> finding("CVE-" + i, Severity.CRITICAL, "3.0.2"))
                .toArray(Finding[]::new);
        Gate.Ruling ruling = rule(deny(CRITICAL), subject(List.of(), image(ImageScan.State.READ, many)));
        Objection objection = ((Gate.Ruling.Objects) ruling).objection();

        String text = GateWords.refusal("team/app@sha256:0", APP, List.of(objection));

        assertThat(text)
                .startsWith("the policy p of team refuses team/app@sha256:0: CVE-0 in openssl 3.0.1 (CRITICAL, fixed in"
                        + " 3.0.2), CVE-1")
                .contains("and 3 more. To have a finding exempted, ask a maintainer of team for: entrepot exemption-add"
                        + " --scope team/app --issue-id CVE-0 --reason TEXT")
                .doesNotContain("\n", "CVE-5");
    }
}
