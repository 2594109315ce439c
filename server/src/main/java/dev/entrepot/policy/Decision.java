package dev.entrepot.policy;

import dev.entrepot.oci.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What policies say of a manifest at a moment.
///
/// @param judgement the answer, as far as nobody waits
/// @param left how long to wait for a scan before asking again; zero when this is the answer
/// @param pending what to wait for
/// @param lasting whether time alone changes nothing of it before `holdsUntil`
record Decision(
        Judgement judgement,
        Duration left,
        List<Digest> pending,
        boolean lasting,
        Instant now,
        Optional<Instant> holdsUntil) {
    static Decision open(Instant now) {
        return new Decision(Judgement.OPEN, Duration.ZERO, List.of(), true, now, Optional.empty());
    }

    boolean waits() {
        return left.isPositive();
    }

    /// The strictest of all policies wins; nobody waits for a scan when what is known refuses already.
    static Decision of(List<ActingPolicy> policies, Subjects.Read read, Duration waited) {
        List<Objection> refusals = new ArrayList<>();
        List<Objection> warnings = new ArrayList<>();
        Duration left = Duration.ZERO;
        boolean lasting = read.pending().isEmpty();
        for (ActingPolicy policy : policies) {
            boolean graced = read.graced().contains(policy.id());
            lasting &= !policy.asksForAge();
            switch (Gate.rule(policy, read.subject(), waited)) {
                case Gate.Ruling.Passes _ -> {}
                case Gate.Ruling.Objects(Objection objection) ->
                    (graced || objection.effect() == Effect.WARN ? warnings : refusals).add(objection);
                case Gate.Ruling.Waits(Duration more) -> {
                    // What passes in any case waits for nothing.
                    left = graced ? left : shorter(left, more);
                }
            }
        }
        Judgement judgement = refusals.isEmpty() ? new Judgement.Passes(warnings) : new Judgement.Refused(refusals);
        return new Decision(
                judgement,
                refusals.isEmpty() ? left : Duration.ZERO,
                read.pending(),
                lasting,
                read.now(),
                read.holdsUntil());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.isZero() || other.compareTo(one) < 0 ? other : one;
    }
}
