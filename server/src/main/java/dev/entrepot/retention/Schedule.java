package dev.entrepot.retention;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// When the policies of each namespace run by themselves. The times are rows, so that they outlive restarts and one
/// node alone runs what is due.
final class Schedule {
    private static final int PAGE = 100;

    private final Database database;
    private final DatabaseClock clock;
    private final long everyMicros;
    private final PolicyTable table = new PolicyTable();

    Schedule(Database database, DatabaseClock clock, Duration every) {
        this.database = database;
        this.clock = clock;
        this.everyMicros = Age.micros(every);
    }

    /// Is told of each namespace that is due, which nobody else is told of.
    interface Due {
        void namespace(String name);
    }

    void look(Due due) {
        String last = "";
        while (true) {
            String from = last;
            List<String> page = database.read(sql -> table.ruled(sql, from, PAGE));
            for (String namespace : page) {
                if (mayBeDue(namespace) && database.write(sql -> claim(sql, namespace))) {
                    due.namespace(namespace);
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            last = page.getLast();
        }
    }

    private boolean mayBeDue(String namespace) {
        return database.read(sql -> {
            Optional<PolicyTable.Time> time = table.time(sql, namespace);
            return time.isEmpty()
                    || time.get().dueAt() <= clock.now(sql)
                    || !time.get().policies().equals(policies(sql, namespace));
        });
    }

    /// Whether it is due; the next time is noted then. Other policies than last time begin their time anew.
    private boolean claim(Sql sql, String namespace) {
        String policies = policies(sql, namespace);
        Optional<PolicyTable.Time> time = table.time(sql, namespace);
        long now = clock.now(sql);
        boolean same = time.isPresent() && time.get().policies().equals(policies);
        if (same && time.get().dueAt() > now) {
            return false;
        }
        table.setTime(sql, namespace, new PolicyTable.Time(policies, now + everyMicros));
        return same;
    }

    private String policies(Sql sql, String namespace) {
        String texts = String.join("\n\n", table.texts(sql, namespace));
        return Digest.of(Digest.Algorithm.SHA256, texts.getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
