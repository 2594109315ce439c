package dev.entrepot.retention;

import java.util.List;

/// What a plan knows of one manifest. Times are microseconds since 1970, 0 for never.
///
/// Untagged children of indexes, untagged referrers, and what only tags such as `sha256-<hex>.sig` point to, go where
/// what they belong to goes: a plan hears nothing of them.
///
/// @param tags those that count, in byte order
/// @param pushedAt when it was pushed last: itself, or a tag onto it
/// @param pulledAt when it was pulled last, by its digest or any tag
/// @param untaggedAt when its last tag left it, as far as that is known
/// @param leasedUntil until when a push under way may rely on it
/// @param expiry what its pusher wished
/// @param anchor what else holds the manifest, for people, so that only its tags can go; empty text: nothing
/// @param guard why it stays with its tags whatever rules say, for people; empty text: nothing says so
/// @param left what took its last tag while a push relied on it, in words; empty text: nothing did
record Facts(
        String digest,
        List<TagFacts> tags,
        long pushedAt,
        long pulledAt,
        long untaggedAt,
        long leasedUntil,
        Expiry expiry,
        String anchor,
        String guard,
        String left) {
    /// @param frozenBy the rule that keeps the tag from moving; empty text: none
    record TagFacts(String name, long version, String frozenBy) {}

    /// The pusher's `expires-after`.
    ///
    /// @param after 0 for none
    record Expiry(long after) {
        static final Expiry NONE = new Expiry(0);
    }

    Facts {
        tags = List.copyOf(tags);
    }

    boolean untagged() {
        return tags.isEmpty();
    }

    /// Whether its pusher wished it gone by now.
    boolean expired(long now) {
        return expiry.after > 0 && pushedAt + expiry.after <= now;
    }

    /// Whether it is on its way out already, and so takes no place from those that stay.
    boolean leaving(long now) {
        return expired(now) || (untagged() && !left.isEmpty());
    }
}
