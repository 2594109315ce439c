package dev.entrepot.policy;

import dev.entrepot.oci.RepositoryName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// All policies that decide, as they were under an access epoch.
final class PolicySet {
    private final long epoch;
    private final Map<String, List<ActingPolicy>> byNamespace;

    PolicySet(long epoch, List<ActingPolicy> policies) {
        this.epoch = epoch;
        this.byNamespace = new HashMap<>(policies.stream()
                .collect(Collectors.groupingBy(policy -> policy.key().place().namespace())));
    }

    /// Read before the rows were.
    long epoch() {
        return epoch;
    }

    /// Those that are about images of a repository.
    List<ActingPolicy> on(RepositoryName name) {
        List<ActingPolicy> there = byNamespace.get(name.namespace());
        return there == null
                ? List.of()
                : there.stream()
                        .filter(policy -> policy.key().place().reaches(name))
                        .toList();
    }

    List<ActingPolicy> all() {
        return byNamespace.values().stream().flatMap(List::stream).toList();
    }
}
