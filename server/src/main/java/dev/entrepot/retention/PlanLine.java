package dev.entrepot.retention;

import java.util.Locale;

/// What becomes of one tag, or of one untagged digest, and why.
///
/// @param repository its whole name
/// @param tag empty text where no tag points to the digest
/// @param rule what decides, for people: a rule and whose policy it is of, or what keeps it whatever policies say
public record PlanLine(String repository, String tag, String digest, Fate fate, String rule) {
    public enum Fate {
        KEEP,
        DROP,
        /// It goes once nothing relies on it any more.
        LATER;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// `NS/REPO:TAG`, or `NS/REPO@DIGEST`, in one word.
    public String image() {
        return repository + (tag.isEmpty() ? "@" + digest : ":" + tag);
    }
}
