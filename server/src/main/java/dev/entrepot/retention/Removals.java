package dev.entrepot.retention;

import dev.entrepot.authority.Authority;
import dev.entrepot.content.Cause;
import dev.entrepot.content.Content;
import dev.entrepot.content.Deletion;
import dev.entrepot.content.DeletionTerms;
import dev.entrepot.content.IfMatch;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes tags and manifests away as steps of a run say. All throw {@link ChangedException}, and change nothing, when
/// the image is not as its plan saw it.
final class Removals {
    private final Content content;
    private final Database database;
    private final Plans plans;
    private final RestTable rests = new RestTable();
    private final PolicyTable policies = new PolicyTable();

    Removals(Content content, Database database, Plans plans) {
        this.content = content;
        this.database = database;
        this.plans = plans;
    }

    /// Takes an untagged digest away.
    void digest(PolicyTable.Place place, Step step, Authority authority) {
        Authority checking = checking(place, step, 0, authority);
        require(content.trash()
                .removeManifest(name(place), Digest.parse(step.seen().digest()), terms(checking)));
    }

    /// Takes the step's tag of that number away, and with its last one the manifest when that is to go; returns whether
    /// that went.
    boolean tag(PolicyTable.Place place, Step step, int index, Authority authority) {
        Tag tag = new Tag(step.tags().get(index).name());
        Digest digest = Digest.parse(step.seen().digest());
        boolean last = index == step.tags().size() - 1;
        Authority checking = checking(place, step, index, authority);
        if (last && step.whole()) {
            require(content.trash().removeManifest(name(place), digest, terms(checking)));
            return true;
        }
        IfMatch there = new IfMatch(false, Set.of(digest));
        require(content.trash().untag(name(place), tag, terms(checking).ifMatch(Optional.of(there))));
        if (last && step.remember()) {
            remember(place, step);
        }
        return false;
    }

    private void remember(PolicyTable.Place place, Step step) {
        database.write(sql -> {
            rests.remember(
                    sql,
                    place.id(),
                    step.seen().digest(),
                    step.rule(),
                    plans.times(sql).now());
            return true;
        });
    }

    private static RepositoryName name(PolicyTable.Place place) {
        return new RepositoryName(place.name());
    }

    private static DeletionTerms terms(Authority authority) {
        return DeletionTerms.of(authority).because(Cause.RETENTION);
    }

    private static void require(Deletion result) {
        if (!(result instanceof Deletion.Done)) {
            throw new ChangedException("it changed meanwhile: " + result);
        }
    }

    /// The authority of a run, which in the transaction of a change looks at the image again.
    ///
    /// @param gone how many of the step's tags went already
    private Authority checking(PolicyTable.Place place, Step step, int gone, Authority authority) {
        return new Authority(authority.author(), sql -> {
            authority.exercise(sql);
            requireSame(sql, place, step, gone);
        });
    }

    private void requireSame(Sql sql, PolicyTable.Place place, Step step, int gone) {
        PolicyTable.Place now = policies.place(sql, place.id())
                .filter(there -> there.name().equals(place.name()))
                .orElseThrow(() -> new ChangedException("its repository is gone or has another name"));
        if (!now.equals(place)) {
            throw new ChangedException("its policies or rules changed");
        }
        Planner.Times times = plans.times(sql);
        Facts seen = step.seen();
        Facts facts = new Inventory(sql, place, times.now(), false)
                .one(seen.digest())
                .orElseThrow(() -> new ChangedException("it is gone, or belongs to something else"));
        List<Facts.TagFacts> left = seen.tags().stream()
                .filter(tag -> !step.tags().subList(0, gone).contains(tag))
                .toList();
        if (!facts.guard().isEmpty()) {
            throw new ChangedException(facts.guard());
        }
        if (facts.pushedAt() > seen.pushedAt()) {
            throw new ChangedException("it was pushed or tagged again");
        }
        if (!facts.tags().equals(left)) {
            throw new ChangedException("its tags changed");
        }
        if (Ruling.of(place).asksPulls() && facts.pulledAt() > seen.pulledAt()) {
            throw new ChangedException("it was pulled");
        }
        if (step.whole() && !facts.anchor().isEmpty()) {
            throw new ChangedException(facts.anchor());
        }
        if (step.whole() && facts.leasedUntil() > times.now()) {
            throw new ChangedException("a push relies on it");
        }
    }
}
