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
import java.util.Optional;
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
            ManifestResult refused =
                    new ManifestResult.Refused(new Refusal.FrozenTag(REPOSITORY, Tag.parse("v1.0"), RULE, old));

            assertThat(manifests.put(manifest(image("new"), "v1.0"))).isEqualTo(refused);
            assertThat(manifests.put(manifest(image("new"), "latest", "v1.0"))).isEqualTo(refused);
            assertThat(manifests.deleteTag(REPOSITORY, Tag.parse("v1.0"), Optional.empty(), ALICE))
                    .isEqualTo(refused);
            assertThat(manifests.delete(REPOSITORY, old, ALICE)).isEqualTo(refused);
            assertThat(manifests.put(manifest(image("old"), "v1.0"))).isInstanceOf(ManifestResult.Stored.class);
            assertThat(manifests
                            .find(REPOSITORY, Tag.parse("latest"))
                            .orElseThrow()
                            .digest())
                    .isEqualTo(old);
            assertThat(manifests.put(manifest(image("new"), "latest"))).isInstanceOf(ManifestResult.Stored.class);
        }
    }

    @Test
    void aRuleMatchesTheWholeTagAndTagsOfSignaturesAreNeverFrozen() {
        String digest = "sha256-" + "a".repeat(64);
        assertThat(FrozenTags.freezes("v1", new Tag("v1"))).isTrue();
        assertThat(FrozenTags.freezes("v1", new Tag("v1.0"))).isFalse();
        assertThat(FrozenTags.freezes("", new Tag("v1"))).isFalse();
        assertThat(FrozenTags.freezes(".*", new Tag(digest))).isFalse();
        assertThat(FrozenTags.freezes(".*", new Tag(digest + ".sig"))).isFalse();
        assertThat(FrozenTags.freezes(".*", new Tag(digest + ".sbom"))).isFalse();
        assertThat(FrozenTags.freezes(".*", new Tag(digest + ".other"))).isTrue();
        assertThat(FrozenTags.freezes(".*", new Tag("sha256-abc"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a{1001}", "((a{100}){100}){100}", "(a{1,999}){1,999}", "a(?=b)"})
    void whatIsNoRuleIsRefused(String rule) {
        assertThatIllegalArgumentException().isThrownBy(() -> FrozenTags.check(rule));
    }

    @Test
    void theLongestRuleIsTaken() {
        FrozenTags.check("a".repeat(FrozenTags.MAX_RULE_LENGTH));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrozenTags.check("a".repeat(FrozenTags.MAX_RULE_LENGTH + 1)));
    }
}
