package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.IN_TRANSACTION;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.inBackground;
import static dev.entrepot.content.TrashFixture.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Deletions that meet pushes, restorations, the end of the trash and each other: nothing is ever half moved.
final class TrashInterleavingTest {
    /// The first stops before its commit; the second begins then.
    private static <A, B> Both<A, B> meet(ContentFixture fixture, Supplier<A> first, Supplier<B> second) {
        fixture.stops.arm(IN_TRANSACTION);
        CompletableFuture<A> one = inBackground(first);
        fixture.stops.awaitReached(IN_TRANSACTION);
        CompletableFuture<B> two = inBackground(second);
        fixture.stops.release(IN_TRANSACTION);
        return new Both<>(one.join(), two.join());
    }

    private record Both<A, B>(A first, B second) {}

    @OnBothDatabases
    void aSignatureThatArrivesWhileItsSubjectIsDeletedFollowsIt(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            for (boolean deletionFirst : List.of(true, false)) {
                Digest subject = trash.image("layer " + deletionFirst, "v1");
                fixture.push("signature");
                byte[] bytes = TrashFixture.referrerBytes(subject, "signature");
                Digest signature = Digest.of(Digest.Algorithm.SHA256, bytes);
                Supplier<Deletion> deletion = () -> fixture.content.trash().removeManifest(REPOSITORY, subject, TERMS);
                Supplier<ManifestResult> push = () -> trash.tryPut(bytes, MediaType.OCI_MANIFEST);

                var both = deletionFirst ? meet(fixture, deletion, push) : meet(fixture, push, deletion);

                assertThat(List.of(both.first(), both.second()))
                        .hasAtLeastOneElementOfType(Deletion.Done.class)
                        .hasAtLeastOneElementOfType(ManifestResult.Stored.class);
                trash.assertExact();
                trash.purgeAndCollect();
                assertThat(trash.live(subject)).isFalse();
                assertThat(trash.live(signature)).isFalse();
                assertThat(fixture.count("manifest")).isZero();
            }
        }
    }

    @OnBothDatabases
    void whatWasPushedAgainOutlivesTheTrash(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1");
            trash.removeImage("v1");
            trash.image("layer", "v2");

            assertThat(trash.purgeAndCollect()).isZero();

            assertThat(trash.tag("v2")).contains(image);
            assertThat(trash.blob("layer")).isTrue();
            assertThat(fixture.count("repository")).isOne();
        }
    }

    @OnBothDatabases
    void anIndexThatNamesAChildOnItsWayToTheTrashIsComplete(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            for (boolean deletionFirst : List.of(true, false)) {
                Digest child = trash.image("layer " + deletionFirst, "v1");
                byte[] bytes = trash.indexBytes(List.of(child));
                Supplier<Deletion> deletion = () -> fixture.content.trash().removeManifest(REPOSITORY, child, TERMS);
                Supplier<ManifestResult> push = () -> trash.tryPut(bytes, MediaType.OCI_INDEX, "index");

                var both = deletionFirst ? meet(fixture, deletion, push) : meet(fixture, push, deletion);

                Digest index = Digest.of(Digest.Algorithm.SHA256, bytes);
                assertThat(List.of(both.first(), both.second()))
                        .hasAtLeastOneElementOfType(ManifestResult.Stored.class)
                        .anyMatch(result ->
                                result instanceof Deletion.Done || result.equals(new Deletion.NamedByIndex(index)));
                assertThat(trash.live(index) && trash.live(child)).isTrue();
                assertThat(trash.blob("layer " + deletionFirst)).isTrue();
                trash.assertExact();
                trash.purgeAndCollect();
                assertThat(trash.live(index) && trash.live(child)).isTrue();
                trash.removeManifest(index);
            }
        }
    }

    @OnBothDatabases
    void whatIsRestoredWhileTheTrashIsEmptiedIsWholeOrGone(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            for (boolean restoreFirst : List.of(true, false)) {
                String text = "layer " + restoreFirst;
                Digest image = trash.image(text, "v1");
                String id = trash.removeManifest(image).id();
                fixture.lapseLeases();
                Supplier<Object> restore = () -> fixture.content.trash().restore(id, ALICE);
                Supplier<Object> end = () -> {
                    boolean ended = fixture.content.trash().purge(id, ALICE);
                    fixture.content.trash().expire();
                    return ended;
                };

                var both = restoreFirst ? meet(fixture, restore, end) : meet(fixture, end, restore);

                boolean back = Stream.of(both.first(), both.second()).anyMatch(Restoration.Restored.class::isInstance);
                assertThat(trash.live(image)).isEqualTo(back).isEqualTo(restoreFirst);
                trash.purgeAndCollect();
                assertThat(trash.live(image) && trash.blob(text)).isEqualTo(back);
                assertThat(fixture.count("deletion")).isZero();
                assertThat(fixture.count("repository")).isOne();
            }
        }
    }

    @OnBothDatabases
    void twoDeletionsAtOnceTakeEachThingOnce(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1", "v2");
            Digest index = trash.index(List.of(image), "index");
            Digest other = trash.index(List.of(image, image), "other");
            Supplier<Deletion> once = () -> fixture.content.trash().removeManifest(REPOSITORY, index, TERMS);

            var same = meet(fixture, once, once);
            assertThat(List.of(same.first(), same.second()))
                    .hasAtLeastOneElementOfType(Deletion.Done.class)
                    .contains(new Deletion.Unknown());
            trash.assertExact();

            var both = meet(
                    fixture,
                    () -> fixture.content.trash().removeImage(REPOSITORY, new Tag("v1"), TERMS),
                    () -> fixture.content.trash().removeImage(REPOSITORY, new Tag("v2"), TERMS));
            assertThat(List.of(both.first(), both.second())).allMatch(Deletion.Done.class::isInstance);
            assertThat(trash.live(image)).as("an index holds it").isTrue();
            trash.removeManifest(other);
            assertThat(trash.blob("layer")).isFalse();
            assertThat(trash.purgeAndCollect()).isEqualTo("layer".length());
            assertThat(fixture.count("manifest_content")).isZero();
        }
    }

    @OnBothDatabases
    void twoImagesThatShareALayerGoAtOnceAndTakeIt(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest one = trash.image("layer", "v1");
            Digest two = trash.referrer(ContentFixture.digest("nothing"), "layer", "v2");

            var both = meet(
                    fixture,
                    () -> fixture.content.trash().removeManifest(REPOSITORY, one, TERMS),
                    () -> fixture.content.trash().removeManifest(REPOSITORY, two, TERMS));

            assertThat(List.of(both.first(), both.second())).allMatch(Deletion.Done.class::isInstance);
            assertThat(trash.blob("layer")).isFalse();
            trash.assertExact();
            assertThat(trash.purgeAndCollect()).isEqualTo("layer".length());
            assertThat(image("layer")).isNotEmpty();
        }
    }
}
