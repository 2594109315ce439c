package dev.entrepot.oci;

import java.util.regex.Pattern;

/// A name that may move from one manifest to another.
public record Tag(String text) implements Reference {
    /// distribution-spec, "Pulling manifests".
    private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    public Tag {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new MalformedException(
                    ErrorCode.TAG_INVALID,
                    "the tag " + Excerpt.quoted(text)
                            + " is not valid: expected 1 to 128 characters of a-z A-Z 0-9 _ . -,"
                            + " the first neither . nor -; choose such a tag",
                    Excerpt.bare(text));
        }
    }

    /// Reads a tag.
    ///
    /// @throws MalformedException with `TAG_INVALID`
    public static Tag parse(String text) {
        return new Tag(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
