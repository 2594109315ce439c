package dev.entrepot.federation;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which CI systems may vouch for robots; keys are fetched from nowhere else.
///
/// @param issuers exactly as their tokens name them; https, or this machine
/// @param caFile certificates (PEM) that are trusted in place of those of the JVM
public record CiConfig(List<String> issuers, Optional<Path> caFile) {
    public static final CiConfig DEFAULT = new CiConfig(List.of(), Optional.empty());

    public CiConfig {
        issuers = List.copyOf(issuers);
        issuers.forEach(issuer -> objection(issuer).ifPresent(objection -> {
            throw new IllegalArgumentException("ci-issuers: " + objection);
        }));
    }

    boolean trusts(String issuer) {
        return issuers.contains(issuer);
    }

    private static Optional<String> objection(String issuer) {
        try {
            URI url = URI.create(issuer);
            boolean encrypted = "https".equals(url.getScheme());
            if (url.getHost() != null
                    && (encrypted || "http".equals(url.getScheme()))
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null) {
                return PlainText.objection(url, encrypted, false);
            }
        } catch (IllegalArgumentException notAUrl) {
            // said below
        }
        return Optional.of("\"" + issuer + "\" is not a URL such as https://token.actions.githubusercontent.com");
    }
}
