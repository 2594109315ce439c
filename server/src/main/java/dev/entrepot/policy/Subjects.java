package dev.entrepot.policy;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import dev.entrepot.scanning.Scanning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Puts together what policies ask about manifests, and no more than these ask for.
final class Subjects {
    /// Tags of one manifest: beyond, nobody has looked at all of them.
    private static final int MOST_TAGS = 10_000;

    private final Database database;
    private final DatabaseClock clock;
    private final Scanning scanning;
    private final Waivers waivers;
    private final ReachTable reach = new ReachTable();
    private final PulledTable pulled = new PulledTable();

    Subjects(Gates.Foundations below) {
        this.database = below.database();
        this.clock = below.clock();
        this.scanning = below.scanning();
        this.waivers = below.waivers();
    }

    /// A manifest and the moment it was looked at.
    ///
    /// @param pending images that nobody looked into yet
    /// @param graced ids of the policies with a grace that had seen it pulled
    /// @param holdsUntil when something of this ends by itself; empty when nothing does
    record Read(Subject subject, List<Digest> pending, Set<String> graced, Instant now, Optional<Instant> holdsUntil) {}

    /// What leads to a manifest, and what stands under it, as far as policies ask.
    ///
    /// @param tags one more than {@link #MOST_TAGS} at most
    record Around(List<String> tags, List<Digest> images) {
        Around {
            tags = List.copyOf(tags);
            images = List.copyOf(images);
        }

        Around alsoCalled(List<String> more) {
            return new Around(
                    Stream.concat(tags.stream(), more.stream())
                            .distinct()
                            .sorted()
                            .toList(),
                    images);
        }
    }

    Around around(Repository repository, Digest digest, Nature nature, List<ActingPolicy> policies) {
        List<String> tags = policies.stream().noneMatch(ActingPolicy::asksForTags)
                ? List.of()
                : database.read(sql -> reach.tags(sql, repository.id(), digest, MOST_TAGS + 1));
        boolean inside = policies.stream().anyMatch(ActingPolicy::asksForScan);
        List<Digest> images = !inside
                ? List.of()
                : nature == Nature.INDEX ? scanning.images(repository.name(), digest) : List.of(digest);
        return new Around(tags, images);
    }

    /// What is known of a manifest now.
    Read read(Repository repository, Digest digest, Around around, List<ActingPolicy> policies) {
        List<Digest> images = around.images;
        Subject.Called called = new Subject.Called(repository.name(), around.tags, around.tags.size() <= MOST_TAGS);
        List<Optional<ImageScan>> scans = new ArrayList<>();
        images.forEach(image -> scans.add(scanning.find(repository.name().namespace(), image)));
        List<Digest> pending = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (scans.get(i)
                    .filter(scan -> scan.state() != ImageScan.State.PENDING)
                    .isEmpty()) {
                pending.add(images.get(i));
            }
        }
        return database.read(sql -> {
            Instant now = PolicyTable.instant(clock.now(sql));
            Ends ends = new Ends();
            List<Subject.Image> judged = new ArrayList<>();
            scans.forEach(scan -> judged.add(new Subject.Image(
                    scan,
                    scan.map(found -> counting(sql, repository, found, ends)).orElse(List.of()))));
            Set<String> graced = graced(sql, repository, digest, policies, now, ends);
            return new Read(Subject.of(called, judged, now), List.copyOf(pending), graced, now, ends.first);
        });
    }

    /// The first moment at which something ends.
    private static final class Ends {
        private Optional<Instant> first = Optional.empty();

        void at(Instant end) {
            first = Optional.of(first.filter(end::isAfter).orElse(end));
        }
    }

    private List<Finding> counting(Sql sql, Repository repository, ImageScan scan, Ends ends) {
        List<Finding> counting = new ArrayList<>();
        for (JudgedFinding judged : waivers.judge(sql, repository, scan)) {
            if (judged.waiver().isEmpty()) {
                counting.add(judged.finding());
            } else {
                judged.waiver().get().until().ifPresent(ends::at);
            }
        }
        return counting;
    }

    private Set<String> graced(
            Sql sql, Repository repository, Digest digest, List<ActingPolicy> policies, Instant now, Ends ends) {
        Set<String> graced = new HashSet<>();
        for (ActingPolicy policy : policies) {
            if (policy.terms().effect() != Effect.GRACE) {
                continue;
            }
            boolean over =
                    policy.terms().until().filter(until -> !now.isBefore(until)).isPresent();
            if (!over && pulled.has(sql, policy, repository.id(), digest)) {
                graced.add(policy.id());
                policy.terms().until().ifPresent(ends::at);
            }
        }
        return Set.copyOf(graced);
    }
}
