package dev.entrepot.content;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Deletes manifests that nothing keeps any more, once what they hung on is gone for good: signatures, SBOMs and other
/// referrers of a subject that was purged, and whatever hangs on those.
///
/// A subject that lives or lies in the trash keeps them, and so do a tag, an index that names them, a lock and a lease.
/// Tags by which clients without referrers find signatures (`sha256-<hex>`, `.sig`, `.att`, `.sbom`) keep nothing.
final class Orphans {
    private static final Author AUTHOR = Author.system("garbage");
    private static final Pattern FALLBACK_TAG = Pattern.compile("sha(256|512)-[0-9a-f]+(\\.(sig|att|sbom))?");

    /// A locked manifest is looked at again after this time.
    private static final long LOCKED_LOOK_MICROS = Duration.ofHours(1).toNanos() / 1000;

    private final Database database;
    private final ClockWatch watch;
    private final ContentCache cache;
    private final AuditLog audit;
    private final OrphanTable table = new OrphanTable();
    private final ManifestTable manifests = new ManifestTable();
    private final TagTable tags = new TagTable();
    private final UsageTable usage = new UsageTable();

    Orphans(Database database, ClockWatch watch, ContentCache cache, AuditLog audit) {
        this.database = database;
        this.watch = watch;
        this.cache = cache;
        this.audit = audit;
    }

    /// Returns how many manifests went. What hung on them goes with them.
    long delete(Round round) {
        long gone = 0;
        long more;
        do {
            long until = database.read(watch::over);
            more = round.over(limit -> database.read(sql -> table.due(sql, until, Math.min(limit, 1))), this::one);
            gone += more;
        } while (more > 0 && gone < round.limit() && round.goOn().getAsBoolean());
        return gone;
    }

    /// A manifest that went, and by which references it was known.
    private record Gone(OrphanTable.Facts facts, List<String> references) {}

    /// One per transaction: much may hang on it.
    private int one(List<OrphanTable.Orphan> due) {
        OrphanTable.Orphan orphan = due.getFirst();
        Optional<Gone> gone = Round.write(database, sql -> look(sql, orphan));
        gone.ifPresent(each -> cache.changed(each.facts.name(), each.references));
        return gone.isPresent() ? 1 : 0;
    }

    private Optional<Gone> look(Sql sql, OrphanTable.Orphan orphan) {
        long over = watch.over(sql);
        if (!table.take(sql, orphan, over)) {
            return Optional.empty();
        }
        Optional<OrphanTable.Facts> facts = table.facts(sql, orphan).filter(found -> !found.kept());
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = tags.namesOf(sql, orphan.repositoryId(), orphan.digest());
        if (!names.stream().allMatch(name -> FALLBACK_TAG.matcher(name).matches())) {
            return Optional.empty();
        }
        if (facts.get().locked() || facts.get().leasedUntil() > over) {
            long later = facts.get().locked() ? over + LOCKED_LOOK_MICROS : over;
            table.postpone(sql, orphan, Math.max(later, facts.get().leasedUntil()));
            return Optional.empty();
        }
        return Optional.of(delete(sql, orphan, facts.get(), names, over));
    }

    private Gone delete(Sql sql, OrphanTable.Orphan orphan, OrphanTable.Facts facts, List<String> names, long now) {
        names.forEach(name -> tags.delete(sql, orphan.repositoryId(), name, AUTHOR.name(), now));
        table.queueFollowers(sql, orphan, now);
        table.releaseLinks(sql, orphan);
        manifests.delete(sql, orphan.repositoryId(), orphan.digest());
        usage.drop(sql, facts.namespace(), orphan.digest());
        AuditEvent event = AuditEvent.of(
                        "manifest.delete", facts.namespace(), facts.repository() + "@" + orphan.digest())
                .with("cause", "what it hung on was deleted for good");
        audit.record(sql, AUTHOR, names.isEmpty() ? event : event.with("tags", String.join(",", names)));
        List<String> references = new ArrayList<>(names);
        references.add(orphan.digest().toString());
        return new Gone(facts, references);
    }
}
