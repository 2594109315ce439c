package dev.entrepot.federation;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Whether an audience can be unique to this registry. What a CI system writes when nobody asks for anything, or what
/// some other service is known by, is in tokens that were never meant for us.
final class CiAudience {
    private static final int MIN_LENGTH = 4;
    private static final int MAX_LENGTH = 255;

    /// Of other services that believe CI systems.
    private static final Set<String> OTHERS = Set.of(
            "sigstore",
            "sts.amazonaws.com",
            "vault",
            "api://azureadtokenexchange",
            "pypi",
            "testpypi",
            "npm:registry.npmjs.org",
            "rubygems.org",
            "kubernetes",
            "default",
            "https://kubernetes.default.svc",
            "https://kubernetes.default.svc.cluster.local",
            "https://github.com",
            "https://gitlab.com");

    /// What follows is an account or an organisation of the CI system.
    private static final List<String> DEFAULTS = List.of(
            "https://github.com/", "https://buildkite.com/", "//iam.googleapis.com/", "https://iam.googleapis.com/");

    private CiAudience() {}

    static Optional<String> objection(String issuer, String audience) {
        if (audience.isBlank()) {
            return Optional.of("the audience is empty: take one that only this registry has, such as its host name");
        }
        if (audience.length() < MIN_LENGTH || audience.length() > MAX_LENGTH) {
            return Optional.of("an audience has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
        }
        if (audience.chars().anyMatch(each -> each <= ' ' || each >= 0x7f)) {
            return Optional.of("an audience has printable ASCII characters only");
        }
        String plain = plain(audience);
        String host = String.valueOf(URI.create(issuer).getHost());
        return plain.equals(plain(issuer))
                        || plain.equals(host.toLowerCase(Locale.ROOT))
                        || OTHERS.contains(plain)
                        || DEFAULTS.stream().anyMatch(prefix -> (plain + "/").startsWith(prefix))
                ? Optional.of(
                        "the audience \"" + audience + "\" is in tokens that are not meant for this registry: take"
                                + " one that only it has, such as its host name")
                : Optional.empty();
    }

    private static String plain(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
