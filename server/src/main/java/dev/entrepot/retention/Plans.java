package dev.entrepot.retention;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes plans: what policies would do now. Reads, and changes nothing.
final class Plans {
    /// Between a repository and a digest in a cursor.
    private static final char AT = '@';
    private static final int PLACES = 100;

    private final Database database;
    private final DatabaseClock clock;
    private final PolicyTable policies = new PolicyTable();
    private final PullTable pulls = new PullTable();

    Plans(Database database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// The plan for a namespace behind a cursor, repository by repository. A page ends behind a whole image, with at
    /// least `limit` lines unless it is the last one.
    ///
    /// @param after what the page before said is next; empty text for the first one
    PlanPage page(String namespace, String after, int limit) {
        int at = after.indexOf(AT);
        String repository = at < 0 ? after : after.substring(0, at);
        String digest = at < 0 ? "" : after.substring(at + 1);
        List<PlanLine> lines = new ArrayList<>();
        while (true) {
            String last = repository;
            String from = digest;
            Optional<PolicyTable.Place> place = from.isEmpty()
                    ? first(places(namespace, last, 1))
                    : database.read(sql -> policies.placeNamed(sql, last));
            if (place.isEmpty() && from.isEmpty()) {
                return new PlanPage(lines, "");
            }
            String[] next = {""};
            place.ifPresent(there -> next[0] = database.read(sql -> lines(sql, there, from, lines, limit)));
            if (!next[0].isEmpty()) {
                return new PlanPage(lines, place.orElseThrow().name() + AT + next[0]);
            }
            repository = place.map(PolicyTable.Place::name).orElse(last);
            digest = "";
            if (lines.size() >= limit) {
                return new PlanPage(lines, repository);
            }
        }
    }

    private static <T> Optional<T> first(List<T> list) {
        return list.stream().findFirst();
    }

    List<PolicyTable.Place> places(String namespace, String last, int limit) {
        return database.read(sql -> policies.places(sql, namespace, last, Math.min(limit, PLACES)));
    }

    /// Adds lines, tags in their order; returns the digest behind which there are more, or empty text.
    private String lines(Sql sql, PolicyTable.Place place, String after, List<PlanLine> lines, int limit) {
        List<PlanLine> found = new ArrayList<>();
        String[] next = {""};
        String[] last = {""};
        decide(sql, place, after, (image, decided) -> {
            if (lines.size() + found.size() >= limit) {
                next[0] = last[0];
                return false;
            }
            found.addAll(decided.lines());
            last[0] = image.digest();
            return true;
        });
        found.sort(Comparator.comparing(PlanLine::tag).thenComparing(PlanLine::digest));
        lines.addAll(found);
        return next[0];
    }

    /// What is told of each image, and whether to go on.
    interface Each {
        boolean decided(Facts image, Planner.Decided decided);
    }

    /// Decides for all images of a repository behind `after`, a digest.
    void decide(Sql sql, PolicyTable.Place place, String after, Each each) {
        Ruling ruling = Ruling.of(place);
        Planner.Times times = times(sql);
        Inventory inventory = new Inventory(sql, place, times.now(), ruling.timesUntagged());
        Planner planner = new Planner(place.name(), times, ruling.rules());
        if (planner.ranks()) {
            Predicate<Facts> look = image -> {
                planner.look(image);
                return true;
            };
            inventory.each("", look);
        }
        inventory.each(after, image -> each.decided(image, planner.decide(image)));
    }

    /// The step for an image that is on its way out whatever ranks there are; empty when it is not, or stays.
    Optional<Step> leaving(Sql sql, PolicyTable.Place place, String digest) {
        Ruling ruling = Ruling.of(place);
        Planner.Times times = times(sql);
        Inventory inventory = new Inventory(sql, place, times.now(), false);
        Planner planner = new Planner(place.name(), times, ruling.rules());
        return inventory
                .one(digest)
                .filter(image -> image.leaving(times.now()))
                .flatMap(image -> planner.decide(image).step());
    }

    Planner.Times times(Sql sql) {
        return new Planner.Times(clock.now(sql), pulls.since(sql));
    }
}
