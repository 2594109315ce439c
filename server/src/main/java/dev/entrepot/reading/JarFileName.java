package dev.entrepot.reading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of an archive taken apart as Maven puts it together: `artifact-version[-classifier]`.
record JarFileName(String artifact, String version) {
    /// What may stand between numbers of one version, as in `1.0-beta-2`.
    private static final Set<String> QUALIFIERS = Set.of(
            "a",
            "alpha",
            "android",
            "b",
            "beta",
            "build",
            "cr",
            "dev",
            "ea",
            "final",
            "ga",
            "incubating",
            "jre",
            "m",
            "milestone",
            "p",
            "patch",
            "pre",
            "preview",
            "r",
            "rc",
            "release",
            "rev",
            "snapshot",
            "sp");

    private static final Pattern NUMBER = Pattern.compile("-(?=\\d)");

    /// @param file name without its ending
    /// @param versions what else is known to be the version: where one stands in the name, it is the version,
    ///        and what follows is a classifier
    static Optional<JarFileName> parse(String file, List<String> versions) {
        for (String version : versions) {
            int at = file.indexOf("-" + version);
            int end = at + 1 + version.length();
            if (at > 0 && (end == file.length() || file.charAt(end) == '-')) {
                return of(file.substring(0, at), version);
            }
        }
        Matcher number = NUMBER.matcher(file);
        while (number.find()) {
            String version = file.substring(number.end());
            if (number.start() > 0 && isVersion(version)) {
                return of(file.substring(0, number.start()), version);
            }
        }
        return Optional.empty();
    }

    private static Optional<JarFileName> of(String artifact, String version) {
        return JarPom.isName(artifact) && JarPom.isVersion(version)
                ? Optional.of(new JarFileName(artifact, version))
                : Optional.empty();
    }

    /// `log4j-1.2-api-2.14.1` has its version behind a word that is part of no version.
    private static boolean isVersion(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("-", -1);
        for (int part = 1; part + 1 < parts.length; part++) {
            boolean isWord = !parts[part].isEmpty() && !Character.isDigit(parts[part].charAt(0));
            boolean isFollowed = !parts[part + 1].isEmpty() && Character.isDigit(parts[part + 1].charAt(0));
            if (isWord && isFollowed && !QUALIFIERS.contains(parts[part])) {
                return false;
            }
        }
        return true;
    }
}
