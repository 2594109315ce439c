package dev.entrepot.scanning;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// A scanner beside the built-in one: an adapter that speaks Harbor's pluggable scanner API.
///
/// @param name for people, and `scanner` of its findings
/// @param url of the adapter, to which `/api/v1` is added
/// @param authorization the whole value of the header `Authorization` to the adapter; empty text for none
/// @param apiKey of the header `X-ScannerAdapter-API-Key`; empty text for none
/// @param registry where the adapter pulls from: this registry, as the adapter reaches it
/// @param pullAs user or robot, and its secret, that the adapter pulls with; give it `inspect`, so that gates let it
///        pass and its pulls are not counted. Empty where everybody may pull
/// @param rescanEvery how long its answer is good
public record ExternalScannerConfig(
        String name,
        URI url,
        String authorization,
        String apiKey,
        URI registry,
        Optional<Login> pullAs,
        Duration rescanEvery) {
    public static final Duration RESCAN_EVERY = Duration.ofHours(24);
    public static final Duration LEAST_RESCAN = Duration.ofMinutes(1);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final String BUILT_IN = "entrepot";

    /// A name and what proves it.
    public record Login(String user, String secret) {
        @Override
        public String toString() {
            return user + ":***";
        }
    }

    public ExternalScannerConfig {
        if (!NAME.matcher(name).matches() || name.equals(BUILT_IN)) {
            throw new IllegalArgumentException(
                    "a scanner's name is up to 32 of a-z, 0-9 and -, begins with a letter, and is not " + BUILT_IN);
        }
        for (URI each : new URI[] {url, registry}) {
            String scheme = String.valueOf(each.getScheme());
            if ((!scheme.equals("http") && !scheme.equals("https")) || each.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "expected a URL that begins with http:// or https:// and holds no password");
            }
        }
    }

    @Override
    public String toString() {
        return name + " at " + url;
    }
}
