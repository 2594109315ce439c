package dev.entrepot.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// What is written down of what happened.
final class OutboxTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

    private Outbox outbox(Database database) {
        return new Outbox(database, now::get, Duration.ofDays(30));
    }

    private void happen(Database database, Outbox outbox, String kind, String repository) {
        database.write(sql -> {
            outbox.record(sql, new Event(kind, "team", repository, "sha256:1", Map.of("n", 1, "list", List.of("a"))));
            return true;
        });
        now.updateAndGet(instant -> instant.plusSeconds(1));
    }

    private static List<String> kinds(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::kind).toList();
    }

    @OnBothDatabases
    void eventsAreListedInTheirOrderPageByPage(Database database) {
        Outbox outbox = outbox(database);
        for (int i = 0; i < 5; i++) {
            happen(database, outbox, "kind." + i, "team/app");
        }

        List<StoredEvent> newest = outbox.before(EventFilter.ALL, "", 2);
        List<StoredEvent> next = outbox.before(EventFilter.ALL, newest.getLast().id(), 10);
        List<String> followed = new ArrayList<>();
        String last = "";
        for (List<StoredEvent> page = outbox.after(EventFilter.ALL, last, 2);
                !page.isEmpty();
                page = outbox.after(EventFilter.ALL, last, 2)) {
            followed.addAll(kinds(page));
            last = page.getLast().id();
        }

        assertThat(kinds(newest)).containsExactly("kind.4", "kind.3");
        assertThat(kinds(next)).containsExactly("kind.2", "kind.1", "kind.0");
        assertThat(followed).containsExactly("kind.0", "kind.1", "kind.2", "kind.3", "kind.4");
        assertThat(newest.getLast().at()).isEqualTo(NOON.plusSeconds(3));
        assertThat(newest.getLast().body()).contains("\"n\":1").contains("\"list\":[\"a\"]");
    }

    @OnBothDatabases
    void filtersChooseByKindPlaceAndDigest(Database database) {
        Outbox outbox = outbox(database);
        happen(database, outbox, "vulnerability.found", "team/app");
        happen(database, outbox, "vulnerability.fixed", "team/other");
        happen(database, outbox, "vulnerability", "team/app");
        happen(database, outbox, "image.scanned", "team/app");

        assertThat(kinds(outbox.after(new EventFilter("vulnerability.", "", "", ""), "", 10)))
                .containsExactly("vulnerability.found", "vulnerability.fixed");
        assertThat(kinds(outbox.after(new EventFilter("vulnerability", "", "", ""), "", 10)))
                .containsExactly("vulnerability");
        assertThat(kinds(outbox.after(new EventFilter("", "team", "", ""), "", 10)))
                .hasSize(4);
        assertThat(outbox.after(new EventFilter("", "rival", "", ""), "", 10)).isEmpty();
        assertThat(kinds(outbox.after(new EventFilter("", "", "team/other", "sha256:1"), "", 10)))
                .containsExactly("vulnerability.fixed");
        assertThat(outbox.after(new EventFilter("", "", "", "sha256:2"), "", 10))
                .isEmpty();
    }

    @OnBothDatabases
    void whatIsOlderThanItNeedBeKeptGoes(Database database) {
        Outbox outbox = outbox(database);
        happen(database, outbox, "old", "team/app");
        now.set(NOON.plus(Duration.ofDays(20)));
        happen(database, outbox, "young", "team/app");

        now.set(NOON.plus(Duration.ofDays(31)));
        int gone = outbox.sweep();

        assertThat(gone).isEqualTo(1);
        assertThat(kinds(outbox.after(EventFilter.ALL, "", 10))).containsExactly("young");
    }

    @OnBothDatabases
    void anEventIsWrittenWithWhatItTellsOfOrNotAtAll(Database database) {
        Outbox outbox = outbox(database);

        assertThatThrownBy(() -> database.write(sql -> {
                    outbox.record(sql, new Event("a", "", "", "", Map.of()));
                    throw new IllegalStateException("it did not happen");
                }))
                .hasMessage("it did not happen");

        assertThat(outbox.after(EventFilter.ALL, "", 10)).isEmpty();
    }
}
