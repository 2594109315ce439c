package dev.entrepot.policy;

import dev.entrepot.sbom.PackageUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the readers of VEX documents share: how products are identified, and how many there may be.
final class VexProducts {
    private static final int LONGEST_ISSUE = 200;
    private static final String SCHEME = "pkg:";

    /// An image by its digest: `registry.example.com/team/app@sha256:…`, or the digest alone.
    private static final Pattern BY_DIGEST = Pattern.compile("(?:.*@)?(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})");

    private int count;

    static void requireFew(int statements) {
        if (statements >= VexContent.MOST_STATEMENTS) {
            throw new IllegalArgumentException(
                    "the document has too many statements: expected at most " + VexContent.MOST_STATEMENTS);
        }
    }

    /// The id of an issue as ids are compared.
    static String issue(String name) {
        if (name.isEmpty() || name.length() > LONGEST_ISSUE) {
            throw new IllegalArgumentException(
                    "the name of a vulnerability: expected 1 to " + LONGEST_ISSUE + " characters");
        }
        return IssueId.key(name);
    }

    static String reason(VexStatus status, String justification, String impact) {
        String both =
                justification.isEmpty() || impact.isEmpty() ? justification + impact : justification + ": " + impact;
        String reason = both.isEmpty() ? status.id() : both;
        return reason.length() > NewExemption.MAX_REASON
                ? reason.substring(0, reason.offsetByCodePoints(0, NewExemption.MAX_REASON / 2)) + "…"
                : reason;
    }

    Identity identity() {
        return new Identity();
    }

    /// How one product, or its parts, are identified.
    final class Identity {
        private final List<PackageUrl> urls = new ArrayList<>();
        private final List<String> digests = new ArrayList<>();

        /// A package URL, or the reference of an image with its digest; other names are nothing that is found in
        /// images.
        void add(String place, String text) {
            if (++count > VexContent.MOST_PRODUCTS) {
                throw new IllegalArgumentException(
                        "the document names too many products: expected at most " + VexContent.MOST_PRODUCTS);
            }
            Matcher byDigest = BY_DIGEST.matcher(text);
            if (text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                urls.add(PackageUrl.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(place + ": \"" + text
                                + "\" is no package URL: expected pkg:TYPE/NAME@VERSION such as "
                                + "pkg:deb/debian/openssl@3.0.11-1")));
            } else if (byDigest.matches()) {
                digests.add(byDigest.group(1));
            }
        }

        /// A hash of an image's manifest: `sha-256`, as OpenVEX and IANA call it.
        void addHash(String algorithm, String value) {
            String name = algorithm.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
            String digest = name + ":" + value.toLowerCase(Locale.ROOT);
            if (BY_DIGEST.matcher(digest).matches()) {
                digests.add(digest);
            }
        }

        VexProduct whole() {
            return new VexProduct(urls, digests, false, List.of());
        }

        VexProduct narrowedTo(Identity parts) {
            return new VexProduct(urls, digests, true, parts.urls);
        }

        List<PackageUrl> urls() {
            return urls;
        }
    }
}
