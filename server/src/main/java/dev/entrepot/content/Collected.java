package dev.entrepot.content;

import java.time.Instant;
import java.util.Optional;

/// What a collection did.
///
/// @param links that no manifest named when their lease was over
/// @param manifests that followed what they hung on
/// @param blobs rows of blobs that no link held any more
/// @param freed files that it removed itself
/// @param freedSinceLast files that any node removed since the last collection that somebody asked for, or by this one
/// @param deferred files that a backup under way may still copy, and that go when it has ended
/// @param failed files that could not be removed now; they are tried again
/// @param pausedUntil until when nothing is over, because the clock was set
public record Collected(
        long links,
        long manifests,
        long blobs,
        Freed freed,
        Freed freedSinceLast,
        long deferred,
        long failed,
        Optional<Instant> pausedUntil) {}
