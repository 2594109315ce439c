package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A frozen tag stays where it points.
final class FrozenTagsTest {
    private static final String RULE = "v[0-9.]+|sha256-.*";

    @OnBothDatabases
    void aFrozenTagDoesNotMoveAndDoesNotGo(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("old");
            fixture.push("new");
            Manifests manifests = fixture.content.manifests();
            fixture.database.write(sql -> sql.update("UPDATE repository SET immutable_tags = ?", RULE));
            Digest old = Digest.of(Digest.Algorithm.SHA256, image("old"));
            assertThat(manifests.put(manifest(image("old"), "v1.0", "latest")))
                    .isInstanceOf(ManifestResult.Stored.class);
            Refusal why = new Refusal.FrozenTag(REPOSITORY, Tag.parse("v1.0"), new Freeze(RULE, "team/app"), old);
            ManifestResult refused = new ManifestResult.Refused(why);
            Deletion undeleted = new Deletion.Refused(why);

            assertThat(manifests.put(manifest(image("new"), "v1.0"))).isEqualTo(refused);
            assertThat(manifests.put(manifest(image("new"), "latest", "v1.0"))).isEqualTo(refused);
            assertThat(fixture.content.trash().untag(REPOSITORY, Tag.parse("v1.0"), DeletionTerms.of(ALICE)))
                    .isEqualTo(undeleted);
            assertThat(fixture.content.trash().removeManifest(REPOSITORY, old, DeletionTerms.of(ALICE)))
                    .isEqualTo(undeleted);
            assertThat(manifests.put(manifest(image("old"), "v1.0"))).isInstanceOf(ManifestResult.Stored.class);
            assertThat(manifests
                            .find(REPOSITORY, Tag.parse("latest"))
                            .orElseThrow()
                            .digest())
                    .isEqualTo(old);
            assertThat(manifests.put(manifest(image("new"), "latest"))).isInstanceOf(ManifestResult.Stored.class);
        }
    }

    @OnBothDatabases
    void aRuleOfTheNamespaceHoldsInAllItsRepositories(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("old");
            fixture.push("new");
            Manifests manifests = fixture.content.manifests();
            manifests.put(manifest(image("old"), "v1.0.0", "dev-1", "latest"));
            fixture.database.write(
                    sql -> sql.update("UPDATE namespace SET immutable_tags = ?", "!dev-.*|latest\nsemver:^2"));

            ManifestResult refused = manifests.put(manifest(image("new"), "v1.0.0"));

            assertThat(refused)
                    .isEqualTo(new ManifestResult.Refused(new Refusal.FrozenTag(
                            REPOSITORY,
                            Tag.parse("v1.0.0"),
                            new Freeze("!dev-.*|latest", "team"),
                            Digest.of(Digest.Algorithm.SHA256, image("old")))));
            assertThat(manifests.put(manifest(image("new"), "dev-1", "latest")))
                    .isInstanceOf(ManifestResult.Stored.class);
            assertThat(fixture.content.tags().frozenBy(REPOSITORY, Tag.parse("v1.0.0")))
                    .hasValueSatisfying(freeze ->
                            assertThat(freeze).hasToString("the rule \"!dev-.*|latest\" of the namespace team"));
            assertThat(fixture.content.tags().frozenBy(REPOSITORY, Tag.parse("dev-1")))
                    .isEmpty();
        }
    }

    @Test
    void aRuleMatchesTheWholeTagAndTagsOfSignaturesAreNeverFrozen() {
        String digest = "sha256-" + "a".repeat(64);
        assertThat(freezes("v1", "v1")).isTrue();
        assertThat(freezes("v1", "v1.0")).isFalse();
        assertThat(freezes("", "v1")).isFalse();
        assertThat(freezes(".*", digest)).isFalse();
        assertThat(freezes("!x", digest + ".sig")).isFalse();
        assertThat(freezes(".*", digest + ".att")).isFalse();
        assertThat(freezes(".*", digest + ".sbom")).isFalse();
        assertThat(freezes(".*", digest + ".other")).isTrue();
        assertThat(freezes(".*", "sha256-abc")).isTrue();
    }

    @Test
    void rulesAreExpressionsTheirOppositesAndVersions() {
        assertThat(freezes("!dev-.*", "dev-1")).isFalse();
        assertThat(freezes("!dev-.*", "release")).isTrue();
        assertThat(freezes("semver:>=1.0.0 <2.0.0", "v1.4.0")).isTrue();
        assertThat(freezes("semver: >=1.0.0 <2.0.0", "1.4.0")).isTrue();
        assertThat(freezes("semver:>=1.0.0 <2.0.0", "v2.0.0")).isFalse();
        assertThat(freezes("semver:*", "latest")).isFalse();
        assertThat(freezes("a|b\n\n  c  \nsemver:1.x", "c")).isTrue();
        assertThat(freezes("a|b\n\n  c  \nsemver:1.x", "v1.2.3")).isTrue();
        assertThat(freezes("a|b\n\n  c  \nsemver:1.x", "d")).isFalse();
        assertThat(FrozenTags.parse("a\nsemver:1.x").rule(new Tag("1.0.0"))).contains("semver:1.x");
    }

    private static boolean freezes(String rules, String tag) {
        return FrozenTags.parse(rules).rule(new Tag(tag)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "a{1001}",
                "((a{100}){100}){100}",
                "(a{1,999}){1,999}",
                "a(?=b)",
                "!(",
                "semver:",
                "semver:one",
                "a\n("
            })
    void whatIsNoRuleIsRefused(String rule) {
        assertThatIllegalArgumentException().isThrownBy(() -> FrozenTags.check(rule));
    }

    @Test
    void theLongestRuleIsTaken() {
        FrozenTags.check("a".repeat(FrozenTags.MAX_RULE_LENGTH));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrozenTags.check("a".repeat(FrozenTags.MAX_RULE_LENGTH + 1)));
    }

    @Test
    void asManyRulesAreTakenAsThereMayBe() {
        FrozenTags.check("a\n".repeat(FrozenTags.MAX_RULES));

        assertThatIllegalArgumentException().isThrownBy(() -> FrozenTags.check("a\n".repeat(FrozenTags.MAX_RULES + 1)));
    }

    @Test
    void allRulesTogetherAreBounded() {
        String large = "(abcdefghijklmnopqrst{30}){30}";
        FrozenTags.check(large);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrozenTags.check((large + "\n").repeat(FrozenTags.MAX_RULES)))
                .withMessageContaining("too large");
    }
}
