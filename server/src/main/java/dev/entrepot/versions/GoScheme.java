package dev.entrepot.versions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The order of Go modules (go.dev/ref/mod#versions): semantic versions, among them pseudo-versions, with or without
/// `v`;
/// `+incompatible` is ignored. Versions of Go itself, `go1.21rc2`, are read as the database of Go writes them:
/// `1.21.0-rc.2`.
final class GoScheme implements Scheme {
    private static final Pattern TOOLCHAIN =
            Pattern.compile("(?:go)?([0-9]++\\.[0-9]++)(\\.[0-9]++)?(rc|beta)([0-9]++).*");
    private static final Pattern GO = Pattern.compile("go(?=[0-9])");

    private final SemanticScheme semantic = new SemanticScheme();

    @Override
    public VersionKey key(String version) {
        return semantic.key(translated(version.strip()));
    }

    @Override
    public boolean valid(String version) {
        return semantic.valid(translated(version));
    }

    private static String translated(String version) {
        Matcher toolchain = TOOLCHAIN.matcher(version);
        if (toolchain.matches()) {
            String patch = toolchain.group(2) == null ? ".0" : toolchain.group(2);
            return toolchain.group(1) + patch + "-" + toolchain.group(3) + "." + toolchain.group(4);
        }
        return GO.matcher(version).replaceFirst("");
    }
}
