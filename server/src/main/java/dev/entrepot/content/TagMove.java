package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import java.time.Instant;
import java.util.Optional;

/// One move of a tag.
///
/// @param version by which the moves of one tag are ordered, whatever the clock said
/// @param from where it pointed before; empty when there was no such tag
/// @param to where it points then; empty when it was deleted
/// @param by whose name it was that moved it
public record TagMove(long version, Optional<Digest> from, Optional<Digest> to, Instant at, String by) {}
