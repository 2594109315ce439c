package dev.entrepot.retention;

import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Does what plans say, each step on the condition that its image is as the plan saw it, which the transaction of the
/// step looks at.
final class Runs {
    /// Steps that are held in memory at once.
    private static final int STEPS = 5_000;

    private final Database database;
    private final Plans plans;
    private final Removals removals;
    private final PolicyTable policies = new PolicyTable();

    Runs(Database database, Plans plans, Removals removals) {
        this.database = database;
        this.plans = plans;
        this.removals = removals;
    }

    /// @param step what goes
    /// @param lines what was planned for its image
    private record Planned(Step step, List<PlanLine> lines) {}

    /// Plans and does one repository.
    ///
    /// @param progress is told how many images are done; may throw to stop between two
    void run(PolicyTable.Place place, Authority authority, Tally tally, LongConsumer progress) {
        String after = "";
        while (true) {
            String from = after;
            List<Planned> planned = new ArrayList<>();
            after = database.read(sql -> plan(sql, place, from, tally, planned));
            // A tag that goes may be the last that holds a child of an index that goes too.
            for (Planned each : planned) {
                if (!each.step.whole()) {
                    perform(place, each, authority, tally);
                    progress.accept(tally.gone());
                }
            }
            for (Planned each : planned) {
                if (each.step.whole()) {
                    perform(place, each, authority, tally);
                    progress.accept(tally.gone());
                }
            }
            if (after.isEmpty()) {
                return;
            }
        }
    }

    /// Returns the digest behind which there is more to plan; empty text when there is not.
    private String plan(Sql sql, PolicyTable.Place place, String from, Tally tally, List<Planned> planned) {
        String[] last = {""};
        boolean[] more = {false};
        plans.decide(sql, place, from, (image, decided) -> {
            if (planned.size() >= STEPS) {
                more[0] = true;
                return false;
            }
            last[0] = image.digest();
            decided.lines().forEach(tally::planned);
            decided.step().ifPresent(step -> planned.add(new Planned(step, decided.lines())));
            return true;
        });
        return more[0] ? last[0] : "";
    }

    /// Does what is over of one image, whatever else its repository holds.
    void leave(long repositoryId, String digest, Authority authority, Tally tally) {
        Optional<PolicyTable.Place> place = database.read(sql -> policies.place(sql, repositoryId));
        if (place.isEmpty()) {
            return;
        }
        PolicyTable.Place there = place.get();
        Optional<Step> step = database.read(sql -> plans.leaving(sql, there, digest));
        step.ifPresent(found -> perform(there, new Planned(found, lines(there, found)), authority, tally));
    }

    private static List<PlanLine> lines(PolicyTable.Place place, Step step) {
        PlanLine.Fate gone = PlanLine.Fate.DROP;
        String digest = step.seen().digest();
        return step.tags().isEmpty()
                ? List.of(new PlanLine(place.name(), "", digest, gone, step.rule()))
                : step.tags().stream()
                        .map(tag -> new PlanLine(place.name(), tag.name(), digest, gone, step.rule()))
                        .toList();
    }

    private void perform(PolicyTable.Place place, Planned planned, Authority authority, Tally tally) {
        List<PlanLine> gone = planned.lines.stream()
                .filter(line -> line.fate() == PlanLine.Fate.DROP)
                .toList();
        int done = 0;
        try {
            if (planned.step.tags().isEmpty()) {
                removals.digest(place, planned.step, authority);
                tally.digestGone(gone.getFirst());
                return;
            }
            for (; done < gone.size(); done++) {
                boolean whole = removals.tag(place, planned.step, done, authority);
                tally.tagGone(gone.get(done));
                if (whole) {
                    tally.imageGone();
                }
            }
        } catch (ChangedException changed) {
            for (PlanLine line : gone.subList(done, gone.size())) {
                tally.left(line, changed.how());
            }
        }
    }
}
