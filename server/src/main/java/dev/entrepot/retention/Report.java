package dev.entrepot.retention;

import java.util.List;

/// What a run did.
///
/// @param kept tags and untagged digests that stayed as planned
/// @param dropped what went, at most {@link #MOST_LINES}
/// @param tags how many tags went
/// @param images how many manifests went, those that hung on others aside
/// @param later untagged digests that go once no push relies on them any more
/// @param changed what was not as planned any more, and was left, at most {@link #MOST_LINES}: the image and why
public record Report(
        long kept, List<PlanLine> dropped, long tags, long images, List<PlanLine> later, List<Left> changed) {
    public static final int MOST_LINES = 1_000;

    /// What a run left alone.
    ///
    /// @param image in one word
    public record Left(String image, String digest, String why) {}

    public Report {
        dropped = List.copyOf(dropped);
        later = List.copyOf(later);
        changed = List.copyOf(changed);
    }
}
