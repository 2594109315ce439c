package dev.entrepot.content;

import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What deletions would take and give back, before they are done: decided as they would be, on one snapshot.
public final class Forecasts {
    private static final Authority NOBODY = Authority.system("forecast");

    private final Database database;
    private final Repositories repositories;
    private final DatabaseClock clock;
    private final ClockWatch watch;
    private final TrashKeeping keeping;
    private final StandingTable standings = new StandingTable();
    private final ForecastTable table = new ForecastTable();
    private final NamespaceTable namespaces = new NamespaceTable();

    Forecasts(
            Database database, Repositories repositories, DatabaseClock clock, ClockWatch watch, TrashKeeping keeping) {
        this.database = database;
        this.repositories = repositories;
        this.clock = clock;
        this.watch = watch;
        this.keeping = keeping;
    }

    /// Of the deletion of a tag (see {@link Trash#removeImage}), or of a manifest, by somebody who may lift no rule.
    ///
    /// @param allTags of the manifest that the tag points to, with all its tags
    public Outlook of(RepositoryName name, Reference reference, boolean allTags) {
        return of(name, reference, allTags, Lifting.NONE);
    }

    /// The same by somebody who may lift these rules.
    public Outlook of(RepositoryName name, Reference reference, boolean allTags, Lifting lifting) {
        DeletionTerms terms = DeletionTerms.of(NOBODY).lifting(lifting);
        try {
            return database.read(sql -> repositories
                    .home(sql, name)
                    .map(home -> outlook(sql, home, plan(sql, home, reference, allTags, terms)))
                    .orElseGet(() -> new Outlook.Obstacle(new Deletion.Unknown())));
        } catch (RefusedException refused) {
            return new Outlook.Obstacle(new Deletion.Refused(refused.refusal()));
        }
    }

    private Planning.Plan plan(Sql sql, Home home, Reference reference, boolean allTags, DeletionTerms terms) {
        Planning planning = new Planning(sql, home, terms, watch.over(sql));
        return switch (reference) {
            case Digest digest -> planning.manifest(digest);
            case Tag tag when !allTags -> planning.image(tag);
            case Tag tag ->
                standings
                        .tag(sql, home.id(), tag.text())
                        .map(pointer -> planning.manifest(pointer.digest()))
                        .orElseGet(() -> new Planning.Plan.Not(new Deletion.Unknown()));
        };
    }

    private Outlook outlook(Sql sql, Home home, Planning.Plan plan) {
        return switch (plan) {
            case Planning.Plan.Not(Deletion reason) -> new Outlook.Obstacle(reason);
            case Planning.Plan.Going going -> forecast(sql, home, going);
        };
    }

    private Outlook.Forecast forecast(Sql sql, Home home, Planning.Plan.Going going) {
        long over = watch.over(sql);
        boolean leased = false;
        Map<Digest, Integer> namings = new HashMap<>();
        for (Digest manifest : going.manifests()) {
            leased |= standings
                    .standing(sql, home.id(), manifest)
                    .filter(standing -> standing.leasedUntil() > over)
                    .isPresent();
            table.blobsOf(sql, home.id(), manifest).forEach(blob -> namings.merge(blob, 1, Integer::sum));
        }
        List<Digest> freed = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<Digest, Integer> blob : namings.entrySet()) {
            Optional<Link> link = table.link(sql, home.id(), blob.getKey());
            leased |= link.filter(found -> found.leasedUntil() > over).isPresent();
            if (link.isPresent() && table.heldOnce(sql, home.id(), blob.getKey(), blob.getValue(), link.get())) {
                freed.add(blob.getKey());
                bytes += link.get().size();
            }
        }
        freed.sort((one, other) -> one.toString().compareTo(other.toString()));
        long keep = keeping.micros(home);
        return new Outlook.Forecast(
                going.tags().stream().map(tag -> new Tag(tag.name())).toList(),
                going.manifests(),
                freed,
                bytes,
                keep == 0 && !leased ? bytes : 0,
                Instant.EPOCH.plus(clock.now(sql) + keep, ChronoUnit.MICROS));
    }

    /// Of the deletion of a repository; empty when there is none.
    public Optional<Outlook.Whole> ofRepository(RepositoryName name) {
        return database.read(sql -> repositories
                .home(sql, name)
                .map(home -> table.repository(sql, home.id())
                        .until(Instant.EPOCH.plus(clock.now(sql) + keeping.micros(home), ChronoUnit.MICROS))));
    }

    /// Of the deletion of a namespace with all that is in it, its trash too; empty when there is none.
    public Optional<Outlook.Whole> ofNamespace(String name) {
        return database.read(sql -> namespaces
                .find(sql, name)
                .map(found -> table.namespace(sql, name)
                        .until(Instant.EPOCH.plus(clock.now(sql) + keeping.micros(found), ChronoUnit.MICROS))));
    }
}
