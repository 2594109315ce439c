package dev.entrepot.scanning;

import dev.entrepot.oci.Digest;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A package as far as advisories tell packages apart: one row of the registry, however many images have it.
///
/// @param what without licences
/// @param distribution of the image, where the distribution speaks for the package; without its name for people
record PackageKey(Package what, Optional<Distribution> distribution) {
    /// Of a name, in an index: PostgreSQL takes no rows beyond 2.7 kB there. No real name is that long.
    private static final int MAX_SEARCHED = 500;

    static PackageKey of(Package what, Optional<Distribution> image) {
        boolean spokenFor = what.type().ofDistribution() || what.vendored();
        return new PackageKey(
                new Package(
                        what.type(),
                        what.name(),
                        what.version(),
                        what.architecture(),
                        what.source(),
                        what.sourceVersion(),
                        what.module(),
                        List.of(),
                        what.vendored()),
                image.filter(_ -> spokenFor)
                        .map(all -> new Distribution(all.id(), all.versionId(), all.codename(), "")));
    }

    /// A hash of everything; no two keys share one.
    String identity() {
        Distribution from = distribution.orElse(new Distribution("", "", "", ""));
        // The lengths keep the texts apart, whatever stands in them.
        StringBuilder all = new StringBuilder();
        for (String text : List.of(
                what.type().id(),
                what.name(),
                what.version(),
                what.architecture(),
                what.source(),
                what.sourceVersion(),
                what.module(),
                what.vendored() ? "vendored" : "",
                from.id(),
                from.versionId(),
                from.codename())) {
            all.append(text.length()).append(':').append(text);
        }
        return Digest.of(Digest.Algorithm.SHA256, all.toString().getBytes(StandardCharsets.UTF_8))
                .encoded();
    }

    String lowerName() {
        return searched(what.name());
    }

    /// A name as it is looked for.
    static String searched(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.substring(0, Math.min(lower.length(), MAX_SEARCHED));
    }

    /// What people call it: an artifact without its group, a package without its vendor or scope.
    String shortName() {
        String name = lowerName();
        char separator = what.type() == PackageType.MAVEN ? ':' : '/';
        return name.substring(name.lastIndexOf(separator) + 1);
    }
}
