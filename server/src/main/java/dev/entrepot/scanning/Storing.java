package dev.entrepot.scanning;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.events.Event;
import dev.entrepot.events.Outbox;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Severity;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes down what an image is made of. Packages that the registry does not have yet are matched before they get a
/// row,
/// so that no row is ever without its findings. All steps but the last bear repetition and show nothing; the last one,
/// small, makes the image read.
final class Storing {
    /// Rows per transaction, so that none is long.
    private static final int BATCH = 500;
    /// A sweep may take a package away between two steps; it does not do so again and again.
    private static final int ATTEMPTS = 5;

    private final Database database;
    private final DatabaseClock clock;
    private final VulnerabilityDatabase vulnerabilities;
    private final Outbox outbox;
    private final PackageTable packages = new PackageTable();
    private final ImageScanTable images = new ImageScanTable();
    private final QueueTable queue = new QueueTable();
    private final Affected affected = new Affected();

    Storing(Database database, DatabaseClock clock, VulnerabilityDatabase vulnerabilities, Outbox outbox) {
        this.database = database;
        this.clock = clock;
        this.vulnerabilities = vulnerabilities;
        this.outbox = outbox;
    }

    /// False when another worker has the image by now.
    boolean store(QueueTable.Claimed image, ReadImage.Done done) {
        List<PackageKey> keys = new ArrayList<>();
        for (FoundPackage found : done.packages()) {
            keys.add(PackageKey.of(found.what(), done.distribution()));
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!database.read(sql -> queue.holds(sql, image))) {
                return false;
            }
            Map<PackageKey, Long> ids = ids(keys);
            List<Long> each = keys.stream().map(ids::get).toList();
            if (place(image.id(), each)) {
                byte[] contents =
                        ContentsCodec.write(new Contents(done.distribution(), done.config(), done.packages(), each));
                return finish(image, done, contents, new HashSet<>(each));
            }
        }
        throw new IllegalStateException("packages of image " + image.digest() + " are swept again and again");
    }

    /// The rows of packages, made where there are none.
    private Map<PackageKey, Long> ids(List<PackageKey> keys) {
        Map<PackageKey, Long> ids = new LinkedHashMap<>();
        List<PackageKey> distinct = List.copyOf(new java.util.LinkedHashSet<>(keys));
        for (int from = 0; from < distinct.size(); from += BATCH) {
            List<PackageKey> batch = distinct.subList(from, Math.min(from + BATCH, distinct.size()));
            List<PackageKey> unknown = database.read(sql -> look(sql, batch, ids));
            if (!unknown.isEmpty()) {
                make(unknown, ids);
            }
        }
        return ids;
    }

    /// Notes what is there and returns the rest.
    private List<PackageKey> look(Sql sql, List<PackageKey> batch, Map<PackageKey, Long> ids) {
        List<PackageKey> unknown = new ArrayList<>();
        for (PackageKey key : batch) {
            Optional<Long> id = packages.id(sql, key.identity());
            if (id.isPresent()) {
                ids.put(key, id.get());
            } else {
                unknown.add(key);
            }
        }
        return unknown;
    }

    private void make(List<PackageKey> unknown, Map<PackageKey, Long> ids) {
        Knowledge knowledge = Knowledge.of(vulnerabilities);
        Map<PackageKey, PackageTable.Matched> matched = new LinkedHashMap<>();
        unknown.forEach(key -> matched.put(key, knowledge.match(key)));
        List<PackageKey> lost = database.write(sql -> {
            matched.forEach((key, found) -> packages.insert(sql, key, found));
            return look(sql, unknown, ids);
        });
        if (!lost.isEmpty()) {
            throw new IllegalStateException("a package has no row although it was just made: " + lost.getFirst());
        }
    }

    /// Enters the packages into the index; false when a sweep took one of them meanwhile.
    private boolean place(long imageId, List<Long> each) {
        Map<Long, Long> places = new LinkedHashMap<>();
        each.forEach(id -> places.merge(id, 1L, Long::sum));
        List<PackageTable.Placed> placed = places.entrySet().stream()
                .map(entry -> new PackageTable.Placed(entry.getKey(), entry.getValue()))
                .toList();
        for (int from = 0; from < placed.size(); from += BATCH) {
            List<PackageTable.Placed> batch = placed.subList(from, Math.min(from + BATCH, placed.size()));
            if (database.write(sql -> packages.addToImage(sql, imageId, batch)) != batch.size()) {
                return false;
            }
        }
        return true;
    }

    private boolean finish(QueueTable.Claimed image, ReadImage.Done done, byte[] contents, Set<Long> now) {
        List<Long> gone = database.read(sql -> packages.ofImage(sql, image.id())).stream()
                .filter(id -> !now.contains(id))
                .toList();
        return database.write(sql -> {
            QueueTable.Result result = new QueueTable.Result(
                    done.state(),
                    done.problem(),
                    ImageReading.READER,
                    done.waitsFor().orElse(null));
            if (!queue.finish(sql, image, result, clock.now(sql))) {
                return false;
            }
            images.putContents(sql, image.id(), contents);
            packages.takeFromImage(sql, image.id(), gone);
            outbox.record(sql, scanned(sql, image, done));
            return true;
        });
    }

    /// One event per repository that has the image.
    private List<Event> scanned(Sql sql, QueueTable.Claimed image, ReadImage.Done done) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (ImageScanTable.Count count : images.counts(sql, image.id())) {
            counts.put(Severity.ofRank(count.severity()).name(), count.findings());
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("state", ImageScanTable.word(done.state()));
        body.put("problem", done.problem());
        body.put("packages", done.packages().size());
        body.put("findings", counts);
        return affected.events(sql, new Affected.Image(image.namespace(), image.digest()), "image.scanned", body);
    }
}
