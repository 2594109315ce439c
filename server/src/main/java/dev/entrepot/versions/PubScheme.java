package dev.entrepot.versions;

/// The order of Dart's pub_semver: that of semantic versions, but a build makes a version higher, and compares like a
/// pre-release does.
final class PubScheme implements Scheme {
    private final SemanticScheme semantic = new SemanticScheme();

    @Override
    public VersionKey key(String version) {
        String text = SemanticScheme.bare(version);
        String release = SemanticScheme.withoutBuild(text);
        var key = new VersionKey.Builder();
        SemanticScheme.addRelease(key, release);
        key.section();
        if (release.length() < text.length()) {
            Identifiers.add(key, text.substring(release.length() + 1));
        }
        return key.build();
    }

    @Override
    public boolean valid(String version) {
        return semantic.valid(version);
    }
}
