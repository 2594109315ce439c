package dev.entrepot.client;

/// `[HOST/]ns/repo[:tag|@digest]`. The first component is a host only if it has a `.` or a `:` or is `localhost`.
///
/// @param host empty for the server in use
/// @param repository the namespace, a slash, and the rest; a namespace alone where a place is meant
/// @param suffix `:tag` or `@digest`, or empty
public record ImageName(String host, String repository, String suffix) {
    /// Throws {@link IllegalArgumentException} that says what was expected.
    public static ImageName parse(String text) {
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean hosted = first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0;
        String rest = hosted ? text.substring(slash + 1) : text;
        int at = rest.indexOf('@');
        int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
        int end = at >= 0 ? at : colon >= 0 ? colon : rest.length();
        String repository = rest.substring(0, end);
        if (repository.isEmpty() || end == rest.length() - 1 || !repository.matches("[a-z0-9][a-z0-9._/-]*")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no image; write [HOST/]NS/REPO[:TAG|@DIGEST], in lower case");
        }
        return new ImageName(hosted ? first : "", repository, rest.substring(end));
    }

    /// Without the host.
    public String local() {
        return repository + suffix;
    }
}
