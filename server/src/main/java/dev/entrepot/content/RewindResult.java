package dev.entrepot.content;

import java.util.List;

/// What came of a rewind. All but `Done` changed nothing.
public sealed interface RewindResult {
    /// Every step but those that cannot be was done.
    record Done(Rewind rewind) implements RewindResult {}

    /// The plan is not the one that was seen before.
    record OtherPlan(Rewind rewind) implements RewindResult {}

    /// Tags moved between plan and run.
    ///
    /// @param images `NS/REPO:TAG`
    record Moved(List<String> images) implements RewindResult {
        public Moved {
            images = List.copyOf(images);
        }
    }

    /// More tags would change than one transaction takes.
    record TooMany(int most) implements RewindResult {}

    /// It does not fit into the namespace, or a rule came meanwhile.
    record Refused(Refusal refusal) implements RewindResult {}
}
