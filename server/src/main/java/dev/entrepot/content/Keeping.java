package dev.entrepot.content;

import static dev.entrepot.content.Template.requireShort;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What holds for all repositories of a namespace, whatever their own settings say besides.
///
/// @param trashKeep how long what is deleted can be restored; null as the server is configured, zero not at all
/// @param immutableTags rules for tags that do not move, see {@link FrozenTags}; empty for none
/// @param retention a retention policy's text; empty for none
public record Keeping(@Nullable Duration trashKeep, String immutableTags, String retention) {
    public static final Keeping DEFAULT = new Keeping(null, "", "");

    /// Longer than anybody waits, and far from where microseconds overflow.
    static final Duration LONGEST_TRASH = Duration.ofDays(36_500);

    public Keeping {
        if (trashKeep != null && trashKeep.isNegative()) {
            throw new IllegalArgumentException("the trash cannot keep for less than nothing: " + trashKeep);
        }
        if (trashKeep != null && trashKeep.compareTo(LONGEST_TRASH) > 0) {
            throw new IllegalArgumentException("the trash keeps for at most " + LONGEST_TRASH.toDays() + "d");
        }
        FrozenTags.check(immutableTags);
        requireShort("retention", retention);
    }

    /// The same with other rules for immutable tags.
    public Keeping withRetention(String policy) {
        return new Keeping(trashKeep, immutableTags, policy);
    }

    public Keeping withImmutableTags(String rules) {
        return new Keeping(trashKeep, rules, retention);
    }
}
