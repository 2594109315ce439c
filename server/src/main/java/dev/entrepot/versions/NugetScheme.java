package dev.entrepot.versions;

import java.util.Locale;
import java.util.regex.Pattern;

/// The order of NuGet: semantic versions with up to four numbers, the pre-release in any case, the build ignored.
final class NugetScheme implements Scheme {
    private static final Pattern VALID =
            Pattern.compile("v?[0-9]++(\\.[0-9]++){0,3}(-[0-9A-Za-z.-]++)?(\\+[0-9A-Za-z.-]++)?");

    private final SemanticScheme semantic = new SemanticScheme();

    @Override
    public VersionKey key(String version) {
        return semantic.key(version.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean valid(String version) {
        return VALID.matcher(version).matches();
    }
}
