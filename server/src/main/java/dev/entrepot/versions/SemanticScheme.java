package dev.entrepot.versions;

import java.util.regex.Pattern;

/// The order of Semantic Versioning 2.0, lenient as to what precedes (`v`, `=`), to fewer or more numbers than three
/// and to a
/// pre-release without its dash. The build is ignored.
final class SemanticScheme implements Scheme {
    private static final Pattern VALID = Pattern.compile("v?(0|[1-9][0-9]*+)\\.(0|[1-9][0-9]*+)\\.(0|[1-9][0-9]*+)"
            + "(-[0-9A-Za-z-]++(\\.[0-9A-Za-z-]++)*+)?(\\+[0-9A-Za-z-]++(\\.[0-9A-Za-z-]++)*+)?");

    @Override
    public VersionKey key(String version) {
        var key = new VersionKey.Builder();
        addRelease(key, withoutBuild(bare(version)));
        return key.build();
    }

    @Override
    public boolean valid(String version) {
        return VALID.matcher(version).matches();
    }

    /// Without what people write in front of a version.
    static String bare(String version) {
        String text = version.strip();
        int start = 0;
        while (start < text.length() && "vV= ".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return text.substring(start);
    }

    static String withoutBuild(String text) {
        int plus = text.indexOf('+');
        return plus < 0 ? text : text.substring(0, plus);
    }

    /// The numbers, then the pre-release.
    static void addRelease(VersionKey.Builder key, String text) {
        Cursor cursor = new Cursor(text);
        addNumbers(key, cursor);
        boolean dashed = cursor.skip("-") || cursor.skip(".");
        key.section();
        Identifiers.addPreRelease(key, cursor.rest().isEmpty() && dashed ? "-" : cursor.rest());
    }

    /// Numbers with dots between them; those that are missing are 0.
    static void addNumbers(VersionKey.Builder key, Cursor cursor) {
        key.number(0, cursor.digits());
        while (cursor.atNumberAfterDot()) {
            cursor.next();
            key.number(0, cursor.digits());
        }
    }
}
