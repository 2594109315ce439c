package dev.entrepot.scanning;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/// Where vulnerabilities are fetched from.
sealed interface Source {
    Set<String> SCHEMES = Set.of("http", "https");

    /// A file that a server of others gives.
    record Address(URI uri) implements Source {}

    /// A file or folder of this machine.
    record Local(Path path) implements Source {}

    /// Throws `IllegalArgumentException` with a text for whoever configured it.
    static Source parse(String text) {
        if (text.contains("://")) {
            return address(text);
        }
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return new Local(path);
            }
        } catch (InvalidPathException none) {
            throw refused(text, none);
        }
        throw refused(text, null);
    }

    private static Source address(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            if (scheme != null
                    && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null) {
                return new Address(uri);
            }
        } catch (URISyntaxException none) {
            throw refused(text, none);
        }
        throw refused(text, null);
    }

    private static IllegalArgumentException refused(String text, @org.jspecify.annotations.Nullable Exception cause) {
        return new IllegalArgumentException(
                "scanning.sources: found " + text
                        + ", expected the URL of a file (http or https, without a password in it) or the absolute path of a"
                        + " file or folder",
                cause);
    }
}
