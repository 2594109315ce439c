package dev.entrepot.retention;

import static dev.entrepot.retention.RetentionFixture.ALICE;
import static dev.entrepot.retention.RetentionFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.content.Cause;
import dev.entrepot.content.Restoration;
import dev.entrepot.content.Trash;
import dev.entrepot.content.TrashEntry;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Plans are what runs do, and what changed between the two stays.
final class RetentionRunTest {
    private static final Duration LONG = Duration.ofDays(10);

    @OnBothDatabases
    void aRunDoesWhatThePlanSays(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest oldest = fixture.named("1", "v1", "one");
            Digest untagged = fixture.named("2");
            fixture.named("3", "v3");
            fixture.named("4", "v4");
            fixture.passes(LONG);
            fixture.policy("keep newest 2; drop all");

            List<String> plan = fixture.plan();
            Report report = fixture.run();

            assertThat(plan)
                    .containsExactlyInAnyOrder(
                            "drop team/app:one drop all (policy of team)",
                            "drop team/app:v1 drop all (policy of team)",
                            "drop team/app@" + untagged + " drop all (policy of team)",
                            "keep team/app:v3 keep newest 2 (policy of team)",
                            "keep team/app:v4 keep newest 2 (policy of team)");
            assertThat(fixture.tags()).containsExactly("v3", "v4");
            assertThat(report.dropped().stream().map(RetentionFixture::words))
                    .containsExactlyInAnyOrderElementsOf(plan.stream()
                            .filter(line -> line.startsWith("drop"))
                            .toList());
            assertThat(report.changed()).isEmpty();
            assertThat(report.kept()).isEqualTo(2);
            assertThat(report.tags()).isEqualTo(2);
            assertThat(report.images()).isEqualTo(2);
            assertThat(fixture.has(oldest)).isFalse();
            assertThat(fixture.has(untagged)).isFalse();
            assertThat(fixture.run().tags()).isZero();
            Trash trash = fixture.content.trash();
            TrashEntry last = trash.newest(APP, new Tag("v1")).orElseThrow();
            assertThat(last.circumstances().cause()).isEqualTo(Cause.RETENTION);
            assertThat(trash.restore(last.id(), ALICE)).isInstanceOf(Restoration.Restored.class);
            assertThat(fixture.has(oldest)).isTrue();
            assertThat(fixture.plan()).contains("keep team/app:v1 keep newest 2 (policy of team)");
        }
    }

    @OnBothDatabases
    void whatBelongsToAnImageNeitherCountsNorGoesByItself(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest child = fixture.named("child");
            Digest index = fixture.index(List.of(child), "v2");
            Digest referrer = fixture.special(
                    "{\"signature\":1}",
                    ",\"subject\":{\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"digest\":\"" + index + "\",\"size\":"
                            + fixture.size(index) + "}");
            Digest attached = fixture.named("signature", index.fallbackTag() + ".sig");
            fixture.passes(LONG);
            fixture.named("newest", "v3");
            fixture.policy("keep newest 2; drop all");

            Report report = fixture.run();

            assertThat(report.dropped()).isEmpty();
            assertThat(fixture.plan()).hasSize(2);
            assertThat(List.of(child, index, referrer, attached)).allMatch(fixture::has);
        }
    }

    @OnBothDatabases
    void aTagThatLandsBetweenPlanAndRunKeepsTheDigest(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest untagged = fixture.named("1");
            fixture.passes(LONG);
            fixture.policy("drop untagged");

            fixture.beforeTheNextChange(() -> fixture.named("1", "landed"));
            Report report = fixture.run();

            assertThat(fixture.has(untagged)).isTrue();
            assertThat(fixture.tags()).containsExactly("landed");
            assertThat(report.dropped()).isEmpty();
            assertThat(report.changed()).hasSize(1);
            assertThat(report.changed().getFirst().image()).isEqualTo("team/app@" + untagged);
        }
    }

    @OnBothDatabases
    void aPushOfTheSameBetweenPlanAndRunKeepsIt(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest old = fixture.named("1", "v1");
            fixture.passes(LONG);
            fixture.policy("drop pushed-before 1d");

            fixture.beforeTheNextChange(() -> fixture.named("1", "v1"));
            Report report = fixture.run();

            assertThat(fixture.tags()).containsExactly("v1");
            assertThat(fixture.has(old)).isTrue();
            assertThat(report.changed().getFirst().why()).isEqualTo("it was pushed or tagged again");
        }
    }

    @OnBothDatabases
    void whoeverWasToldBetweenPlanAndRunThatItIsHereFindsItHere(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest old = fixture.named("1", "v1");
            fixture.passes(LONG);
            fixture.policy("drop all");

            fixture.beforeTheNextChange(
                    () -> assertThat(fixture.content.manifests().findForPush(APP, old, ALICE))
                            .isPresent());
            fixture.run();

            assertThat(fixture.has(old)).isTrue();
        }
    }

    @OnBothDatabases
    void aPolicyThatChangesBetweenPlanAndRunDropsNothing(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            fixture.named("1", "v1");
            fixture.passes(LONG);
            fixture.policy("drop all");

            fixture.beforeTheNextChange(() -> fixture.policy(""));
            Report report = fixture.run();

            assertThat(fixture.tags()).containsExactly("v1");
            assertThat(report.changed().getFirst().why()).isEqualTo("its policies or rules changed");
        }
    }

    @OnBothDatabases
    void aLeasedImageLosesItsTagsAndFollowsWhenTheLeaseIsOver(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest pushed = fixture.named("1", "pr-1");
            fixture.policy("drop tags pr-.*");

            Report report = fixture.run();
            fixture.retention.expire();

            assertThat(report.tags()).isEqualTo(1);
            assertThat(report.images()).isZero();
            assertThat(fixture.tags()).isEmpty();
            assertThat(fixture.has(pushed)).isTrue();
            assertThat(fixture.plan().getFirst()).startsWith("later team/app@" + pushed + " its tags went by: ");

            fixture.passes(LONG);
            fixture.retention.expire();

            assertThat(fixture.has(pushed)).isFalse();
            fixture.retention.expire();
            assertThat(fixture.number("SELECT COUNT(*) FROM retention_rest")).isZero();
        }
    }

    @OnBothDatabases
    void lockedFrozenAndDeployedImagesStay(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest locked = fixture.named("1", "locked");
            fixture.named("2", "v1");
            Digest child = fixture.named("3");
            Digest index = fixture.index(List.of(child), "running");
            fixture.named("4", "other");
            fixture.database.write(sql -> {
                sql.update("""
                        INSERT INTO manifest_lock (repository_id, digest, reason, locked_at, locked_by)
                        SELECT repository_id, digest, 'evidence', 0, 'alice' FROM manifest WHERE digest = ?
                        """, locked.toString());
                return sql.update("UPDATE namespace SET immutable_tags = 'v.*'");
            });
            Deployments deployments = fixture.retention.deployments();
            deployments.report("production", List.of(new Deployments.Image(APP, child)), Duration.ofDays(1), ALICE);
            fixture.passes(LONG);
            fixture.policy("drop all");

            List<String> plan = fixture.plan();
            fixture.run();

            assertThat(plan)
                    .contains(
                            "keep team/app:locked it is locked: evidence",
                            "keep team/app:v1 the tag is immutable: the rule \"v.*\" of the namespace team",
                            "drop team/app:other drop all (policy of team)")
                    .anyMatch(line -> line.startsWith("keep team/app:running it is deployed: production reported so"));
            assertThat(fixture.tags()).containsExactly("locked", "running", "v1");
            assertThat(fixture.has(index) && fixture.has(child)).isTrue();

            assertThat(deployments.remove("production", ALICE)).isTrue();
            fixture.run();

            assertThat(fixture.tags()).containsExactly("locked", "v1");
        }
    }

    @OnBothDatabases
    void aRepositorysPolicyHoldsBesideItsNamespacesUnlessItIsAlone(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            for (String name : List.of("1", "2", "3", "4")) {
                fixture.named(name, "v" + name);
            }
            fixture.passes(LONG);
            fixture.policy("keep newest 2; drop all");

            fixture.ownPolicy("keep tags v1");
            assertThat(fixture.plan()).contains("keep team/app:v1 keep tags v1 (policy of team/app)");
            fixture.ownPolicy("an old text that is no policy");
            assertThat(fixture.plan()).allMatch(line -> line.startsWith("keep"));
            fixture.ownPolicy("alone; keep newest 1; drop all");
            fixture.run();

            assertThat(fixture.tags()).containsExactly("v4");
        }
    }

    @OnBothDatabases
    void anUntaggedDigestAgesFromTheLossOfItsTag(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest first = fixture.named("1", "latest");
            fixture.passes(LONG);
            fixture.named("2", "latest");
            fixture.policy("drop untagged-for 7d");

            assertThat(fixture.plan()).allMatch(line -> line.startsWith("keep"));
            fixture.passes(Duration.ofDays(8));
            fixture.run();

            assertThat(fixture.has(first)).isFalse();
            assertThat(fixture.tags()).containsExactly("latest");
        }
    }

    @OnBothDatabases
    void aPlanIsReadPageByPage(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            for (int i = 0; i < 7; i++) {
                fixture.named("n" + i, "t" + i);
            }
            fixture.blob(new RepositoryName("team/empty"), new byte[] {1});
            Set<String> images = new TreeSet<>();
            String after = "";
            int pages = 0;
            do {
                PlanPage page = fixture.retention.plan("team", after, 3);
                page.lines().forEach(line -> images.add(line.image()));
                after = page.next();
                pages++;
            } while (!after.isEmpty());

            assertThat(images).hasSize(7).allMatch(image -> image.startsWith("team/app:t"));
            assertThat(pages).isBetween(3, 4);
        }
    }

    @OnBothDatabases
    void pullsAreNotedWithinAFlushAndOnceAMinute(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest pulled = fixture.named("1", "pulled");
            fixture.named("2", "idle");
            fixture.passes(Duration.ofDays(40));
            Pulls pulls = fixture.retention.pulls();
            fixture.database.write(
                    sql -> sql.update("UPDATE registry_fact SET value = '1' WHERE name = 'pulls-since'"));

            pulls.note(APP, "pulled", pulled.toString());
            pulls.note(APP, "pulled", pulled.toString());
            pulls.note(new RepositoryName("team/gone"), "", pulled.toString());
            pulls.flush();
            long first = fixture.number("SELECT pulled_at FROM manifest WHERE digest = ?", pulled.toString());
            pulls.note(APP, "", pulled.toString());
            pulls.flush();

            assertThat(first).isPositive();
            assertThat(fixture.number("SELECT pulled_at FROM tag WHERE name = 'pulled'"))
                    .isEqualTo(first);
            assertThat(fixture.number("SELECT pulled_at FROM manifest WHERE digest = ?", pulled.toString()))
                    .isEqualTo(first);
            fixture.policy("drop pulled-before 30d");
            fixture.run();
            assertThat(fixture.tags()).containsExactly("pulled");
            assertThat(fixture.content.manifests().find(APP, new Tag("pulled"))).isPresent();
        }
    }
}
