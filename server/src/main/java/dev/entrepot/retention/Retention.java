package dev.entrepot.retention;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Content;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.storage.BlobStore;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything in this package, composed over content.
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final String SYSTEM = "retention";
    private static final int PLACES = 100;

    private final Database database;
    private final Plans plans;
    private final Runs runs;
    private final Wishes wishes;
    private final Schedule schedule;
    private final Pulls pulls;
    private final Deployments deployments;
    private final PolicyTable policies = new PolicyTable();
    private final RestTable rests = new RestTable();

    /// What this package stands on.
    public record Foundations(
            Database database, BlobStore store, AuditLog audit, Content content, DatabaseClock clock) {}

    public Retention(RetentionConfig config, Foundations below) {
        database = below.database();
        plans = new Plans(database, below.clock());
        runs = new Runs(database, plans, new Removals(below.content().trash(), plans));
        wishes = new Wishes(database, below.clock(), below.store());
        schedule = new Schedule(database, below.clock(), config.every());
        pulls = new Pulls(database, below.clock());
        deployments = new Deployments(database, below.clock(), below.content().repositories(), below.audit());
    }

    public Pulls pulls() {
        return pulls;
    }

    public Deployments deployments() {
        return deployments;
    }

    /// Policies of namespaces and repositories behind `last`, in byte order of their names.
    ///
    /// @param namespace the only one; empty text for all
    public List<PolicySetting> policies(String namespace, String last, int limit) {
        return database.read(sql -> policies.policies(sql, namespace, last, limit));
    }

    /// What a run would do now, as far as pulls and wishes are written down: a page of at least `limit` lines, unless
    /// it is the last one.
    ///
    /// @param after what the page before said is next; empty text for the first one
    public PlanPage plan(String namespace, String after, int limit) {
        return plans.page(namespace, after, limit);
    }

    /// Makes the plan for a namespace, repository by repository, and does it.
    ///
    /// @param progress is told how much is gone; may throw to stop between two steps
    public Report run(String namespace, Authority authority, LongConsumer progress) {
        wishes.read();
        pulls.flush();
        Tally tally = new Tally();
        String last = "";
        while (true) {
            List<PolicyTable.Place> places = plans.places(namespace, last, PLACES);
            for (PolicyTable.Place place : places) {
                runs.run(place, authority, tally, progress);
                progress.accept(tally.gone());
            }
            if (places.size() < PLACES) {
                return tally.report();
            }
            last = places.getLast().name();
        }
    }

    /// The work of every few seconds: looks at what came, and takes away what its pushers wished gone by now and what
    /// only a lease kept.
    public void expire() {
        wishes.read();
        Tally tally = new Tally();
        Authority authority = Authority.system(SYSTEM);
        wishes.each((repository, digest) -> runs.leave(repository, digest, authority, tally));
        if (database.read(rests::any)) {
            database.write(this::forget);
        }
        if (tally.gone() > 0) {
            LOG.info("event=expired gone={}", tally.gone());
        }
    }

    private boolean forget(Sql sql) {
        rests.forget(sql);
        return true;
    }

    /// Tells of each namespace whose policies are due; each is told once, on one node.
    public void due(Consumer<String> namespace) {
        schedule.look(namespace::accept);
    }

    @Override
    public void close() {
        pulls.close();
    }
}
