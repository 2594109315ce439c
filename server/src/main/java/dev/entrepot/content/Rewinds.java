package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes tags back to where they pointed at a moment: one, those of a repository, or of a whole namespace. First a
/// plan,
/// then exactly that: each step only while its tag has not moved since.
public final class Rewinds {
    /// Tags that one rewind changes.
    public static final int MOST = 5_000;

    private static final int STEP = 500;

    private final Database database;
    private final Repositories repositories;
    private final ContentCache cache;
    private final DatabaseClock clock;
    private final AuditLog audit;
    private final ImageTable images = new ImageTable();
    private final TagHistoryTable history = new TagHistoryTable();
    private final TagTable tags = new TagTable();
    private final BinTable binTable = new BinTable();
    private final Bins bins = new Bins();

    Rewinds(Database database, Repositories repositories, ContentCache cache, DatabaseClock clock, AuditLog audit) {
        this.database = database;
        this.repositories = repositories;
        this.cache = cache;
        this.clock = clock;
        this.audit = audit;
    }

    /// What would be done; empty when it is too much.
    public Optional<Rewind> plan(Rewind.Wanted wanted) {
        return database.read(sql -> new Planning(sql, wanted).plan());
    }

    /// Plans, and does it.
    ///
    /// @param seen the {@link Rewind#name} of the plan that shall be done; empty when any will do
    public RewindResult run(Rewind.Wanted wanted, Optional<String> seen, Authority authority) {
        Optional<Rewind> planned = plan(wanted);
        if (planned.isEmpty()) {
            return new RewindResult.TooMany(MOST);
        }
        Rewind rewind = planned.get();
        if (seen.isPresent() && !seen.get().equals(rewind.name())) {
            return new RewindResult.OtherPlan(rewind);
        }
        try {
            database.write(sql -> {
                authority.exercise(sql);
                carryOut(sql, rewind, wanted.at(), authority);
                return rewind;
            });
        } catch (MovedException moved) {
            return new RewindResult.Moved(moved.images);
        } catch (RefusedException refused) {
            return new RewindResult.Refused(refused.refusal());
        }
        Map<RepositoryName, List<String>> changed = new LinkedHashMap<>();
        rewind.steps()
                .forEach(step -> changed.computeIfAbsent(step.repository(), name -> new ArrayList<>())
                        .add(step.tag().text()));
        changed.forEach(cache::changed);
        return new RewindResult.Done(rewind);
    }

    private void carryOut(Sql sql, Rewind rewind, Instant at, Authority authority) {
        List<Rewind.Step> due = rewind.steps().stream()
                .filter(step -> step.change() != Rewind.Change.CANNOT)
                .toList();
        List<String> moved = due.stream()
                .filter(step -> history.version(sql, step.repositoryId(), step.tag()) != step.version())
                .map(Rewind.Step::image)
                .toList();
        if (!moved.isEmpty()) {
            throw new MovedException(moved);
        }
        long now = clock.now(sql);
        Map<Long, Home> homes = new LinkedHashMap<>();
        for (Rewind.Step step : due) {
            Home home = homes.computeIfAbsent(step.repositoryId(), id -> home(sql, step));
            String by = authority.author().name();
            step.from().ifPresent(current -> TagRules.requireUnfrozen(home, step.tag(), current));
            if (step.to().isPresent()) {
                Digest to = step.to().get();
                bring(sql, home, to, step, now);
                tags.move(sql, home.id(), step.tag(), to, by, now);
            } else {
                tags.delete(sql, home.id(), step.tag().text(), by, now);
            }
            audit.record(sql, authority.author(), ContentEvents.rewound(step, at));
        }
    }

    /// From the trash with all that was deleted with it; it may be gone since the plan was made.
    private void bring(Sql sql, Home home, Digest digest, Rewind.Step step, long now) {
        ImageTable.Found found =
                images.find(sql, place(home), digest, now).orElseThrow(() -> new MovedException(List.of(step.image())));
        if (found.where() == Whereabouts.TRASH) {
            bins.bring(sql, home, found.repositoryId(), binTable.manifests(sql, found.repositoryId()));
        }
    }

    private static ImageTable.Place place(Home home) {
        return new ImageTable.Place(new Repository(home.id(), home.name(), Visibility.PRIVATE), true);
    }

    /// The repository may have been renamed, or deleted.
    private Home home(Sql sql, Rewind.Step step) {
        return repositories
                .home(sql, step.repositoryId())
                .filter(home -> home.name().equals(step.repository()))
                .orElseThrow(() -> new MovedException(List.of(step.image())));
    }

    private final class Planning {
        private final Sql sql;
        private final Rewind.Wanted wanted;
        private final ImageTable.Moment moment;
        private final List<Rewind.Step> steps = new ArrayList<>();
        private final List<RepositoryName> deleted = new ArrayList<>();
        private long stay;

        Planning(Sql sql, Rewind.Wanted wanted) {
            this.sql = sql;
            this.wanted = wanted;
            this.moment = new ImageTable.Moment(ChronoUnit.MICROS.between(Instant.EPOCH, wanted.at()), clock.now(sql));
        }

        Optional<Rewind> plan() {
            String name = wanted.repository();
            long id = Long.MIN_VALUE;
            while (steps.size() <= MOST) {
                List<ImageTable.Place> places = images.placesAt(sql, wanted.namespace(), name, id, moment, STEP);
                for (ImageTable.Place place : places) {
                    if (!wanted.repository().isEmpty()
                            && !wanted.repository().equals(place.name().text())) {
                        return done();
                    }
                    plan(place);
                    name = place.name().text();
                    id = place.id();
                }
                if (places.isEmpty()) {
                    return done();
                }
            }
            return Optional.empty();
        }

        private Optional<Rewind> done() {
            return steps.size() > MOST ? Optional.empty() : Optional.of(new Rewind(steps, stay, deleted));
        }

        private void plan(ImageTable.Place place) {
            Optional<Home> home = repositories.home(sql, place.id());
            if (!place.live() || home.isEmpty()) {
                deleted.add(place.name());
                return;
            }
            if (wanted.tag().isPresent()) {
                history.then(sql, place.id(), wanted.tag().get(), moment.at())
                        .ifPresent(tag -> plan(place, home.get(), tag));
                return;
            }
            String last = "";
            while (steps.size() <= MOST) {
                List<TagHistoryTable.TagThen> page = history.thenAfter(sql, place.id(), last, moment.at(), STEP);
                page.forEach(tag -> plan(place, home.get(), tag));
                if (page.size() < STEP) {
                    return;
                }
                last = page.getLast().tag().text();
            }
        }

        private void plan(ImageTable.Place place, Home home, TagHistoryTable.TagThen tag) {
            if (tag.then().equals(tag.now())) {
                stay += tag.now().isPresent() ? 1 : 0;
                return;
            }
            if (tag.then().isEmpty() && !wanted.exact()) {
                stay++;
                return;
            }
            Rewind.Change change = tag.then().isEmpty()
                    ? Rewind.Change.GOES
                    : tag.now().isEmpty() ? Rewind.Change.COMES_BACK : Rewind.Change.MOVES_BACK;
            Optional<Whereabouts> where = tag.then().map(digest -> whereabouts(place, digest));
            String why = obstacle(home, tag, where);
            steps.add(new Rewind.Step(
                    place.id(),
                    place.name(),
                    tag.tag(),
                    why.isEmpty() ? change : Rewind.Change.CANNOT,
                    tag.now(),
                    tag.then(),
                    tag.version(),
                    why,
                    why.isEmpty() && where.filter(Whereabouts.TRASH::equals).isPresent()));
        }

        private Whereabouts whereabouts(ImageTable.Place place, Digest digest) {
            return images.find(sql, place, digest, moment.now())
                    .map(ImageTable.Found::where)
                    .orElse(Whereabouts.GONE);
        }

        /// Empty text when there is none.
        private static String obstacle(Home home, TagHistoryTable.TagThen tag, Optional<Whereabouts> where) {
            List<Freeze> freezes = tag.now().isEmpty() ? List.of() : TagRules.freezes(home, tag.tag());
            if (!freezes.isEmpty()) {
                return freezes.getFirst() + " freezes it";
            }
            return where.filter(Whereabouts.GONE::equals).isPresent() ? "the image was deleted for good" : "";
        }
    }

    /// Takes the whole transaction back.
    private static final class MovedException extends RuntimeException {
        private final transient List<String> images;

        MovedException(List<String> images) {
            super(null, null, false, false);
            this.images = images;
        }
    }
}
