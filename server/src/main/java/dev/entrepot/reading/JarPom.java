package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Maven writes into an archive about what is in it: `META-INF/maven/GROUP/ARTIFACT/pom.properties`.
///
/// @param group may be empty: unknown
record JarPom(String group, String artifact, String version) {
    private static final Pattern PATH = Pattern.compile("(?:.*/)?META-INF/maven/([^/]+)/([^/]+)/pom\\.properties");

    /// Of group and artifact, as Maven Central has them.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199}");

    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+~-]{0,99}");

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    static boolean isAt(String path) {
        return path.endsWith("/pom.properties") && PATH.matcher(path).matches();
    }

    /// Empty where it does not say all of artifact and version. What it leaves out of the names, its path says.
    static Optional<JarPom> parse(String path, byte[] bytes) {
        Matcher folders = PATH.matcher(path);
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException noProperties) {
            return Optional.empty();
        }
        if (!folders.matches()) {
            return Optional.empty();
        }
        String group = properties.getProperty("groupId", folders.group(1)).strip();
        String artifact = properties.getProperty("artifactId", folders.group(2)).strip();
        String version = properties.getProperty("version", "").strip();
        return isName(group) && isName(artifact) && isVersion(version)
                ? Optional.of(new JarPom(group, artifact, version))
                : Optional.empty();
    }

    Package software() {
        return Package.of(PackageType.MAVEN, group.isEmpty() ? artifact : group + ":" + artifact, version);
    }

    /// Whether a file of that name (without its ending) is of this artifact: `artifact`, `artifact-version` or
    /// `artifact-version-classifier`.
    boolean isNamedBy(String file) {
        String whole = artifact + "-" + version;
        return file.equals(artifact) || file.equals(whole) || file.startsWith(whole + "-");
    }
}
