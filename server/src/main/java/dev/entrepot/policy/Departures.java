package dev.entrepot.policy;

import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Authority;
import dev.entrepot.authority.NoLongerAllowedException;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/// Looks at content that is about to go where other policies hold: what is refused where it is does not.
///
/// What was looked at counts only under the policies that it was looked at with: {@link #under} takes the
/// change back when they changed meanwhile, and whoever asked asks again.
public final class Departures {
    private static final int BATCH = 500;

    /// Manifests of a repository that changes its namespace.
    private static final int MOST = 5_000;

    private final Database database;
    private final AccessEpoch epoch;
    private final Repositories repositories;
    private final Policies policies;
    private final Decisions decisions;
    private final ReachTable reach = new ReachTable();

    Departures(Gates.Foundations below, Policies policies, Decisions decisions) {
        this.database = below.database();
        this.epoch = below.epoch();
        this.repositories = below.content().repositories();
        this.policies = policies;
        this.decisions = decisions;
    }

    /// The policies changed since they were asked. Nothing was changed; ask again.
    public static final class PoliciesChangedException extends NoLongerAllowedException {
        private static final long serialVersionUID = 1;

        PoliciesChangedException() {
            super("policies or rights changed while content was about to leave its repository");
        }
    }

    /// Stands for the policies that are asked now: to be taken before anything is judged.
    public long begin() {
        if (epoch.shared()) {
            // What other nodes changed a moment ago would take the change back, again and again.
            epoch.follow();
        }
        return policies.set().epoch();
    }

    /// The authority for a change that rests on what was judged since {@link #begin}. Its check throws {@link
    /// PoliciesChangedException}.
    public Authority under(long begun, Authority authority) {
        return new Authority(authority.author(), sql -> {
            authority.exercise(sql);
            if (epoch.current(sql) != begun) {
                throw new PoliciesChangedException();
            }
        });
    }

    /// Whether anything may be refused in a repository.
    public boolean isGated(RepositoryName name) {
        return policies.set().on(name).stream()
                .anyMatch(policy -> policy.terms().effect() != Effect.WARN);
    }

    /// What stands against a repository's new name.
    public sealed interface Renaming {
        record Free() implements Renaming {}

        /// A manifest of it is refused by a policy that would hold no more.
        record Held(Digest digest, List<Objection> objections) implements Renaming {
            public Held {
                objections = List.copyOf(objections);
            }
        }

        /// There are more manifests than anybody looks at.
        record TooMany(int most) implements Renaming {}
    }

    /// Policies of the repository follow it; those of its namespace stay where they are.
    public Renaming renaming(RepositoryName from, RepositoryName to) {
        List<ActingPolicy> lost = from.namespace().equals(to.namespace())
                ? List.of()
                : policies.set().on(from).stream()
                        .filter(policy -> policy.key().place().wholeNamespace())
                        .filter(policy -> policy.terms().effect() != Effect.WARN)
                        .toList();
        Optional<Repository> repository = repositories.find(from);
        return lost.isEmpty() || repository.isEmpty() ? new Renaming.Free() : look(repository.get(), lost);
    }

    private Renaming look(Repository repository, List<ActingPolicy> lost) {
        String last = "";
        int seen = 0;
        List<ReachTable.Listed> batch;
        do {
            String after = last;
            batch = database.read(sql -> reach.manifests(sql, repository.id(), after, BATCH));
            for (ReachTable.Listed manifest : batch) {
                Judgement judgement =
                        decisions.by(lost, repository, manifest.digest()).judgement();
                if (judgement instanceof Judgement.Refused(List<Objection> objections)) {
                    return new Renaming.Held(manifest.digest(), objections);
                }
                last = manifest.digest().toString();
            }
            seen += batch.size();
        } while (batch.size() == BATCH && seen < MOST);
        return batch.size() == BATCH ? new Renaming.TooMany(MOST) : new Renaming.Free();
    }
}
