package dev.entrepot.policy;

import dev.entrepot.conditions.ImageCondition;
import dev.entrepot.conditions.ImageInputs;
import dev.entrepot.conditions.Verdict;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one policy says of one manifest. Reads values, and nothing else.
///
/// ```
///   no tag that it is about             → passes
///   the condition asks for names alone  → the condition decides
///   not scanned yet                     → waits as long as it says, then passes or is objected to
///   not scannable, read in part         → passes on, or is objected to
///   read                                → the condition decides: it holds or errs, and is objected to
/// ```
///
/// Where names alone decide the condition whatever a scan may say, nobody waits for the scan. A condition that
/// looks at the tag is asked for every tag, and one that holds is enough.
final class Gate {
    /// Tags for which one condition is asked; what has more is objected to, as nobody has looked at all of
    /// them.
    static final int MOST_TAGS = 500;

    /// Findings that are tried one by one for the sake of the message.
    private static final int MOST_TRIED = 1_000;

    /// What a policy says.
    sealed interface Ruling {
        record Passes() implements Ruling {}

        record Objects(Objection objection) implements Ruling {}

        /// Ask again when it is scanned, or so much later.
        record Waits(Duration left) implements Ruling {}
    }

    private static final Ruling PASSES = new Ruling.Passes();

    private final ActingPolicy policy;
    private final Subject subject;
    private final Duration waited;

    private Gate(ActingPolicy policy, Subject subject, Duration waited) {
        this.policy = policy;
        this.subject = subject;
        this.waited = waited;
    }

    /// @param waited how long the scan was waited for already
    static Ruling rule(ActingPolicy policy, Subject subject, Duration waited) {
        Gate gate = new Gate(policy, subject, waited);
        if (policy.condition().isEmpty()) {
            return gate.objects(new Cause.Errs("its condition is not understood any more: " + policy.broken()));
        }
        return gate.rule(policy.condition().get());
    }

    private Ruling rule(ImageCondition condition) {
        List<String> tags = relevant(condition);
        if (policy.asksForTags() && (!subject.allTags() || tags.size() > MOST_TAGS)) {
            return objects(
                    new Cause.Errs("more than " + MOST_TAGS + " tags lead to this manifest: too many to ask for"));
        }
        if (tags.isEmpty()) {
            return PASSES;
        }
        if (!policy.asksForScan()) {
            return decided(condition, tags, false).orElse(PASSES);
        }
        if (condition.asksForPlace() && (incomplete() || !subject.isRead())) {
            Optional<Ruling> byNames = byNamesAlone(condition, tags);
            if (byNames.isPresent()) {
                return byNames.get();
            }
        }
        return unread().orElseGet(
                        () -> subject.isRead() ? decided(condition, tags, true).orElse(PASSES) : PASSES);
    }

    /// The tags to ask for: those that the policy is about, one of them when the condition does not look at it.
    /// A manifest without a tag is asked about once, unless the policy is about some.
    private List<String> relevant(ImageCondition condition) {
        if (policy.tags().isEmpty()) {
            return condition.asksForTag() && !subject.tags().isEmpty() ? subject.tags() : List.of("");
        }
        List<String> matching =
                subject.tags().stream().filter(policy.tags().get()::matches).toList();
        return condition.asksForTag() || matching.isEmpty() ? matching : matching.subList(0, 1);
    }

    private boolean incomplete() {
        return subject.any(ImageScan.State.PENDING)
                || subject.any(ImageScan.State.UNREADABLE)
                || subject.any(ImageScan.State.PART);
    }

    /// Empty when it depends on a scan.
    private Optional<Ruling> byNamesAlone(ImageCondition condition, List<String> tags) {
        boolean open = false;
        for (String tag : tags) {
            switch (condition.evaluate(subject.bare(tag))) {
                case Verdict.Holds _ -> {
                    return Optional.of(objects(new Cause.Holds(List.of(), shown(condition, tag))));
                }
                case Verdict.Fails _ -> {}
                case Verdict.Missing _, Verdict.Errs _ -> open = true;
            }
        }
        return open ? Optional.empty() : Optional.of(PASSES);
    }

    /// Empty when the condition may be asked.
    private Optional<Ruling> unread() {
        Answers answers = policy.terms().answers();
        if (subject.any(ImageScan.State.PENDING)) {
            Duration left = answers.hold().minus(waited);
            if (left.isPositive()) {
                return Optional.of(new Ruling.Waits(left));
            }
            if (!answers.unscanned()) {
                return Optional.of(objects(new Cause.Unscanned()));
            }
        }
        if (subject.any(ImageScan.State.UNREADABLE) && !answers.unscannable()) {
            return Optional.of(objects(new Cause.Unscannable(subject.problem(ImageScan.State.UNREADABLE))));
        }
        return subject.any(ImageScan.State.PART) && !answers.part()
                ? Optional.of(objects(new Cause.InPart(subject.problem(ImageScan.State.PART))))
                : Optional.empty();
    }

    /// Empty when it fails for all tags.
    private Optional<Ruling> decided(ImageCondition condition, List<String> tags, boolean scanned) {
        for (String tag : tags) {
            Verdict verdict = condition.evaluate(scanned ? subject.inputs(tag) : subject.bare(tag));
            switch (verdict) {
                case Verdict.Holds _ -> {
                    List<Finding> findings = scanned ? culprits(condition, tag) : List.of();
                    return Optional.of(objects(new Cause.Holds(findings, shown(condition, tag))));
                }
                case Verdict.Errs(String reason) -> {
                    return Optional.of(objects(new Cause.Errs(reason)));
                }
                case Verdict.Missing missing -> {
                    return Optional.of(objects(new Cause.Errs("not known: " + String.join(", ", missing.inputs()))));
                }
                case Verdict.Fails _ -> {}
            }
        }
        return Optional.empty();
    }

    private static String shown(ImageCondition condition, String tag) {
        return condition.asksForTag() ? tag : "";
    }

    /// For whose sake the condition holds: each finding that would suffice alone; all of them when none does.
    private List<Finding> culprits(ImageCondition condition, String tag) {
        ImageInputs inputs = subject.inputs(tag);
        if (!condition.asksForFindings() || holds(condition, Subject.only(inputs, List.of()))) {
            return List.of();
        }
        List<Finding> all = subject.findings();
        List<Finding> alone = new ArrayList<>();
        for (Finding finding : all.subList(0, Math.min(all.size(), MOST_TRIED))) {
            if (holds(condition, Subject.only(inputs, List.of(finding)))) {
                alone.add(finding);
            }
        }
        return alone.isEmpty() ? all : alone;
    }

    private static boolean holds(ImageCondition condition, ImageInputs inputs) {
        return condition.evaluate(inputs) instanceof Verdict.Holds;
    }

    private Ruling objects(Cause cause) {
        Terms terms = policy.terms();
        return new Ruling.Objects(new Objection(policy.key(), terms.effect(), terms.condition(), terms.until(), cause));
    }
}
