package dev.entrepot.oci;

/// What names a manifest within its repository.
public sealed interface Reference permits Tag, Digest {

    /// A text with a colon is a digest, since no tag has one; any other is a tag.
    ///
    /// @throws MalformedException with `DIGEST_INVALID` or `TAG_INVALID`
    static Reference parse(String text) {
        return text.indexOf(':') >= 0 ? Digest.parse(text) : Tag.parse(text);
    }
}
