package dev.entrepot.reading;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which files of a layer belong to packages of its distribution. What a language's own metadata says in such a
/// file is said again by the distribution, whose advisories know of fixes that were carried back.
///
/// Bounded: beyond its limit files count as nobody's, so that a package is reported twice rather than not at
/// all.
final class Ownership {
    static final int MAX_FILES = 1_000_000;
    private static final int MAX_OWNERS = 100_000;

    private final MessageDigest sha256 = PathSet.sha256();
    private final PathSet.Collector owned = new PathSet.Collector();
    private final Map<String, PathSet.Collector> byOwner = new HashMap<>();
    private final Set<String> vouchedFor = new HashSet<>();
    private int files;

    /// A file of a package that the distribution made.
    ///
    /// @param path without a leading `/`
    void add(String path) {
        if (files < MAX_FILES) {
            files++;
            owned.add(PathSet.hash(sha256, path));
        }
    }

    /// A file of a package of which something else says who made it, see {@link #vouch}.
    ///
    /// @param path without a leading `/`
    void add(String owner, String path) {
        if (files < MAX_FILES && (byOwner.size() < MAX_OWNERS || byOwner.containsKey(owner))) {
            files++;
            byOwner.computeIfAbsent(owner, _ -> new PathSet.Collector()).add(PathSet.hash(sha256, path));
        }
    }

    /// The distribution made the package; those of others (vendors with an archive of their own) speak for
    /// nobody.
    void vouch(String owner) {
        if (vouchedFor.size() < MAX_OWNERS) {
            vouchedFor.add(owner);
        }
    }

    /// All files of packages that the distribution made.
    PathSet ofDistribution() {
        byOwner.forEach((owner, paths) -> {
            if (vouchedFor.contains(owner)) {
                owned.addAll(paths);
            }
        });
        byOwner.clear();
        return owned.set();
    }
}
