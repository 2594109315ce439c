package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.IN_TRANSACTION;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.digest;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.inBackground;
import static dev.entrepot.content.ContentFixture.manifest;
import static dev.entrepot.content.ContentFixture.manifestByDigest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Manifests that meet deletions, tags and the removal of what they name.
class ManifestInterleavingTest {
    @OnBothDatabases
    void aManifestThatComesWhileItsBlobIsDeletedIsRefusedOrKeepsIt(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Digest blob = fixture.push("layer");
            fixture.stops.arm(IN_TRANSACTION);
            CompletableFuture<Blobs.Deleted> deletion =
                    inBackground(() -> fixture.content.blobs().delete(REPOSITORY, blob, ContentFixture.ALICE));
            fixture.stops.awaitReached(IN_TRANSACTION);
            CompletableFuture<ManifestResult> push =
                    inBackground(() -> fixture.content.manifests().put(manifest(image("layer"), "latest")));
            fixture.stops.release(IN_TRANSACTION);

            assertEitherRefusedOrKept(fixture, blob, deletion.join(), push.join());
        }
    }

    @OnBothDatabases
    void aBlobThatIsDeletedWhileAManifestNamesItIsRefusedOrTheManifestIs(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Digest blob = fixture.push("layer");
            fixture.stops.arm(IN_TRANSACTION);
            CompletableFuture<ManifestResult> push =
                    inBackground(() -> fixture.content.manifests().put(manifest(image("layer"), "latest")));
            fixture.stops.awaitReached(IN_TRANSACTION);
            CompletableFuture<Blobs.Deleted> deletion =
                    inBackground(() -> fixture.content.blobs().delete(REPOSITORY, blob, ContentFixture.ALICE));
            fixture.stops.release(IN_TRANSACTION);

            assertEitherRefusedOrKept(fixture, blob, deletion.join(), push.join());
        }
    }

    private static void assertEitherRefusedOrKept(
            ContentFixture fixture, Digest blob, Blobs.Deleted deletion, ManifestResult push) {
        boolean readable = fixture.content.blobs().find(REPOSITORY, blob).isPresent();
        switch (deletion) {
            case DONE -> {
                assertThat(push).isEqualTo(new ManifestResult.Missing(List.of(blob)));
                assertThat(readable).isFalse();
            }
            case NAMED_BY_MANIFEST -> {
                assertThat(push).isInstanceOf(ManifestResult.Stored.class);
                assertThat(readable).isTrue();
            }
            case UNKNOWN -> throw new AssertionError("the blob was there");
        }
    }

    @OnBothDatabases
    void anUnlinkedBlobThatIsLinkedAgainBeforeItsTurnIsKept(TestDatabase test) throws Exception {
        ContentConfig config = ContentFixture.config(Duration.ofHours(24), Duration.ofHours(24), Duration.ZERO);
        try (ContentFixture fixture = new ContentFixture(test, test.database(), config)) {
            Digest blob = fixture.push("layer");
            fixture.push(OTHER, "second");
            assertThat(fixture.content.blobs().delete(REPOSITORY, blob, ContentFixture.ALICE))
                    .isEqualTo(Blobs.Deleted.DONE);
            fixture.push(OTHER, "layer");

            fixture.content.garbage().collect();
            fixture.content.garbage().collect();

            assertThat(fixture.content.blobs().find(OTHER, blob)).isPresent();
            assertThat(fixture.content.blobs().find(REPOSITORY, blob)).isEmpty();
            assertThat(fixture.filesStored()).isEqualTo(2);
        }
    }

    @OnBothDatabases
    void aBlobThatIsPushedAgainWhileItsBytesAreRemovedGetsNewBytes(TestDatabase test) throws Exception {
        ContentConfig config = ContentFixture.config(Duration.ofHours(24), Duration.ofHours(24), Duration.ZERO);
        try (ContentFixture fixture = new ContentFixture(test, test.database(), config)) {
            Digest blob = fixture.push("layer");
            fixture.content.blobs().delete(REPOSITORY, blob, ContentFixture.ALICE);
            fixture.stops.arm(ContentFixture.AFTER_DELETE);
            CompletableFuture<Collected> collection =
                    inBackground(() -> fixture.content.garbage().collect());
            fixture.stops.awaitReached(ContentFixture.AFTER_DELETE);

            fixture.push("layer");
            fixture.stops.release(ContentFixture.AFTER_DELETE);

            assertThat(collection.join().freed()).isEqualTo(new Freed(1, 5, 0, 0));
            assertThat(fixture.content.blobs().find(REPOSITORY, blob)).isPresent();
            assertThat(fixture.filesStored()).isOne();
            assertThat(fixture.count("removal")).isZero();
        }
    }

    @OnBothDatabases
    void theLastLinkGoneTakesTheBytesAlong(TestDatabase test) throws Exception {
        ContentConfig config = ContentFixture.config(Duration.ofHours(24), Duration.ofHours(24), Duration.ZERO);
        try (ContentFixture fixture = new ContentFixture(test, test.database(), config)) {
            Digest blob = fixture.push("layer");
            fixture.push(OTHER, "layer");
            assertThat(fixture.filesStored() - fixture.count("removal")).isOne();

            fixture.content.blobs().delete(REPOSITORY, blob, ContentFixture.ALICE);
            fixture.content.garbage().collect();
            assertThat(fixture.filesStored()).isOne();
            fixture.content.blobs().delete(OTHER, blob, ContentFixture.ALICE);
            fixture.content.garbage().collect();

            assertThat(fixture.filesStored()).isZero();
            assertThat(fixture.count("blob")).isZero();
        }
    }

    @OnBothDatabases
    void aRefusedManifestChangesNothing(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            ManifestResult refused = fixture.content.manifests().put(manifest(image("absent"), "latest"));

            assertThat(refused).isEqualTo(new ManifestResult.Missing(List.of(digest("absent"))));
            assertThat(fixture.count("repository")).isZero();
            assertThat(fixture.count("namespace")).isZero();
            assertThat(fixture.count("manifest_content")).isZero();
        }
    }

    @OnBothDatabases
    void aTagMovesOnlyFromWhereIfMatchWantsIt(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("one");
            fixture.push("two");
            Digest one = stored(fixture.content.manifests().put(manifest(image("one"), "latest")));
            IfMatch condition = new IfMatch(false, Set.of(one));
            ManifestPush move = conditional(image("two"), condition);

            Digest two = stored(fixture.content.manifests().put(move));
            ManifestResult again = fixture.content.manifests().put(conditional(image("one"), condition));

            assertThat(again).isEqualTo(new ManifestResult.TagMoved(Tag.parse("latest"), Optional.of(two)));
            assertThat(fixture.content.manifests().find(REPOSITORY, Tag.parse("latest")))
                    .hasValueSatisfying(found -> assertThat(found.digest()).isEqualTo(two));
            assertThat(fixture.count("tag_move")).isEqualTo(2);
        }
    }

    private static ManifestPush conditional(byte[] bytes, IfMatch condition) {
        ManifestPush plain = manifest(bytes, "latest");
        return new ManifestPush(
                plain.repository(),
                plain.digest(),
                plain.tags(),
                plain.mediaType(),
                bytes,
                Optional.of(condition),
                plain.pusher());
    }

    @OnBothDatabases
    void aDeletedManifestTakesItsTagsAlongAndTheHistoryStays(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("layer");
            Digest digest = stored(fixture.content.manifests().put(manifest(image("layer"), "a", "b")));

            assertThat(fixture.content
                            .trash()
                            .removeManifest(REPOSITORY, digest, DeletionTerms.of(ContentFixture.ALICE)))
                    .isInstanceOf(Deletion.Done.class);

            assertThat(fixture.content.tags().namesAfter(REPOSITORY, "", 10)).contains(List.of());
            assertThat(fixture.content.manifests().find(REPOSITORY, Tag.parse("a")))
                    .isEmpty();
            assertThat(fixture.content.manifests().find(REPOSITORY, digest)).isEmpty();
            assertThat(fixture.count("tag_move")).isEqualTo(4);
            assertThat(fixture.content.blobs().find(REPOSITORY, digest("layer")))
                    .isEmpty();
            assertThat(fixture.content.blobs().delete(REPOSITORY, digest("layer"), ContentFixture.ALICE))
                    .isEqualTo(Blobs.Deleted.UNKNOWN);
        }
    }

    @OnBothDatabases
    void aChildOfAnIndexCannotBeDeletedBeforeTheIndex(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("layer");
            Digest child = stored(fixture.content.manifests().put(manifestByDigest(image("layer"))));
            byte[] index = ("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":"
                            + "\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"" + child + "\",\"size\":"
                            + image("layer").length + "}]}")
                    .getBytes(StandardCharsets.UTF_8);
            Digest parent = stored(fixture.content.manifests().put(manifestByDigest(index)));

            assertThat(fixture.content
                            .trash()
                            .removeManifest(REPOSITORY, child, DeletionTerms.of(ContentFixture.ALICE)))
                    .isEqualTo(new Deletion.NamedByIndex(parent));
            assertThat(fixture.content
                            .trash()
                            .removeManifest(REPOSITORY, parent, DeletionTerms.of(ContentFixture.ALICE)))
                    .isInstanceOf(Deletion.Done.class);
            assertThat(fixture.content
                            .trash()
                            .removeManifest(REPOSITORY, child, DeletionTerms.of(ContentFixture.ALICE)))
                    .isEqualTo(new Deletion.Unknown());
        }
    }

    @OnBothDatabases
    void lostBytesAreHealedByTheNextPushOfTheDigest(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Digest blob = fixture.push("layer");
            fixture.store.delete(fixture.database
                    .read(sql -> new BlobTable().find(sql, blob))
                    .orElseThrow()
                    .key());

            assertThat(fixture.content.blobs().mount(OTHER, blob, REPOSITORY, ContentFixture.PUSHER))
                    .isEqualTo(new Blobs.Mounted.NotThere());
            fixture.push(OTHER, "layer");

            assertThat(fixture.content.blobs().find(REPOSITORY, blob)).isPresent();
            assertThat(fixture.content.blobs().find(OTHER, blob)).isPresent();
        }
    }

    private static Digest stored(ManifestResult result) {
        assertThat(result).isInstanceOf(ManifestResult.Stored.class);
        return ((ManifestResult.Stored) result).digest();
    }
}
