package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks at links whose lease was to be over by now: see {@link CheckTable}.
final class DueLinks {
    /// A link that lies in the trash, and that no manifest there names, is looked at again after this time: it may be
    /// restored.
    private static final long TRASH_LOOK_MICROS = Duration.ofHours(1).toNanos() / 1000;

    private final Database database;
    private final ClockWatch watch;
    private final ContentCache cache;
    private final long delayMicros;
    private final CheckTable table = new CheckTable();
    private final GarbageTable garbage = new GarbageTable();
    private final UsageTable usage = new UsageTable();

    DueLinks(ContentConfig config, Database database, ClockWatch watch, ContentCache cache) {
        this.database = database;
        this.watch = watch;
        this.cache = cache;
        this.delayMicros = config.garbageDelay().toNanos() / 1000;
    }

    /// Returns how many links went.
    long check(Round round) {
        long until = database.read(watch::over);
        return round.over(limit -> database.read(sql -> table.due(sql, until, limit)), this::batch);
    }

    /// A link that went.
    private record Gone(CheckTable.Due link, CheckTable.Facts facts) {}

    private int batch(List<CheckTable.Due> due) {
        List<Gone> gone = Round.write(database, sql -> {
            long over = watch.over(sql);
            List<Gone> dropped = new ArrayList<>();
            for (CheckTable.Due link : due) {
                table.facts(sql, link)
                        .filter(facts -> facts.checkAt() <= over && decide(sql, link, facts, over))
                        .ifPresent(facts -> dropped.add(new Gone(link, facts)));
            }
            return dropped;
        });
        gone.forEach(each ->
                cache.changed(each.facts.name(), List.of(each.link.digest().toString())));
        return gone.size();
    }

    /// True when the link went.
    private boolean decide(Sql sql, CheckTable.Due link, CheckTable.Facts facts, long over) {
        if (facts.named()) {
            table.settle(sql, link);
            return false;
        }
        if (facts.leasedUntil() > over) {
            table.lookAgain(sql, link, facts.leasedUntil());
            return false;
        }
        if (facts.hidden()) {
            table.lookAgain(sql, link, over + TRASH_LOOK_MICROS);
            return false;
        }
        drop(sql, link, facts, over);
        return true;
    }

    private void drop(Sql sql, CheckTable.Due link, CheckTable.Facts facts, long now) {
        table.drop(sql, link);
        facts.key().ifPresent(key -> garbage.queueUnlinked(sql, key, now + delayMicros));
        if (facts.present()) {
            usage.drop(sql, facts.namespace(), link.digest());
        }
    }
}
