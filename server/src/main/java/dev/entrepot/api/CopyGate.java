package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Decision;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.Promotion;
import dev.entrepot.content.PromotionResult;
import dev.entrepot.content.Promotions;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.policy.Answers;
import dev.entrepot.policy.GateWords;
import dev.entrepot.policy.Gates;
import dev.entrepot.policy.Judgement;
import dev.entrepot.policy.Objection;
import dev.entrepot.rest.Call;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Stands before copies into other repositories: each manifest that comes along must be one that may be pulled
/// where it lies. Whoever may inspect may read it, and yet not take it past the gate.
final class CopyGate {
    private final Gates gates;
    private final Manifests manifests;

    CopyGate(Gates gates, Manifests manifests) {
        this.gates = gates;
        this.manifests = manifests;
    }

    /// What was looked at for one request, under the policies of one moment. Used by one thread.
    static final class Looked implements Promotions.Clearance {
        private final long begun;
        private final Set<RepositoryName> gated;
        private final Set<String> cleared = new HashSet<>();
        private final long deadline = System.nanoTime() + Answers.LONGEST_HOLD.toNanos();

        private Looked(long begun, Set<RepositoryName> gated) {
            this.begun = begun;
            this.gated = Set.copyOf(gated);
        }

        @Override
        public boolean covers(RepositoryName from, Digest manifest) {
            return !gated.contains(from) || cleared.contains(from + "@" + manifest);
        }
    }

    Looked begin(List<Promotion> promotions) {
        long begun = gates.departures().begin();
        return new Looked(
                begun,
                promotions.stream()
                        .map(Promotion::from)
                        .filter(gates.departures()::isGated)
                        .collect(Collectors.toSet()));
    }

    /// The authority for what was looked at: see {@link dev.entrepot.policy.Departures#under}.
    Authority under(Looked looked, Authority authority) {
        return gates.departures().under(looked.begun, authority);
    }

    /// Looks at what was not looked at yet; goes on only when all of it may be pulled where it lies.
    void look(Call call, Looked looked, PromotionResult.Uncleared uncleared) {
        RepositoryName from = uncleared.promotion().from();
        for (Digest manifest : uncleared.manifests()) {
            Duration left = Duration.ofNanos(Math.max(0, looked.deadline - System.nanoTime()));
            require(call, Action.PULL, from, manifest, gates.judge(from, manifest, left));
            looked.cleared.add(from + "@" + manifest);
        }
    }

    /// Goes on unless a policy of the target that looks at pushes is known to refuse the image there.
    void requirePushable(Call call, Promotion promotion) {
        if (gates.looksAtPushes(promotion.to())) {
            manifests
                    .find(promotion.from(), promotion.source())
                    .ifPresent(manifest -> require(
                            call,
                            Action.PUSH,
                            promotion.to(),
                            manifest.digest(),
                            gates.push(promotion, manifest.digest())));
        }
    }

    private static void require(Call call, Action action, RepositoryName name, Digest digest, Judgement judgement) {
        if (judgement instanceof Judgement.Refused(List<Objection> objections)) {
            String image = GateWords.image(name, digest);
            call.require(
                    new Decision.Denied(GateWords.refusal(image, name, objections)), action, name.namespace(), image);
        }
    }
}
