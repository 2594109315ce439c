package dev.entrepot.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.content.Tags;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.scanning.Scanning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Decides about manifests, and remembers it.
///
/// What is remembered counts while nothing that it rests on has changed as far as this node knows: policies,
/// scans, exemptions, tags. What only other nodes know, it does not outlive by more than a second: then the
/// tags are looked at again, and changes of the rest are known by then, since their owners look for them
/// oftener.
final class Decisions {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int REMEMBERED = 50_000;

    /// Anew once a day in any case.
    private static final Duration LONGEST = Duration.ofDays(1);

    /// Manifests that are asked for at once are decided about once; two that share a lock wait for each other.
    private static final int LOCKS = 256;

    private final Repositories repositories;
    private final Tags tags;
    private final Scanning scanning;
    private final Waivers waivers;
    private final Subjects subjects;
    private final Natures natures;
    private final Object[] locks = new Object[LOCKS];
    private final Cache<Key, Remembered> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    record Key(RepositoryName repository, Digest digest) {}

    /// What a decision rests on, by the numbers of its changes.
    ///
    /// @param policies the access epoch, under which repositories change their names too
    record Basis(long policies, long scans, long waivers, long content) {}

    /// @param around what led to the manifest, and what stood under it
    /// @param atNanos when it was looked at, of `System.nanoTime`
    /// @param untilNanos when it ends by itself
    private record Remembered(Basis basis, Decision decision, Subjects.Around around, long atNanos, long untilNanos) {
        boolean fresh() {
            long now = System.nanoTime();
            return now - atNanos < FRESH_NANOS && untilNanos - now > 0;
        }
    }

    Decisions(Gates.Foundations below, Subjects subjects, Natures natures) {
        this.repositories = below.content().repositories();
        this.tags = below.content().tags();
        this.scanning = below.scanning();
        this.waivers = below.waivers();
        this.subjects = subjects;
        this.natures = natures;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /// What a decision about a manifest of this repository would rest on now. Never blocks.
    Basis basis(PolicySet set, RepositoryName name) {
        return new Basis(set.epoch(), scanning.changes(), waivers.changes(), tags.changes(name));
    }

    /// What is known already. Never blocks.
    Optional<Judgement> atOnce(PolicySet set, RepositoryName name, Digest digest) {
        Remembered found = known.getIfPresent(new Key(name, digest));
        return found != null && found.fresh() && found.basis.equals(basis(set, name))
                ? Optional.of(found.decision.judgement())
                : Optional.empty();
    }

    /// What the policies say now.
    ///
    /// @param waited for a scan, so far
    Decision decide(PolicySet set, RepositoryName name, Digest digest, Duration waited) {
        Key key = new Key(name, digest);
        synchronized (locks[Math.floorMod(key.hashCode(), LOCKS)]) {
            Basis basis = basis(set, name);
            Remembered found = known.getIfPresent(key);
            if (found != null && found.basis.equals(basis)) {
                Optional<Decision> still = still(set, key, found);
                if (still.isPresent()) {
                    return still.get();
                }
            }
            return anew(set, key, basis, waited);
        }
    }

    /// Looks again at what nobody tells this node of.
    private Optional<Decision> still(PolicySet set, Key key, Remembered found) {
        if (found.fresh()) {
            return Optional.of(found.decision);
        }
        long now = System.nanoTime();
        Optional<Repository> repository = repositories.find(key.repository);
        Optional<Nature> nature = natures.of(key.repository, key.digest);
        if (!found.decision.lasting()
                || found.untilNanos - now <= 0
                || repository.isEmpty()
                || nature.isEmpty()
                || !subjects.around(repository.get(), key.digest, nature.get(), set.on(key.repository))
                        .equals(found.around)) {
            return Optional.empty();
        }
        known.put(key, new Remembered(found.basis, found.decision, found.around, now, found.untilNanos));
        return Optional.of(found.decision);
    }

    private Decision anew(PolicySet set, Key key, Basis basis, Duration waited) {
        long begun = System.nanoTime();
        List<ActingPolicy> policies = set.on(key.repository);
        Optional<Repository> repository = repositories.find(key.repository);
        Optional<Nature> nature = policies.isEmpty() ? Optional.empty() : natures.of(key.repository, key.digest);
        // What is not there is not served, whatever is said of it.
        if (repository.isEmpty() || nature.isEmpty() || nature.get() == Nature.STATEMENT) {
            return Decision.open(Instant.EPOCH);
        }
        Subjects.Around around = subjects.around(repository.get(), key.digest, nature.get(), policies);
        Subjects.Read read = subjects.read(repository.get(), key.digest, around, policies);
        Decision decision = Decision.of(policies, read, waited);
        if (read.pending().isEmpty()) {
            known.put(
                    key,
                    new Remembered(
                            basis,
                            decision,
                            around,
                            begun,
                            begun + life(decision).toNanos()));
        }
        return decision;
    }

    private static Duration life(Decision decision) {
        return decision.holdsUntil()
                .map(end -> Duration.between(decision.now(), end))
                .filter(life -> life.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
    }

    /// What these policies alone say, whatever is remembered.
    Decision by(List<ActingPolicy> policies, Repository repository, Digest digest) {
        Optional<Nature> nature = natures.of(repository.name(), digest);
        if (nature.isEmpty() || nature.get() == Nature.STATEMENT) {
            return Decision.open(Instant.EPOCH);
        }
        Subjects.Around around = subjects.around(repository, digest, nature.get(), policies);
        return Decision.of(policies, subjects.read(repository, digest, around, policies), Answers.LONGEST_HOLD);
    }
}
