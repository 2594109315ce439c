package dev.entrepot.retention;

import dev.entrepot.content.Freezes;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.retention.InventoryTable.Deployed;
import dev.entrepot.retention.InventoryTable.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What a repository holds that plans are about, as one transaction sees it.
final class Inventory {
    private static final int PAGE = 500;

    /// Behind every digest, and just behind one.
    private static final String END = "~";
    private static final String NEXT = "!";

    private final Sql sql;
    private final PolicyTable.Place place;
    private final InventoryTable table = new InventoryTable();
    private final Freezes freezes;
    private final Map<String, Deployed> deployed;
    private final Map<String, Long> untagged;

    /// @param timesUntagged whether it matters since when something is untagged
    Inventory(Sql sql, PolicyTable.Place place, long now, boolean timesUntagged) {
        this.sql = sql;
        this.place = place;
        this.freezes =
                new Freezes(new RepositoryName(place.name()), place.immutableTags(), place.namespaceImmutableTags());
        this.deployed = table.deployed(sql, place.id(), now);
        this.untagged = timesUntagged ? table.untagged(sql, place.id()) : Map.of();
    }

    /// All of them behind `after` (a digest, or empty text) in byte order of their digests, until `more` says no.
    void each(String after, Predicate<Facts> more) {
        String low = after;
        while (true) {
            List<Manifest> page = table.manifests(sql, place.id(), low.isEmpty() ? low : low + NEXT, END, PAGE);
            if (page.isEmpty()) {
                return;
            }
            String last = page.getLast().digest();
            Map<String, List<InventoryTable.Tag>> tags = tags(page.getFirst().digest(), last);
            for (Manifest manifest : page) {
                Optional<Facts> facts = facts(manifest, tags.getOrDefault(manifest.digest(), List.of()));
                if (facts.isPresent() && !more.test(facts.get())) {
                    return;
                }
            }
            low = last;
        }
    }

    /// One of them; empty when it is gone, or goes where something else goes.
    Optional<Facts> one(String digest) {
        return table.manifests(sql, place.id(), digest, digest, 1).stream()
                .findFirst()
                .flatMap(manifest -> facts(manifest, tags(digest, digest).getOrDefault(digest, List.of())));
    }

    private Map<String, List<InventoryTable.Tag>> tags(String low, String high) {
        Map<String, List<InventoryTable.Tag>> byDigest = new HashMap<>();
        for (InventoryTable.Tag tag : table.tags(sql, place.id(), low, high)) {
            byDigest.computeIfAbsent(tag.digest(), digest -> new ArrayList<>()).add(tag);
        }
        return byDigest;
    }

    private Optional<Facts> facts(Manifest manifest, List<InventoryTable.Tag> tags) {
        List<Facts.TagFacts> counting = new ArrayList<>();
        String attached = "";
        long pushedAt = manifest.pushedAt();
        long pulledAt = manifest.pulledAt();
        for (InventoryTable.Tag tag : tags) {
            pulledAt = Math.max(pulledAt, tag.pulledAt());
            if (TagPattern.isAttached(tag.name())) {
                attached = tag.name();
                continue;
            }
            pushedAt = Math.max(pushedAt, tag.movedAt());
            counting.add(new Facts.TagFacts(
                    tag.name(),
                    tag.version(),
                    freezes.of(new Tag(tag.name())).map(Object::toString).orElse("")));
        }
        boolean belongs = !manifest.parent().isEmpty() || !manifest.subject().isEmpty() || !attached.isEmpty();
        return counting.isEmpty() && belongs
                ? Optional.empty()
                : Optional.of(new Facts(
                        manifest.digest(),
                        counting,
                        pushedAt,
                        pulledAt,
                        untagged.getOrDefault(manifest.digest(), 0L),
                        manifest.leasedUntil(),
                        new Facts.Expiry(manifest.expiresAfter()),
                        anchor(manifest, attached),
                        guard(manifest),
                        manifest.rest()));
    }

    private static String anchor(Manifest manifest, String attached) {
        if (!manifest.parent().isEmpty()) {
            return "the index " + manifest.parent() + " names it";
        }
        if (manifest.subjectLives()) {
            return "it refers to " + manifest.subject() + ", which is there";
        }
        return attached.isEmpty() ? "" : "the tag " + attached + " points to it";
    }

    private String guard(Manifest manifest) {
        if (manifest.lock().isPresent()) {
            String reason = manifest.lock().get();
            return reason.isEmpty() ? "it is locked" : "it is locked: " + reason;
        }
        Deployed running = deployed.get(manifest.digest());
        return running == null
                ? ""
                : "it is deployed: " + running.by() + " reported so, until " + Age.moment(running.until());
    }
}
