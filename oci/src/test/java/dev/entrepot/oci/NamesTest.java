package dev.entrepot.oci;

import static dev.entrepot.oci.Malformed.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Repository names, tags and references.
class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "library/alpine",
                "a/b/c/d/e",
                "a1/b2",
                "a.b/c_d",
                "a__b/c",
                "a-b/c---d",
                "0/0",
                "x/blobs/uploads/manifests/tags/list/referrers",
                "localhost/a"
            })
    void nameWithinTheGrammarIsKept(String text) {
        assertThat(RepositoryName.parse(text)).hasToString(text);
    }

    @Test
    void nameWithoutSlashBelongsToTheDefaultNamespace() {
        RepositoryName name = RepositoryName.parse("alpine");

        assertThat(name).isEqualTo(RepositoryName.parse("library/alpine"));
        assertThat(name.namespace()).isEqualTo("library");
    }

    @Test
    void namespaceEndsAtTheFirstSlash() {
        assertThat(RepositoryName.parse("team/app/web").namespace()).isEqualTo("team");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a/",
                "/a",
                "a//b",
                "A/b",
                "a/B",
                "a b/c",
                ".a/b",
                "a./b",
                "a..b/c",
                "_a/b",
                "a_/b",
                "a___b/c",
                "-a/b",
                "a-/b",
                "a._b/c",
                "a/.",
                "a/..",
                "../a",
                "a/b\n",
                "a/b:c",
                "a/b@c",
                "a/é",
                "a/\u0000",
                "a%2fb",
                "a\\b",
                "_catalog",
                "a/_trust"
            })
    void nameOutsideTheGrammarIsRefused(String text) {
        refused(ErrorCode.NAME_INVALID, () -> RepositoryName.parse(text));
    }

    @Test
    void nameOfTheGreatestLengthIsKept() {
        String text = "a/" + "b".repeat(RepositoryName.MAX_LENGTH - 2);

        assertThat(RepositoryName.parse(text).text()).isEqualTo(text);
    }

    @Test
    void longerNameIsRefused() {
        String text = "a/" + "b".repeat(RepositoryName.MAX_LENGTH - 1);

        assertThat(refused(ErrorCode.NAME_INVALID, () -> RepositoryName.parse(text)))
                .hasMessageContaining("256 characters")
                .hasMessageContaining("at most 255");
    }

    @Test
    void limitCountsTheDefaultNamespace() {
        String text = "b".repeat(RepositoryName.MAX_LENGTH);

        refused(ErrorCode.NAME_INVALID, () -> RepositoryName.parse(text));
    }

    @Test
    void nameThatInvitesBacktrackingIsAnsweredAtOnce() {
        String text = "a/" + "b-".repeat(126);

        refused(ErrorCode.NAME_INVALID, () -> RepositoryName.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_", "A", "0", "latest", "v1.0-rc_1", "sha256-0123"})
    void tagWithinTheGrammarIsKept(String text) {
        assertThat(Tag.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "-", ".a", "-a", "a/b", "a b", "a\n", "é", "a+b", "a%20", "a@b", "a:b", "a\u0000"})
    void tagOutsideTheGrammarIsRefused(String text) {
        refused(ErrorCode.TAG_INVALID, () -> Tag.parse(text));
    }

    @Test
    void tagOf128CharactersIsTheLongest() {
        assertThat(Tag.parse("a".repeat(128)).text()).hasSize(128);
        refused(ErrorCode.TAG_INVALID, () -> Tag.parse("a".repeat(129)));
    }

    @Test
    void referenceWithAColonIsADigest() {
        Digest digest = Digest.of(Digest.Algorithm.SHA256, new byte[0]);

        assertThat(Reference.parse(digest.toString())).isEqualTo(digest);
        refused(ErrorCode.DIGEST_INVALID, () -> Reference.parse("latest:1"));
    }

    @Test
    void referenceWithoutColonIsATag() {
        assertThat(Reference.parse("latest")).isEqualTo(Tag.parse("latest"));
        refused(ErrorCode.TAG_INVALID, () -> Reference.parse("la test"));
    }
}
