package dev.entrepot.retention;

import dev.entrepot.content.SemanticVersion;
import dev.entrepot.content.VersionRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides for the images of one repository which tags stay and which go.
///
/// Each image is shown twice, so that a repository of any size is planned in little memory: first all of them to
/// {@link #look}, then, in the same state, all of them to {@link #decide}.
///
/// What decides, the first that applies:
///
/// 1. a lock, or a cluster that runs it: stays;
/// 2. a rule that freezes the tag: stays;
/// 3. a `keep` rule: stays;
/// 4. its pusher's `expires-after` is over: goes;
/// 5. a `drop` rule: goes;
/// 6. nothing: stays.
///
/// An image that expired takes no place among the newest, and is not kept by being one of them.
final class Planner {
    /// Pulls are written down late: so much is added to what is known of them.
    static final long SLACK_MICROS = 120_000_000;

    /// A rule, and whose it is.
    ///
    /// @param words for people
    record Sourced(Rule rule, String words, Ranking ranking) {
        static Sourced of(Rule rule, String words) {
            int newest = 0;
            int highest = 0;
            for (Condition condition : rule.conditions()) {
                switch (condition) {
                    case Condition.Newest(int count) -> newest = count;
                    case Condition.Highest(int count) -> highest = count;
                    default -> {}
                }
            }
            return new Sourced(rule, words, new Ranking(newest, highest));
        }

        boolean ranks() {
            return rule.conditions().stream().anyMatch(Rule::ranks);
        }
    }

    /// The moments a plan is made at.
    ///
    /// @param pullsSince since when pulls are noted: nothing was pulled longer ago than then, as far as rules go
    record Times(long now, long pullsSince) {}

    /// What was decided about one image.
    ///
    /// @param step empty when nothing of it goes
    record Decided(List<PlanLine> lines, Optional<Step> step) {}

    private final String repository;
    private final Times times;
    private final List<Sourced> keeps = new ArrayList<>();
    private final List<Sourced> drops = new ArrayList<>();

    Planner(String repository, Times times, List<Sourced> rules) {
        this.repository = repository;
        this.times = times;
        rules.forEach(sourced -> (sourced.rule.keeps() ? keeps : drops).add(sourced));
    }

    /// Whether the first look is needed.
    boolean ranks() {
        return keeps.stream().anyMatch(Sourced::ranks);
    }

    /// The first look: who is among the newest.
    void look(Facts image) {
        if (image.leaving(times.now)) {
            return;
        }
        for (Sourced sourced : keeps) {
            if (image.untagged()) {
                if (selects(sourced.rule, null)) {
                    sourced.ranking.offer(image);
                }
                continue;
            }
            boolean any = false;
            for (Facts.TagFacts tag : image.tags()) {
                if (selects(sourced.rule, tag.name())) {
                    any = true;
                    SemanticVersion.parse(tag.name()).ifPresent(sourced.ranking::offer);
                }
            }
            if (any) {
                sourced.ranking.offer(image);
            }
        }
    }

    /// Whether the rule's tags, versions and `untagged` select it, ages and places aside.
    private static boolean selects(Rule rule, @Nullable String tag) {
        return rule.conditions().stream().allMatch(condition -> switch (condition) {
            case Condition.Tags(TagPattern pattern) -> tag != null && pattern.matches(tag);
            case Condition.Version(VersionRange range) -> tag != null && range.containsTag(tag);
            case Condition.Highest _ ->
                tag != null && SemanticVersion.parse(tag).isPresent();
            case Condition.Untagged _, Condition.UntaggedFor _ -> tag == null;
            case Condition.PushedBefore _,
                    Condition.PushedWithin _,
                    Condition.PulledBefore _,
                    Condition.PulledWithin _,
                    Condition.Newest _ -> true;
        });
    }

    /// The second look.
    Decided decide(Facts image) {
        if (image.untagged()) {
            return decideUntagged(image);
        }
        List<Verdict> verdicts = new ArrayList<>();
        List<Facts.TagFacts> gone = new ArrayList<>();
        for (Facts.TagFacts tag : image.tags()) {
            Verdict verdict = verdict(image, tag);
            verdicts.add(verdict);
            if (!verdict.keeps) {
                gone.add(tag);
            }
        }
        boolean all = gone.size() == image.tags().size();
        boolean leased = image.leasedUntil() > times.now;
        String stays = !all ? "" : staysBehind(image, leased);
        List<PlanLine> lines = new ArrayList<>();
        String rule = "";
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            rule = verdict.keeps ? rule : verdict.why;
            lines.add(new PlanLine(
                    repository,
                    image.tags().get(i).name(),
                    image.digest(),
                    verdict.keeps ? PlanLine.Fate.KEEP : PlanLine.Fate.DROP,
                    verdict.keeps ? verdict.why : verdict.why + stays));
        }
        boolean whole = all && image.anchor().isEmpty();
        return new Decided(
                lines,
                gone.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Step(
                                image, gone, whole && !leased, whole && leased, image.expired(times.now), rule)));
    }

    private String staysBehind(Facts image, boolean leased) {
        if (!image.anchor().isEmpty()) {
            return "; the digest stays: " + image.anchor();
        }
        return leased ? "; the digest stays for now: " + leasedWords(image) : "";
    }

    private static String leasedWords(Facts image) {
        return "a push may rely on it until " + Age.moment(image.leasedUntil());
    }

    private Decided decideUntagged(Facts image) {
        Verdict verdict = verdict(image, null);
        boolean leased = !verdict.keeps && image.leasedUntil() > times.now;
        PlanLine.Fate fate = verdict.keeps ? PlanLine.Fate.KEEP : leased ? PlanLine.Fate.LATER : PlanLine.Fate.DROP;
        String why = leased ? verdict.why + "; kept for now: " + leasedWords(image) : verdict.why;
        return new Decided(
                List.of(new PlanLine(repository, "", image.digest(), fate, why)),
                fate == PlanLine.Fate.DROP
                        ? Optional.of(new Step(image, List.of(), true, false, image.expired(times.now), verdict.why))
                        : Optional.empty());
    }

    private record Verdict(boolean keeps, String why) {}

    /// @param tag null for the digest of an untagged image
    private Verdict verdict(Facts image, Facts.@Nullable TagFacts tag) {
        if (!image.guard().isEmpty()) {
            return new Verdict(true, image.guard());
        }
        if (tag != null && !tag.frozenBy().isEmpty()) {
            return new Verdict(true, "the tag is immutable: " + tag.frozenBy());
        }
        String name = tag == null ? null : tag.name();
        Optional<Sourced> keep = first(keeps, image, name);
        if (keep.isPresent()) {
            return new Verdict(true, keep.get().words());
        }
        if (image.expired(times.now)) {
            return new Verdict(false, expiredWords(image));
        }
        if (tag == null && !image.left().isEmpty()) {
            return new Verdict(false, "its tags went by: " + image.left());
        }
        return first(drops, image, name)
                .map(drop -> new Verdict(false, drop.words()))
                .orElseGet(() ->
                        new Verdict(true, drops.isEmpty() ? "no policy drops anything here" : "no rule drops it"));
    }

    static String expiredWords(Facts image) {
        return "expires-after " + Age.text(Duration.ofNanos(image.expiry().after() * 1_000)) + ", pushed "
                + Age.moment(image.pushedAt());
    }

    private Optional<Sourced> first(List<Sourced> rules, Facts image, @Nullable String tag) {
        return rules.stream().filter(sourced -> matches(sourced, image, tag)).findFirst();
    }

    private boolean matches(Sourced sourced, Facts image, @Nullable String tag) {
        return selects(sourced.rule, tag)
                && sourced.rule.conditions().stream().allMatch(condition -> holds(condition, sourced, image, tag));
    }

    private boolean holds(Condition condition, Sourced sourced, Facts image, @Nullable String tag) {
        return switch (condition) {
            case Condition.Tags _, Condition.Version _, Condition.Untagged _ -> true;
            case Condition.UntaggedFor(var age) -> ago(Math.max(image.untaggedAt(), image.pushedAt()), age);
            case Condition.PushedBefore(var age) -> ago(image.pushedAt(), age);
            case Condition.PushedWithin(var age) -> !ago(image.pushedAt(), age);
            case Condition.PulledBefore(var age) -> ago(lastUse(image), age);
            case Condition.PulledWithin(var age) -> !ago(lastUse(image), age);
            case Condition.Newest _ -> !image.leaving(times.now) && sourced.ranking.isNewest(image);
            case Condition.Highest _ ->
                !image.leaving(times.now)
                        && tag != null
                        && SemanticVersion.parse(tag)
                                .filter(sourced.ranking::isHighest)
                                .isPresent();
        };
    }

    private boolean ago(long moment, Duration age) {
        return moment <= times.now - Age.micros(age);
    }

    /// A push is a use too, and what was pulled before pulls were noted may have been pulled until then.
    private long lastUse(Facts image) {
        long pulled = Math.max(image.pulledAt(), times.pullsSince);
        return Math.max(pulled + SLACK_MICROS, image.pushedAt());
    }
}
