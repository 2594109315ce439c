package dev.entrepot.retention;

import dev.entrepot.authority.Authority;
import dev.entrepot.content.Cause;
import dev.entrepot.content.Deletion;
import dev.entrepot.content.DeletionTerms;
import dev.entrepot.content.Refusal;
import dev.entrepot.content.Trash;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.List;

/// Moves tags and manifests into the trash as steps of a run say. All throw {@link ChangedException}, and change
/// nothing, when
/// the image is not as its plan saw it.
final class Removals {
    private final Trash trash;
    private final Plans plans;
    private final RestTable rests = new RestTable();
    private final PolicyTable policies = new PolicyTable();

    Removals(Trash trash, Plans plans) {
        this.trash = trash;
        this.plans = plans;
    }

    /// Takes an untagged digest away.
    void digest(PolicyTable.Place place, Step step, Authority authority) {
        Digest digest = Digest.parse(step.seen().digest());
        done(trash.removeManifest(name(place), digest, terms(place, step, 0, authority)));
    }

    /// Takes the step's tag of that number away, and with its last one the manifest when that is to go and nothing
    /// relies
    /// on it; returns whether it went.
    boolean tag(PolicyTable.Place place, Step step, int index, Authority authority) {
        Facts.TagFacts tag = step.tags().get(index);
        boolean last = index == step.tags().size() - 1;
        DeletionTerms terms = terms(place, step, index, authority).atVersion(tag.version());
        Deletion.Done done = done(
                last && step.whole()
                        ? trash.removeImage(name(place), new Tag(tag.name()), terms)
                        : trash.untag(name(place), new Tag(tag.name()), terms));
        return !done.manifests().isEmpty();
    }

    /// @param gone how many of the step's tags went already
    private DeletionTerms terms(PolicyTable.Place place, Step step, int gone, Authority authority) {
        return DeletionTerms.of(checking(place, step, gone, authority))
                .because(step.expired() ? Cause.EXPIRY : Cause.RETENTION)
                .onlyWhenIdle();
    }

    private static RepositoryName name(PolicyTable.Place place) {
        return new RepositoryName(place.name());
    }

    private static Deletion.Done done(Deletion deletion) {
        return switch (deletion) {
            case Deletion.Done done -> done;
            case Deletion.Unknown _ -> throw new ChangedException("it is gone");
            case Deletion.NamedByIndex(Digest index) -> throw new ChangedException("the index " + index + " names it");
            case Deletion.Locked locked -> throw new ChangedException("it is locked: " + locked.reason());
            case Deletion.TagMoved _ -> throw new ChangedException("the tag moved");
            case Deletion.InUse inUse -> throw new ChangedException(words(inUse.use()));
            case Deletion.TooMany tooMany ->
                throw new ChangedException("more than " + tooMany.most() + " manifests or tags hang on it");
            case Deletion.Refused(Refusal refusal) -> throw new ChangedException("it is refused: " + refusal);
        };
    }

    private static String words(Deletion.Use use) {
        return switch (use) {
            case TAG -> "a tag points to it";
            case LEASE -> "a push relies on it, or on what goes with it";
            case SUBJECT -> "it refers to a manifest that is there";
        };
    }

    /// The authority of a run, which in the transaction of a change looks at the image again.
    ///
    /// @param gone how many of the step's tags went already
    private Authority checking(PolicyTable.Place place, Step step, int gone, Authority authority) {
        return new Authority(authority.author(), sql -> {
            authority.exercise(sql);
            requireSame(sql, place, step, gone);
            if (gone == step.tags().size() - 1 && (step.whole() || step.remember())) {
                // Where a push relies on it, or on what hangs on it, it follows later.
                rests.remember(
                        sql,
                        place.id(),
                        step.seen().digest(),
                        step.rule(),
                        plans.times(sql).now());
            }
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
    }
}
