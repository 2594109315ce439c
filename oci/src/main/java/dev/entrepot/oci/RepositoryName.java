package dev.entrepot.oci;

import java.util.regex.Pattern;

/// The name of a repository in its one canonical spelling: at least two parts, of which the first is the namespace.
public record RepositoryName(String text) {
    /// Clients cap host and name together at 255 characters; a longer name could never be pulled.
    public static final int MAX_LENGTH = 255;

    /// The namespace of names without a slash: `alpine` and `library/alpine` are one repository.
    public static final String DEFAULT_NAMESPACE = "library";

    /// distribution-spec, "Pulling manifests".
    private static final Pattern GRAMMAR = Pattern.compile(
            "[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+)*+");

    public RepositoryName {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedException(
                    ErrorCode.NAME_INVALID,
                    "the repository name " + Excerpt.quoted(text) + " has " + text.length()
                            + " characters: expected at most " + MAX_LENGTH + "; choose a shorter name",
                    Excerpt.bare(text));
        }
        if (!GRAMMAR.matcher(text).matches() || text.indexOf('/') < 0) {
            throw new MalformedException(
                    ErrorCode.NAME_INVALID,
                    "the repository name " + Excerpt.quoted(text)
                            + " is not valid: expected parts of a-z 0-9 separated by /,"
                            + " within a part also single . or _, __ or any number of - between letters or digits;"
                            + " choose such a name, in lower case",
                    Excerpt.bare(text));
        }
    }

    /// Reads a name as clients write it and makes it canonical.
    ///
    /// @throws MalformedException with `NAME_INVALID`
    public static RepositoryName parse(String text) {
        boolean bare = !text.isEmpty() && text.indexOf('/') < 0;
        return new RepositoryName(bare ? DEFAULT_NAMESPACE + '/' + text : text);
    }

    /// The part before the first slash.
    public String namespace() {
        return text.substring(0, text.indexOf('/'));
    }

    @Override
    public String toString() {
        return text;
    }
}
