package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.BOB;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.Documents.at;
import static dev.entrepot.content.Documents.push;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.authority.Authority;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tags go back to where they pointed.
final class RewindsTest {
    private static Instant pause(ContentFixture fixture) {
        Instant now = fixture.database.read(
                sql -> TagHistoryTable.instant(new DatabaseClock(fixture.database, fixture::now).now(sql)));
        fixture.advance(Duration.ofSeconds(1));
        return now;
    }

    private static Rewind.Wanted all(Instant at) {
        return new Rewind.Wanted("team", "", Optional.empty(), at, false);
    }

    private static Rewind.Wanted tag(String tag, Instant at, boolean exact) {
        return new Rewind.Wanted("team", "team/app", Optional.of(Tag.parse(tag)), at, exact);
    }

    private static List<String> steps(Rewind rewind) {
        return rewind.steps().stream()
                .map(step -> step.image() + " " + step.change().id())
                .toList();
    }

    private static RewindResult run(ContentFixture fixture, Rewind.Wanted wanted) {
        return fixture.content.rewinds().run(wanted, Optional.empty(), BOB);
    }

    @OnBothDatabases
    void aNamespaceGoesBackAndOnlyWhatIsNewStays(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two").forEach(fixture::push);
            fixture.push(OTHER, "other");
            Digest one = push(fixture, image("one"), "moved", "removed", "same");
            push(fixture, OTHER, image("other"), "v1");
            Instant then = pause(fixture);
            Digest two = push(fixture, image("two"), "moved", "fresh");
            fixture.content.trash().untag(REPOSITORY, Tag.parse("removed"), DeletionTerms.of(ALICE));

            Rewind plan = fixture.content.rewinds().plan(all(then)).orElseThrow();

            assertThat(steps(plan)).containsExactly("team/app:moved moves-back", "team/app:removed comes-back");
            assertThat(plan.stay()).isEqualTo(3);
            assertThat(at(fixture, REPOSITORY, "moved")).contains(two);
            long entries = fixture.count("audit_entry");
            assertThat(fixture.content.rewinds().run(all(then), Optional.of(plan.name()), BOB))
                    .isEqualTo(new RewindResult.Done(plan));
            assertThat(fixture.count("audit_entry")).isEqualTo(entries + 2);
            assertThat(at(fixture, REPOSITORY, "moved")).contains(one);
            assertThat(at(fixture, REPOSITORY, "removed")).contains(one);
            assertThat(at(fixture, REPOSITORY, "fresh")).contains(two);
            assertThat(fixture.content
                            .images()
                            .moves(REPOSITORY, Tag.parse("moved"), Long.MAX_VALUE, 1)
                            .orElseThrow()
                            .getFirst()
                            .by())
                    .isEqualTo("bob");
            assertThat(fixture.content.rewinds().run(all(then), Optional.of(plan.name()), BOB))
                    .isInstanceOf(RewindResult.OtherPlan.class);
            Rewind.Wanted exact = new Rewind.Wanted("team", "team/app", Optional.empty(), then, true);
            assertThat(steps(((RewindResult.Done) run(fixture, exact)).rewind()))
                    .containsExactly("team/app:fresh goes");
            assertThat(at(fixture, REPOSITORY, "fresh")).isEmpty();
        }
    }

    @OnBothDatabases
    void whatCannotComeBackIsSaidAndTheRestIsDone(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two", "gone").forEach(fixture::push);
            Digest one = push(fixture, image("one"), "frozen", "moved");
            Digest gone = push(fixture, image("gone"), "gone");
            Instant then = pause(fixture);
            Digest two = push(fixture, image("two"), "frozen", "moved");
            fixture.content.trash().removeManifest(REPOSITORY, gone, DeletionTerms.of(ALICE));
            fixture.database.write(sql -> sql.update("UPDATE deletion SET keep_until = 0"));
            fixture.database.write(sql -> sql.update("UPDATE repository SET immutable_tags = 'frozen'"));

            Rewind done = ((RewindResult.Done) run(fixture, all(then))).rewind();

            assertThat(steps(done))
                    .containsExactly("team/app:frozen cannot", "team/app:gone cannot", "team/app:moved moves-back");
            assertThat(done.steps().getFirst().why()).isEqualTo("the rule \"frozen\" of team/app freezes it");
            assertThat(done.steps().get(1).why()).isEqualTo("the image was deleted for good");
            assertThat(at(fixture, REPOSITORY, "frozen")).contains(two);
            assertThat(at(fixture, REPOSITORY, "moved")).contains(one);
        }
    }

    @OnBothDatabases
    void aTagThatMovesBetweenPlanAndRunStopsAll(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two", "three").forEach(fixture::push);
            push(fixture, image("one"), "a", "b");
            Instant then = pause(fixture);
            Digest two = push(fixture, image("two"), "a", "b");
            // Somebody is faster: after the plan, before the first step.
            Authority late = new Authority(
                    BOB.author(),
                    sql -> sql.update("UPDATE tag_move SET version = version + 5 WHERE name = 'b' AND version = 2"));

            assertThat(fixture.content.rewinds().run(all(then), Optional.empty(), late))
                    .isEqualTo(new RewindResult.Moved(List.of("team/app:b")));

            assertThat(at(fixture, REPOSITORY, "a")).contains(two);
        }
    }

    @OnBothDatabases
    void oneTagGoesBackThroughDeletionAndRepush(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two").forEach(fixture::push);
            Instant before = pause(fixture);
            Digest one = push(fixture, image("one"), "v1");
            Instant first = pause(fixture);
            fixture.content.trash().untag(REPOSITORY, Tag.parse("v1"), DeletionTerms.of(ALICE));
            Instant removed = pause(fixture);
            push(fixture, image("two"), "v1", "v2");

            assertThat(steps(((RewindResult.Done) run(fixture, tag("v1", first, false))).rewind()))
                    .containsExactly("team/app:v1 moves-back");
            assertThat(at(fixture, REPOSITORY, "v1")).contains(one);
            assertThat(steps(((RewindResult.Done) run(fixture, tag("v1", removed, false))).rewind()))
                    .isEmpty();
            assertThat(steps(((RewindResult.Done) run(fixture, tag("v1", removed, true))).rewind()))
                    .containsExactly("team/app:v1 goes");
            assertThat(steps(((RewindResult.Done) run(fixture, tag("v1", before, true))).rewind()))
                    .isEmpty();
            assertThat(steps(((RewindResult.Done) run(fixture, tag("none", before, true))).rewind()))
                    .isEmpty();
        }
    }

    @OnBothDatabases
    void whatLiesInTheTrashComesBackWhole(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two", "sig").forEach(fixture::push);
            push(fixture, image("one"));
            byte[] index = Documents.index(image("one"));
            Digest both = push(fixture, index, "v1");
            Digest signature = push(fixture, Documents.referrer("sig", index));
            Instant then = pause(fixture);
            fixture.content.trash().removeManifest(REPOSITORY, both, DeletionTerms.of(ALICE));
            push(fixture, image("two"), "v1");
            assertThat(fixture.content.manifests().find(REPOSITORY, signature)).isEmpty();

            Rewind done = ((RewindResult.Done) run(fixture, tag("v1", then, false))).rewind();

            assertThat(done.steps()).extracting(Rewind.Step::fromTrash).containsExactly(true);
            assertThat(at(fixture, REPOSITORY, "v1")).contains(both);
            assertThat(fixture.content.manifests().find(REPOSITORY, signature)).isPresent();
            assertThat(fixture.content.manifests().find(REPOSITORY, Documents.of(image("one"))))
                    .isPresent();
            assertThat(fixture.content.blobs().find(REPOSITORY, ContentFixture.digest("one")))
                    .isPresent();
            Recount recount =
                    fixture.content.namespaces().recount("team", ALICE).orElseThrow();
            assertThat(recount.usedBytes()).isEqualTo(recount.beforeBytes());
        }
    }

    @OnBothDatabases
    void aDeletedRepositoryIsNamed(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("one");
            push(fixture, image("one"), "v1");
            Instant then = pause(fixture);
            fixture.content.changes().delete(RepositoryChanges.Seen.any(REPOSITORY), true, ALICE);

            assertThat(fixture.content.rewinds().plan(all(then)).orElseThrow().deleted())
                    .containsExactly(REPOSITORY);
            assertThat(fixture.content
                            .images()
                            .tagsAt(new Images.Wanted("team", "", "", 9, x -> true, x -> true), then)
                            .items())
                    .extracting(ListedImage::where)
                    .containsExactly(Whereabouts.TRASH);
        }
    }
}
