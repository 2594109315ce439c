package dev.entrepot.oci;

import static dev.entrepot.oci.Malformed.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The grammars hold for all texts, by the letter of the spec: these expressions are copied from it, not from the code.
class NamesPropertyTest {
    private static final Pattern SPEC_NAME =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern SPEC_TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final Pattern SPEC_DIGEST = Pattern.compile("sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}");

    @Property
    void nameIsReadBackFromItsText(@ForAll("names") String text) {
        RepositoryName name = RepositoryName.parse(text);

        assertThat(RepositoryName.parse(name.toString())).isEqualTo(name);
        assertThat(name.text()).startsWith(name.namespace() + '/');
        assertThat(name.text()).isEqualTo(text.indexOf('/') < 0 ? "library/" + text : text);
    }

    @Property
    void mutatedNameIsReadAsTheSpecSays(@ForAll("names") String text, @ForAll("mutations") Mutation mutation) {
        String mutated = mutation.of(text);

        if (SPEC_NAME.matcher(mutated).matches() && mutated.length() < 240) {
            assertThat(RepositoryName.parse(mutated).text()).endsWith(mutated);
        } else {
            refused(ErrorCode.NAME_INVALID, () -> RepositoryName.parse(mutated));
        }
    }

    @Property
    void tagIsReadBackFromItsText(@ForAll("tags") String text) {
        assertThat(Tag.parse(text).toString()).isEqualTo(text);
        assertThat(Reference.parse(text)).isEqualTo(Tag.parse(text));
    }

    @Property
    void mutatedTagIsReadAsTheSpecSays(@ForAll("tags") String text, @ForAll("mutations") Mutation mutation) {
        String mutated = mutation.of(text);

        if (SPEC_TAG.matcher(mutated).matches()) {
            assertThat(Tag.parse(mutated).text()).isEqualTo(mutated);
        } else {
            refused(ErrorCode.TAG_INVALID, () -> Tag.parse(mutated));
        }
    }

    @Property
    void digestIsReadBackFromItsText(@ForAll Digest.Algorithm algorithm, @ForAll byte[] content) {
        Digest digest = Digest.of(algorithm, content);

        assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
        assertThat(Reference.parse(digest.toString())).isEqualTo(digest);
        assertThat(digest.encoded()).hasSize(algorithm.hexLength());
    }

    @Property
    void mutatedDigestIsReadAsTheSpecSays(
            @ForAll Digest.Algorithm algorithm, @ForAll byte[] content, @ForAll("mutations") Mutation mutation) {
        String mutated = mutation.of(Digest.of(algorithm, content).toString());

        if (SPEC_DIGEST.matcher(mutated).matches()) {
            assertThat(Digest.parse(mutated).toString()).isEqualTo(mutated);
        } else {
            refused(ErrorCode.DIGEST_INVALID, () -> Digest.parse(mutated));
        }
    }

    @Property
    void anyTextIsAReferenceOrRefused(@ForAll String text) {
        Assume.that(!SPEC_TAG.matcher(text).matches());
        ErrorCode code = text.contains(":") ? ErrorCode.DIGEST_INVALID : ErrorCode.TAG_INVALID;

        refused(code, () -> Reference.parse(text));
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> word =
                Arbitraries.strings().withChars("abz019").ofMinLength(1).ofMaxLength(6);
        Arbitrary<String> separator = Arbitraries.of(".", "_", "__", "-", "--", "-----");
        Arbitrary<String> part = Combinators.combine(word, separator, word)
                .as((first, middle, last) -> first + middle + last)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(pieces -> String.join("", pieces));
        return Arbitraries.oneOf(word, part).list().ofMinSize(1).ofMaxSize(5).map(parts -> String.join("/", parts));
    }

    @Provide
    Arbitrary<String> tags() {
        Arbitrary<String> first = Arbitraries.strings().withChars("azAZ09_").ofLength(1);
        Arbitrary<String> rest = Arbitraries.strings().withChars("azAZ09_.-").ofMaxLength(127);
        return Combinators.combine(first, rest).as(String::concat);
    }

    @Provide
    Arbitrary<Mutation> mutations() {
        Arbitrary<String> inserted = Arbitraries.oneOf(
                Arbitraries.of(List.of(
                        "", "/", "//", ".", "..", "_", "__", "___", "-", ":", "@", "+", "%", " ", "\n", "\u0000", "A",
                        "G", "\\", "é", "\u0660", "\ud800", "a", "0", "?", "#")),
                Arbitraries.strings().ofLength(1));
        return Combinators.combine(
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 2),
                        inserted)
                .as(Mutation::new);
    }

    /// Puts other text in the place of some characters.
    record Mutation(double position, int removed, String inserted) {
        String of(String text) {
            int start = (int) Math.round(position * text.length());
            int end = Math.min(text.length(), start + removed);
            return text.substring(0, start) + inserted + text.substring(end);
        }
    }
}
