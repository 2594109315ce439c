package dev.entrepot.retention;

import java.util.List;

/// What a run does to one manifest, provided that it is still as the plan saw it.
///
/// @param tags those that go
/// @param whole whether the manifest goes with them; otherwise it only loses these tags
/// @param remember whether it goes by itself once the lease is over that holds it now
/// @param expired whether it goes because its pusher wished so
/// @param rule in words, for what is remembered
record Step(Facts seen, List<Facts.TagFacts> tags, boolean whole, boolean remember, boolean expired, String rule) {
    Step {
        tags = List.copyOf(tags);
    }
}
