package dev.entrepot.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.authority.Author;
import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

final class AuditEntriesTest {
    private static final Author BOB = new Author(Author.Kind.USER, "u2", "bob", "password", "192.0.2.8", "r-2");

    @OnBothDatabases
    void pagesAreTheNewestFirstAndMissNothing(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.recordMany(7);
        List<String> seen = new ArrayList<>();

        AuditPage page = fixture.audit.entries().page(AuditFilter.ALL, "", 3);
        while (true) {
            page.entries().forEach(entry -> seen.add(entry.resource()));
            if (page.next().isEmpty()) {
                break;
            }
            page = fixture.audit.entries().page(AuditFilter.ALL, page.next().orElseThrow(), 3);
        }

        assertThat(seen)
                .containsExactly(
                        "team/app:6",
                        "team/app:5",
                        "team/app:4",
                        "team/app:3",
                        "team/app:2",
                        "team/app:1",
                        "team/app:0");
    }

    @OnBothDatabases
    void eachFilterLeavesWhatItNames(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.record(AuditEvent.of("grant.add", "team", "1"));
        fixture.record(BOB, AuditEvent.of("grant.remove", "other", "2"));
        fixture.record(BOB, AuditEvent.of("user.add", "", "3"));
        fixture.record(AuditEvent.of("tag.move", "team", "4"));
        fixture.log.refused(BOB, AuditEvent.of("tag.move", "team", "5"), "needs writer");
        fixture.audit.settle();
        AuditFilter all = AuditFilter.ALL;

        assertThat(shown(fixture, all)).containsExactly("5", "4", "3", "2", "1");
        assertThat(shown(fixture, all.namespace("team"))).containsExactly("5", "4", "1");
        assertThat(shown(fixture, all.namespace("team").actor("bob"))).containsExactly("5");
        assertThat(shown(fixture, all.actor("bob"))).containsExactly("5", "3", "2");
        assertThat(shown(fixture, all.actor("bob").outcome("done"))).containsExactly("3", "2");
        assertThat(shown(fixture, all.action("grant."))).containsExactly("2", "1");
        assertThat(shown(fixture, all.action("grant.add"))).containsExactly("1");
        assertThat(shown(fixture, all.outcome("refused"))).containsExactly("5");
        assertThat(shown(fixture, all.namespace("tea"))).isEmpty();
        assertThat(shown(fixture, all.since(AuditFixture.START.plusMillis(1)).until(AuditFixture.START.plusMillis(3))))
                .containsExactly("3", "2");
    }

    @OnBothDatabases
    void exportIsTheOldestFirstAndWhole(Database database) {
        AuditFixture fixture = new AuditFixture(database);
        fixture.recordMany(1_203);
        List<AuditEntry> exported = new ArrayList<>();

        fixture.audit.entries().export(AuditFilter.ALL, exported::add);

        assertThat(exported).hasSize(1_203);
        assertThat(exported).extracting(AuditEntry::at).isSorted();
        assertThat(exported).extracting(AuditEntry::id).doesNotHaveDuplicates();
        List<AuditEntry> some = new ArrayList<>();
        fixture.audit
                .entries()
                .export(
                        AuditFilter.ALL.namespace("team").since(AuditFixture.START.plus(Duration.ofMillis(1_200))),
                        some::add);
        assertThat(some)
                .extracting(AuditEntry::resource)
                .containsExactly("team/app:1200", "team/app:1201", "team/app:1202");
    }

    @OnBothDatabases
    void pageHasALimit(Database database) {
        AuditEntries entries = new AuditFixture(database).audit.entries();

        assertThat(entries.page(AuditFilter.ALL, "", AuditEntries.MAX_PAGE).entries())
                .isEmpty();
        assertThatThrownBy(() -> entries.page(AuditFilter.ALL, "", AuditEntries.MAX_PAGE + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entries.page(AuditFilter.ALL, "", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> shown(AuditFixture fixture, AuditFilter filter) {
        return fixture.audit.entries().page(filter, "", 100).entries().stream()
                .map(AuditEntry::resource)
                .toList();
    }
}
