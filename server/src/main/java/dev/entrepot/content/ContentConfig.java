package dev.entrepot.content;

import java.time.Duration;

/// Section `content`: limits of what is pushed, and the times of leases and garbage.
///
/// @param allowSparse admits manifests whose layers or children are absent
/// @param maxManifestBytes largest manifest, in bytes
/// @param maxTagsPerPush tags that one manifest PUT may set
/// @param renameServes how long a renamed repository answers pulls by its old name
/// @param uploadTtl an upload without bytes for this long is collected (`ENTREPOT_UPLOAD_TTL`)
/// @param garbageLease how long a link is safe after an upload, a mount or a HEAD (`ENTREPOT_GARBAGE_LEASE`)
/// @param garbageDelay how long after its last link went a blob is looked at (`ENTREPOT_GARBAGE_DELAY`)
/// @param garbageRate files that collection removes in a second, at most
/// @param trashKeep how long what is deleted can be restored, where a namespace does not say (`ENTREPOT_TRASH_KEEP`)
public record ContentConfig(
        boolean allowSparse,
        int maxManifestBytes,
        int maxTagsPerPush,
        Duration renameServes,
        Duration uploadTtl,
        Duration garbageLease,
        Duration garbageDelay,
        int garbageRate,
        Duration trashKeep) {
    public static final ContentConfig DEFAULT = new ContentConfig(
            false,
            4 * 1024 * 1024,
            100,
            Duration.ofDays(30),
            Duration.ofHours(24),
            Duration.ofHours(24),
            Duration.ofHours(1),
            1_000,
            Duration.ofDays(30));
}
