package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.Documents.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.Sql;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Listings of now and then.
final class ImagesTest {
    private static Images.Wanted wanted(String namespace, String repository, String cursor, int limit) {
        return new Images.Wanted(namespace, repository, cursor, limit, shown -> true, deleted -> true);
    }

    /// All pages together.
    private static <T> List<T> all(int limit, Function<String, Images.Part<T>> page) {
        List<T> all = new ArrayList<>();
        String cursor = "";
        do {
            Images.Part<T> part = page.apply(cursor);
            assertThat(part.items()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(part.items());
            cursor = part.next().orElse("");
        } while (!cursor.isEmpty());
        return all;
    }

    private static List<String> tagsAt(ContentFixture fixture, String namespace, String repository, Instant at) {
        List<String> pages =
                texts(all(1, cursor -> fixture.content.images().tagsAt(wanted(namespace, repository, cursor, 1), at)));
        List<String> whole = texts(all(
                100, cursor -> fixture.content.images().tagsAt(wanted(namespace, repository, cursor, 100), at)));
        assertThat(pages).isEqualTo(whole);
        return whole;
    }

    private static List<String> texts(List<ListedImage> images) {
        return images.stream()
                .map(image -> image.repository() + ":" + image.tag() + " "
                        + image.digest().toString().substring(7, 13) + " "
                        + image.where().id())
                .toList();
    }

    private static String line(String image, Digest digest, Whereabouts where) {
        return image + " " + digest.toString().substring(7, 13) + " " + where.id();
    }

    /// Now, by the database's clock, and between what was done and what follows.
    private static Instant pause(ContentFixture fixture) {
        Instant now = fixture.database.read(
                sql -> TagHistoryTable.instant(new DatabaseClock(fixture.database, fixture::now).now(sql)));
        fixture.advance(Duration.ofSeconds(1));
        return now;
    }

    @OnBothDatabases
    void everyMoveIsToldWithWhereItCameFrom(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two").forEach(fixture::push);
            Digest one = push(fixture, image("one"), "v1");
            Digest two = push(fixture, image("two"), "v1", "v1-x");
            Tag tag = Tag.parse("v1");
            fixture.content.trash().untag(REPOSITORY, tag, DeletionTerms.of(ContentFixture.BOB));
            push(fixture, image("one"), "v1");

            List<TagMove> moves = fixture.content
                    .images()
                    .moves(REPOSITORY, tag, Long.MAX_VALUE, 10)
                    .orElseThrow();

            assertThat(moves).extracting(TagMove::version).containsExactly(4L, 3L, 2L, 1L);
            assertThat(moves)
                    .extracting(TagMove::from)
                    .containsExactly(Optional.empty(), Optional.of(two), Optional.of(one), Optional.empty());
            assertThat(moves)
                    .extracting(TagMove::to)
                    .containsExactly(Optional.of(one), Optional.empty(), Optional.of(two), Optional.of(one));
            assertThat(moves).extracting(TagMove::by).containsExactly("alice", "bob", "alice", "alice");
            assertThat(fixture.content.images().moves(REPOSITORY, tag, 4, 1).orElseThrow())
                    .isEqualTo(moves.subList(1, 2));
            assertThat(fixture.content.images().moves(OTHER, tag, 4, 1)).isEmpty();
        }
    }

    @OnBothDatabases
    void aNamespaceIsShownAsItWas(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two").forEach(fixture::push);
            fixture.push(OTHER, "other");
            Instant never = pause(fixture);
            Digest one = push(fixture, image("one"), "v1", "gone");
            Digest other = push(fixture, OTHER, image("other"), "v1");
            Instant first = pause(fixture);
            Digest two = push(fixture, image("two"), "v1", "v2");
            fixture.content.trash().untag(REPOSITORY, Tag.parse("gone"), DeletionTerms.of(ALICE));
            Instant second = pause(fixture);
            fixture.content.changes().rename(RepositoryChanges.Seen.any(OTHER), new RepositoryName("team/aaa"), ALICE);
            fixture.content.trash().removeManifest(REPOSITORY, two, DeletionTerms.of(ALICE));
            push(fixture, image("one"), "v2");

            assertThat(tagsAt(fixture, "team", "", never)).isEmpty();
            assertThat(tagsAt(fixture, "team", "", first))
                    .containsExactly(
                            line("team/aaa:v1", other, Whereabouts.HERE),
                            line("team/app:gone", one, Whereabouts.HERE),
                            line("team/app:v1", one, Whereabouts.HERE));
            List<String> then = tagsAt(fixture, "team", "team/app", second);
            assertThat(then).hasSize(2);
            assertThat(then.getFirst())
                    .startsWith("team/app:v1 " + two.toString().substring(7, 13));
            assertThat(then.getLast())
                    .startsWith("team/app:v2 " + two.toString().substring(7, 13));
            assertThat(tagsAt(fixture, "team", "", pause(fixture)))
                    .containsExactly(
                            line("team/aaa:v1", other, Whereabouts.HERE), line("team/app:v2", one, Whereabouts.HERE));
        }
    }

    @OnBothDatabases
    void whatLiesInTheTrashIsSaidToLieThere(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("one");
            Digest one = push(fixture, image("one"), "v1");
            Instant then = pause(fixture);
            // A bin, as a deletion makes it.
            fixture.content.trash().untag(REPOSITORY, Tag.parse("v1"), DeletionTerms.of(ALICE));
            fixture.database.write(sql -> bin(sql, -1, Long.MAX_VALUE));

            assertThat(tagsAt(fixture, "team", "team/app", then))
                    .containsExactly(line("team/app:v1", one, Whereabouts.TRASH));

            fixture.database.write(sql -> sql.update("UPDATE deletion SET keep_until = 0"));
            assertThat(tagsAt(fixture, "team", "", then)).containsExactly(line("team/app:v1", one, Whereabouts.GONE));
        }
    }

    /// Moves the only manifest of `team/app` to a bin.
    private static int bin(Sql sql, long id, long keepUntil) {
        sql.update(
                "INSERT INTO repository (id, namespace, name, created_at, deleted_at) VALUES (?, 'team', ?, 0, 1)",
                id,
                "-" + id);
        sql.update("""
                INSERT INTO manifest (repository_id, digest, media_type, size, leased_until, leased_by, pushed_at, pushed_by)
                SELECT CAST(? AS BIGINT), digest, media_type, size, 0, 'a', pushed_at, pushed_by FROM manifest
                """, id);
        sql.update("DELETE FROM manifest_blob");
        sql.update("DELETE FROM manifest WHERE repository_id <> ?", id);
        return sql.update("""
                INSERT INTO deletion (id, kind, namespace, repository, repository_id, bin_id, cause, deleted_at,
                  deleted_by, keep_until)
                SELECT 'd', 'manifest', 'team', name, id, CAST(? AS BIGINT), 'request', 1, 'a', CAST(? AS BIGINT)
                FROM repository WHERE name = 'team/app'
                """, id, keepUntil);
    }

    @OnBothDatabases
    void aDeletedRepositoryIsShownAsItWasWhileItLiesInTheTrash(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("one");
            Digest one = push(fixture, image("one"), "v1");
            fixture.push(OTHER, "other");
            Instant then = pause(fixture);
            long id = fixture.content
                    .repositories()
                    .find(REPOSITORY)
                    .orElseThrow()
                    .id();
            long deletedAt = Duration.between(Instant.EPOCH, then).toNanos() / 1000 + 1;
            fixture.database.write(sql -> {
                sql.update("UPDATE repository SET name = '-1', deleted_at = ? WHERE id = ?", deletedAt, id);
                return sql.update("""
                        INSERT INTO deletion (id, kind, namespace, repository, repository_id, bin_id, cause,
                          deleted_at, deleted_by, keep_until)
                        VALUES ('d', 'repository', 'team', 'team/app', ?, ?, 'request', ?, 'a', ?)
                        """, id, id, deletedAt, Long.MAX_VALUE);
            });
            fixture.content.repositories().changed(List.of(REPOSITORY));
            fixture.push("two");
            push(fixture, image("two"), "v1");

            assertThat(tagsAt(fixture, "team", "", then)).containsExactly(line("team/app:v1", one, Whereabouts.TRASH));
            Images.Wanted hidden = new Images.Wanted("team", "", "", 10, shown -> true, deleted -> false);
            assertThat(fixture.content.images().tagsAt(hidden, then).items()).isEmpty();
        }
    }

    @OnBothDatabases
    void listingsGoThroughAllRepositories(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two", "sig").forEach(fixture::push);
            fixture.push(OTHER, "other");
            Digest one = push(fixture, image("one"), "v1", "v2");
            Digest two = push(fixture, image("two"));
            Digest both = push(fixture, Documents.index(image("one"), image("two")), "latest");
            Digest signature = push(fixture, Documents.referrer("sig", Documents.index(image("one"), image("two"))));
            Digest other = push(fixture, OTHER, image("other"), "v1");
            fixture.content.changes().create(new RepositoryName("team/zero"), RepositoryChange.NONE, ALICE);
            Images images = fixture.content.images();

            List<ListedImage> tags = all(2, cursor -> images.tags(wanted("", "", cursor, 2)));

            assertThat(tags)
                    .extracting(image -> image.repository() + ":" + image.tag())
                    .containsExactly("team/app:latest", "team/app:v1", "team/app:v2", "team/other:v1");
            assertThat(tags.getFirst().digest()).isEqualTo(both);
            assertThat(tags.getFirst().sizeBytes())
                    .isEqualTo(Documents.index(image("one"), image("two")).length
                            + image("one").length
                            + image("two").length
                            + "one".length()
                            + "two".length());
            assertThat(all(1, cursor -> images.manifests(wanted("team", "", cursor, 1))))
                    .extracting(ListedManifest::digest)
                    .containsExactlyInAnyOrder(one, two, both, signature, other);
            assertThat(images.tags(wanted("team", "team/other", "", 9)).items())
                    .extracting(ListedImage::digest)
                    .containsExactly(other);
            assertThat(images.tags(wanted("none", "", "", 9)).items()).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> images.tags(wanted("", "", "nonsense", 9)));

            Images.Inspected inspected =
                    images.inspect(REPOSITORY, Tag.parse("latest")).orElseThrow();
            assertThat(inspected.image().tags()).isEqualTo(Documents.tags("latest"));
            assertThat(inspected.children())
                    .extracting(Images.Inspected.Child::present)
                    .containsExactly(true, true);
            assertThat(inspected.referrers()).extracting(ListedManifest::digest).containsExactly(signature);
            assertThat(images.inspect(REPOSITORY, Tag.parse("none"))).isEmpty();
        }
    }
}
