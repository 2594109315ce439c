package dev.entrepot.imports;

/// What an annotation calls an image.
///
/// @param repository empty when it is only a tag
/// @param tag empty when there is none
record ImageReference(String repository, String tag) {
    /// Reads `TAG`, `NAME:TAG`, `HOST/NAME:TAG` or any of these with `@DIGEST`, which is left out as the host
    /// is: the first part of several that has a `.` or a `:` or is `localhost`.
    static ImageReference of(String text) {
        int at = text.indexOf('@');
        String rest = at < 0 ? text : text.substring(0, at);
        int slash = rest.indexOf('/');
        if (slash > 0) {
            String first = rest.substring(0, slash);
            boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
            rest = host ? rest.substring(slash + 1) : rest;
        }
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            return new ImageReference(rest.substring(0, colon), rest.substring(colon + 1));
        }
        return rest.contains("/") || slash > 0 ? new ImageReference(rest, "") : new ImageReference("", rest);
    }
}
