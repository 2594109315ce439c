package dev.entrepot.policy;

import dev.entrepot.conditions.Conditions;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.retention.Pulls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a policy would do now, before it does. Reads, and changes nothing.
public final class Plans {
    /// Manifests that one page looks at: each may be a condition over thousands of findings.
    private static final int MOST_LOOKED_AT = 300;

    private static final int MOST_TAGS = 1_000;

    private final Database database;
    private final Repositories repositories;
    private final Pulls pulls;
    private final Policies policies;
    private final Decisions decisions;
    private final Conditions conditions = new Conditions();
    private final ReachTable reach = new ReachTable();

    Plans(Gates.Foundations below, Policies policies, Decisions decisions) {
        this.database = below.database();
        this.repositories = below.content().repositories();
        this.pulls = below.retention().pulls();
        this.policies = policies;
        this.decisions = decisions;
    }

    /// A part of a plan.
    ///
    /// @param next where it goes on; empty text at the end. A page may be short, or empty, and yet not the last
    public record Page(List<PlannedImage> images, String next) {
        public Page {
            images = List.copyOf(images);
        }
    }

    /// Which part of a plan is asked for.
    ///
    /// @param after what the page before said is next; empty text for the first one
    public record Wanted(PolicyKey key, Terms terms, String after, int limit) {}

    /// What these terms would do as a policy of that name and place that is applied now, whatever others there
    /// are.
    public Page page(Wanted wanted) {
        pulls.flush();
        ActingPolicy policy = ActingPolicy.of(
                new PolicyTable.Acting(
                        "", wanted.key, new PolicyVersion(0, wanted.terms, Instant.EPOCH, "", Optional.empty(), 0)),
                conditions);
        Walk walk = new Walk(wanted, policy);
        int at = wanted.after.indexOf('@');
        String name = at < 0 ? wanted.after : wanted.after.substring(0, at);
        String digest = at < 0 ? "" : wanted.after.substring(at + 1);
        while (true) {
            Optional<Repository> repository =
                    digest.isEmpty() ? next(wanted.key.place(), name) : repositories.find(new RepositoryName(name));
            if (repository.isEmpty() && digest.isEmpty()) {
                return new Page(walk.images, "");
            }
            if (repository.isPresent()) {
                name = repository.get().name().text();
                Optional<String> stopped = walk.through(repository.get(), digest);
                if (stopped.isPresent()) {
                    return new Page(walk.images, name + "@" + stopped.get());
                }
            }
            digest = "";
        }
    }

    private Optional<Repository> next(Place place, String after) {
        if (place.wholeNamespace()) {
            return repositories.after(place.namespace(), after, 1).stream().findFirst();
        }
        return after.isEmpty() ? repositories.find(new RepositoryName(place.repository())) : Optional.empty();
    }

    /// One page.
    private final class Walk {
        private final Wanted wanted;
        private final ActingPolicy policy;
        private final List<PlannedImage> images = new ArrayList<>();
        private int looked;

        Walk(Wanted wanted, ActingPolicy policy) {
            this.wanted = wanted;
            this.policy = policy;
        }

        /// Returns the digest behind which there is more; empty when the repository is done.
        Optional<String> through(Repository repository, String after) {
            String last = after;
            while (true) {
                String from = last;
                List<ReachTable.Listed> batch =
                        database.read(sql -> reach.manifests(sql, repository.id(), from, MOST_LOOKED_AT));
                for (ReachTable.Listed manifest : batch) {
                    if (images.size() >= wanted.limit || looked >= MOST_LOOKED_AT) {
                        return Optional.of(last);
                    }
                    look(repository, manifest);
                    last = manifest.digest().toString();
                    looked++;
                }
                if (batch.size() < MOST_LOOKED_AT) {
                    return Optional.empty();
                }
            }
        }

        private void look(Repository repository, ReachTable.Listed manifest) {
            Judgement judgement =
                    decisions.by(List.of(policy), repository, manifest.digest()).judgement();
            Optional<Objection> objection = switch (judgement) {
                case Judgement.Passes(List<Objection> warnings) ->
                    warnings.stream().findFirst();
                case Judgement.Refused(List<Objection> objections) -> Optional.of(objections.getFirst());
            };
            objection.ifPresent(found -> {
                Optional<Instant> pulledAt = manifest.pulledAt() < 0
                        ? Optional.empty()
                        : Optional.of(PolicyTable.instant(manifest.pulledAt()));
                List<String> tags =
                        database.read(sql -> reach.pointing(sql, repository.id(), manifest.digest(), MOST_TAGS));
                for (String tag : tags.isEmpty() ? List.of("") : tags) {
                    images.add(new PlannedImage(
                            repository.name(), tag, manifest.digest(), fate(pulledAt), found, pulledAt));
                }
            });
        }

        private PlannedImage.Fate fate(Optional<Instant> pulledAt) {
            return switch (policy.terms().effect()) {
                case WARN -> PlannedImage.Fate.WARNED;
                case DENY -> PlannedImage.Fate.REFUSED;
                case GRACE ->
                    pulledAt.isPresent()
                                    && policy.terms().until().filter(this::over).isEmpty()
                            ? PlannedImage.Fate.GRACED
                            : PlannedImage.Fate.REFUSED;
            };
        }

        private boolean over(Instant until) {
            return !until.isAfter(policies.now());
        }
    }
}
