package dev.entrepot.backup;

import dev.entrepot.oci.Digest;
import java.nio.file.Path;
import java.util.Optional;

/// The first 128 bits of a digest: enough to tell millions apart in little memory. Two that share them would
/// only both be kept.
record ShortDigest(long high, long low) {
    private static final int HEX = 16;

    static ShortDigest of(Digest digest) {
        return of(digest.encoded());
    }

    /// Empty for a file that is not named after a digest: what a copy that was cut off left.
    static Optional<ShortDigest> ofFile(Path file) {
        String name = file.getFileName().toString();
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            if (name.length() == algorithm.hexLength() && folderAbove(file).equals(algorithm.id())) {
                return Optional.of(of(name));
            }
        }
        return Optional.empty();
    }

    /// `sha256` of `sha256/ab/abcd…`; empty text higher up.
    private static String folderAbove(Path file) {
        int names = file.getNameCount();
        return names < 3 ? "" : file.getName(names - 3).toString();
    }

    private static ShortDigest of(String hex) {
        return new ShortDigest(
                Long.parseUnsignedLong(hex, 0, HEX, HEX), Long.parseUnsignedLong(hex, HEX, 2 * HEX, HEX));
    }
}
