package dev.entrepot.vulnerabilities;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Releases of Go are written `1.21`, `1.21.3`, `1.21rc2`; advisories compare them as semantic versions.
final class GoRelease {
    private static final Pattern RELEASE =
            Pattern.compile("(?:go)?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:(alpha|beta|rc)(\\d+))?");

    private GoRelease() {}

    /// `1.21.0-rc.2` of `1.21rc2`; what is no release stays as it is. What was built in (`1.20.5
    /// X:boringcrypto`) is no part of the version.
    static String semantic(String release) {
        int space = release.indexOf(' ');
        String bare = space < 0 ? release : release.substring(0, space);
        Matcher parts = RELEASE.matcher(bare);
        if (!parts.matches()) {
            return bare;
        }
        String version = parts.group(1) + "." + orZero(parts, 2) + "." + orZero(parts, 3);
        return parts.group(4) == null ? version : version + "-" + parts.group(4) + "." + parts.group(5);
    }

    private static String orZero(Matcher parts, int group) {
        return parts.group(group) == null ? "0" : parts.group(group);
    }
}
