package dev.entrepot.sbom;

import dev.entrepot.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Identifiers for licences that the SPDX License List does not have (SPDX 2.3, item 10.1): `LicenseRef-` and letters,
/// digits, `.` and `-`.
final class LicenceReference {
    /// Longer names are cut: some packages put the whole text of a licence where its name belongs.
    static final int MAX_NAME = 64;

    private static final String PREFIX = "LicenseRef-";
    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9.-]+");
    private static final int HASH_DIGITS = 12;

    private LicenceReference() {}

    /// The same for the same text, and another for every other one: what cannot be written out is told apart by a hash.
    static String of(String text) {
        String name = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        String plain = OTHERS.matcher(name).replaceAll("-");
        if (plain.equals(name) && !name.isEmpty() && name.length() <= MAX_NAME && name.equals(text)) {
            return PREFIX + name;
        }
        String hash = Digest.of(Digest.Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8))
                .encoded()
                .substring(0, HASH_DIGITS);
        return PREFIX + plain.substring(0, Math.min(plain.length(), MAX_NAME)) + "-" + hash;
    }
}
