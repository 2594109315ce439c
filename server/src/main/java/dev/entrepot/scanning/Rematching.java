package dev.entrepot.scanning;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.events.Event;
import dev.entrepot.events.Outbox;
import dev.entrepot.vulnerabilities.Match;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Matches all packages of the registry against another vulnerability database, without reading an image again, and
/// tells the images whose packages it changed something about.
///
/// ```
///   package.matched_with < the database's  --same fingerprint--> matched_with is the database's
///                                          --another one-------> matched again; image_change for all that have it
///   image_change                           --------------------> revision + 1, events
/// ```
///
/// Where it stands is in the rows: a run that was interrupted, or another node, goes on with what is left. Nothing is
/// ever matched against a database that is older than what it was matched against before.
final class Rematching {
    private static final int PAGE = 1_000;
    /// Each may concern all images of the registry.
    private static final int CHANGED_AT_ONCE = 10;

    private static final int IMAGES_AT_ONCE = 100;
    private static final int MAX_CHANGES = 500;

    private final Database database;
    private final DatabaseClock clock;
    private final VulnerabilityDatabase vulnerabilities;
    private final Outbox outbox;
    private final News news;
    private final PackageTable packages = new PackageTable();
    private final ChangeTable changes = new ChangeTable();
    private final ImageScanTable images = new ImageScanTable();
    private final Affected affected = new Affected();

    Rematching(
            Database database, DatabaseClock clock, VulnerabilityDatabase vulnerabilities, Outbox outbox, News news) {
        this.database = database;
        this.clock = clock;
        this.vulnerabilities = vulnerabilities;
        this.outbox = outbox;
        this.news = news;
    }

    /// Is told how far it came; may throw to stop it between two steps.
    interface Progress {
        void at(long done, long total, String unit);
    }

    /// What a run did.
    ///
    /// @param packages that were looked at
    /// @param changed of them, whose findings are others now
    /// @param images whose findings are others now
    record Report(long packages, long changed, long images) {}

    /// Whether anything is to be done.
    boolean due() {
        long with = Knowledge.of(vulnerabilities).age();
        return database.read(sql -> packages.anyMatchedBefore(sql, with) || changes.any(sql));
    }

    Report run(Progress progress) {
        long looked = 0;
        long changed = 0;
        long total = database.read(sql ->
                packages.countMatchedBefore(sql, Knowledge.of(vulnerabilities).age()));
        while (true) {
            progress.at(looked, total, "packages");
            Knowledge knowledge = Knowledge.of(vulnerabilities);
            List<PackageTable.Stored> page = database.read(sql -> packages.matchedBefore(sql, knowledge.age(), PAGE));
            if (page.isEmpty()) {
                break;
            }
            changed += page(knowledge, page);
            looked += page.size();
        }
        return new Report(looked, changed, tell(progress));
    }

    private record Changed(PackageTable.Stored before, PackageTable.Matched now) {}

    private long page(Knowledge knowledge, List<PackageTable.Stored> page) {
        List<PackageTable.Stored> same = new ArrayList<>();
        List<Changed> others = new ArrayList<>();
        for (PackageTable.Stored each : page) {
            if (knowledge.fingerprint(each.key()).equals(each.fingerprint())) {
                same.add(each);
            } else {
                others.add(new Changed(each, knowledge.match(each.key())));
            }
        }
        database.write(sql -> {
            packages.markMatched(sql, same, knowledge.age());
            return true;
        });
        long changed = 0;
        for (int from = 0; from < others.size(); from += CHANGED_AT_ONCE) {
            List<Changed> batch = others.subList(from, Math.min(from + CHANGED_AT_ONCE, others.size()));
            changed += database.write(
                    sql -> batch.stream().filter(each -> change(sql, each)).count());
        }
        return changed;
    }

    /// Whether findings are others than before.
    private boolean change(Sql sql, Changed changed) {
        Optional<Map<String, String>> before = packages.rematch(sql, changed.before, changed.now);
        if (before.isEmpty()) {
            return false;
        }
        Map<String, String> gone = new LinkedHashMap<>(before.get());
        boolean other = false;
        long now = clock.now(sql);
        for (Match match : changed.now.matches()) {
            String body = MatchJson.text(match);
            String old = gone.remove(match.id());
            if (old == null) {
                changes.note(sql, changed.before.id(), match.id(), true, body, now);
            }
            other |= !body.equals(old);
        }
        for (Map.Entry<String, String> each : gone.entrySet()) {
            changes.note(sql, changed.before.id(), each.getKey(), false, each.getValue(), now);
            other = true;
        }
        if (other) {
            changes.concern(sql, changed.before.id(), now);
        }
        return other;
    }

    private long tell(Progress progress) {
        long told = 0;
        long total = database.read(changes::count);
        while (true) {
            progress.at(told, total, "images");
            List<ChangeTable.Concerned> page = database.read(sql -> changes.concerned(sql, IMAGES_AT_ONCE));
            if (page.isEmpty()) {
                break;
            }
            told += database.write(
                    sql -> page.stream().filter(image -> tell(sql, image)).count());
            news.come();
        }
        database.write(sql -> {
            changes.settle(sql);
            return true;
        });
        return told;
    }

    private boolean tell(Sql sql, ChangeTable.Concerned concerned) {
        if (!changes.take(sql, concerned.imageId())) {
            return false;
        }
        Optional<ImageScanTable.Stored> image = images.find(sql, concerned.imageId());
        if (image.isEmpty() || !images.revise(sql, concerned.imageId(), clock.now(sql))) {
            return false;
        }
        Long scannedAt = image.get().scannedAt();
        // What was read since then began with these findings.
        if (scannedAt == null || scannedAt > concerned.since()) {
            return true;
        }
        List<ChangeTable.Change> all = changes.of(sql, concerned, MAX_CHANGES);
        List<Event> events = new ArrayList<>(events(sql, image.get(), "vulnerability.found", all, true));
        events.addAll(events(sql, image.get(), "vulnerability.fixed", all, false));
        outbox.record(sql, events);
        return true;
    }

    private List<Event> events(
            Sql sql, ImageScanTable.Stored image, String kind, List<ChangeTable.Change> all, boolean found) {
        List<Map<String, Object>> findings = all.stream()
                .filter(change -> change.found() == found)
                .map(Rematching::words)
                .toList();
        return findings.isEmpty()
                ? List.of()
                : affected.events(
                        sql, new Affected.Image(image.namespace(), image.digest()), kind, Map.of("findings", findings));
    }

    private static Map<String, Object> words(ChangeTable.Change change) {
        Match match = MatchJson.read(change.body());
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("id", match.id());
        words.put("type", change.type().id());
        words.put("packageName", change.name());
        words.put("version", change.version());
        words.put("severity", match.severity().name());
        words.put("fixedVersion", match.fixedVersion());
        return words;
    }
}
