package dev.entrepot.events;

import java.time.Instant;

/// An event as it was written down.
///
/// @param id sorts by time
/// @param body a JSON object
public record StoredEvent(
        String id, Instant at, String kind, String namespace, String repository, String digest, String body) {}
