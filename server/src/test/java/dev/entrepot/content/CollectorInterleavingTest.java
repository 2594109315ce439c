package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.IN_TRANSACTION;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.PUSHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.digest;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.inBackground;
import static dev.entrepot.content.ContentFixture.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Pushes that meet the collector, in both orders: whatever is acknowledged is there afterwards, and what is not is
/// refused.
final class CollectorInterleavingTest {
    private static final ContentConfig NO_DELAY =
            ContentFixture.config(Duration.ofHours(24), Duration.ofHours(24), Duration.ZERO);

    /// One of the two stops in its transaction until the other has met it, or waits for it.
    private record Met<F, S>(F first, S second) {}

    private static <F, S> Met<F, S> meet(ContentFixture fixture, Supplier<F> first, Supplier<S> second) {
        fixture.stops.arm(IN_TRANSACTION);
        CompletableFuture<F> stopped = inBackground(first);
        fixture.stops.awaitReached(IN_TRANSACTION);
        CompletableFuture<S> other = inBackground(second);
        fixture.stops.release(IN_TRANSACTION);
        return new Met<>(stopped.join(), other.join());
    }

    private static ContentFixture fixture(TestDatabase test) {
        ContentFixture fixture = new ContentFixture(test, test.database(), NO_DELAY);
        fixture.content.garbage().collect();
        return fixture;
    }

    /// A blob whose lease is over and that nobody named.
    private static Digest forgotten(ContentFixture fixture) {
        Digest blob = fixture.push("layer");
        fixture.change("UPDATE link SET leased_until = 1, check_at = 1");
        return blob;
    }

    @OnBothDatabases
    void aManifestThatComesWhileItsLinkIsCollectedIsRefusedOrKeepsIt(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest blob = forgotten(fixture);

            Met<Collected, ManifestResult> met =
                    meet(fixture, () -> fixture.content.garbage().collect(), () -> put(fixture));

            assertRefusedOrKept(fixture, blob, met.second());
        }
    }

    @OnBothDatabases
    void aLinkThatIsCollectedWhileAManifestNamesItStaysOrTheManifestIsRefused(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest blob = forgotten(fixture);

            Met<ManifestResult, Collected> met = meet(
                    fixture, () -> put(fixture), () -> fixture.content.garbage().collect());

            assertThat(met.first()).isInstanceOf(ManifestResult.Stored.class);
            assertRefusedOrKept(fixture, blob, met.first());
        }
    }

    /// A push only reads a lease that is more than half good. Were the collector to believe that it is over, the push
    /// and the removal of the link would still meet: this one looks at no lease at all.
    @OnBothDatabases
    void aManifestThatOnlyReadsTheLeaseMeetsTheRemovalOfTheLink(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest blob = fixture.push("layer");

            Met<Boolean, ManifestResult> met =
                    meet(fixture, () -> collectWhateverTheLease(fixture), () -> put(fixture));

            assertThat(met.first()).isNotEqualTo(met.second() instanceof ManifestResult.Stored);
            assertRefusedOrKept(fixture, blob, met.second());
        }
    }

    @OnBothDatabases
    void theRemovalOfALinkMeetsTheManifestThatOnlyReadItsLease(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest blob = fixture.push("layer");

            Met<ManifestResult, Boolean> met =
                    meet(fixture, () -> put(fixture), () -> collectWhateverTheLease(fixture));

            assertThat(met.first()).isInstanceOf(ManifestResult.Stored.class);
            assertThat(met.second()).isFalse();
            assertRefusedOrKept(fixture, blob, met.first());
        }
    }

    /// True when the link went.
    private static boolean collectWhateverTheLease(ContentFixture fixture) {
        CheckTable table = new CheckTable();
        return Round.write(fixture.database, sql -> {
            List<CheckTable.Due> all = table.due(sql, Long.MAX_VALUE, 10);
            boolean unnamed = !all.isEmpty()
                    && table.facts(sql, all.getFirst())
                            .filter(facts -> !facts.named())
                            .isPresent();
            if (unnamed) {
                table.drop(sql, all.getFirst());
            }
            return unnamed;
        });
    }

    private static ManifestResult put(ContentFixture fixture) {
        return fixture.content.manifests().put(manifest(image("layer"), "latest"));
    }

    private static void assertRefusedOrKept(ContentFixture fixture, Digest blob, ManifestResult push) {
        fixture.content.garbage().collect();
        fixture.content.garbage().collect();
        boolean readable = fixture.content.blobs().find(REPOSITORY, blob).isPresent();
        if (push instanceof ManifestResult.Stored) {
            assertThat(readable).isTrue();
            assertThat(fixture.count("manifest_blob")).isOne();
            assertThat(fixture.filesStored()).isOne();
        } else {
            assertThat(push).isEqualTo(new ManifestResult.Missing(List.of(blob)));
            assertThat(readable).isFalse();
        }
    }

    @OnBothDatabases
    void aMountThatComesWhileItsSourceIsCollectedIsRefusedOrKeepsTheBytes(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            fixture.push(OTHER, "other");
            Digest blob = forgotten(fixture);

            Met<Collected, Blobs.Mounted> met =
                    meet(fixture, () -> fixture.content.garbage().collect(), () -> mount(fixture, blob));

            assertMountedOrNot(fixture, blob, met.second());
        }
    }

    @OnBothDatabases
    void aMountKeepsTheBytesThatLoseTheirSourceMeanwhile(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            fixture.push(OTHER, "other");
            Digest blob = forgotten(fixture);

            Met<Blobs.Mounted, Collected> met = meet(
                    fixture,
                    () -> mount(fixture, blob),
                    () -> fixture.content.garbage().collect());

            assertThat(met.first()).isEqualTo(new Blobs.Mounted.Done());
            assertMountedOrNot(fixture, blob, met.first());
        }
    }

    private static Blobs.Mounted mount(ContentFixture fixture, Digest blob) {
        return fixture.content.blobs().mount(OTHER, blob, REPOSITORY, PUSHER);
    }

    private static void assertMountedOrNot(ContentFixture fixture, Digest blob, Blobs.Mounted mounted) {
        fixture.content.garbage().collect();
        fixture.content.garbage().collect();
        boolean done = mounted instanceof Blobs.Mounted.Done;
        assertThat(fixture.content.blobs().find(OTHER, blob).isPresent()).isEqualTo(done);
        assertThat(fixture.content.blobs().find(REPOSITORY, blob)).isEmpty();
        assertThat(fixture.filesStored()).isEqualTo(done ? 1 : 0);
    }

    @OnBothDatabases
    void whatAPusherIsToldExistsIsStillThere(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest blob = forgotten(fixture);

            Met<Collected, Optional<StoredBlob>> collectedFirst =
                    meet(fixture, () -> fixture.content.garbage().collect(), () -> head(fixture, blob));
            fixture.content.garbage().collect();
            assertThat(fixture.content.blobs().find(REPOSITORY, blob).isPresent())
                    .isEqualTo(collectedFirst.second().isPresent());

            forgotten(fixture);
            Met<Optional<StoredBlob>, Collected> askedFirst = meet(
                    fixture,
                    () -> head(fixture, blob),
                    () -> fixture.content.garbage().collect());
            fixture.content.garbage().collect();
            assertThat(askedFirst.first()).isPresent();
            assertThat(fixture.content.blobs().find(REPOSITORY, blob)).isPresent();
            assertThat(put(fixture)).isInstanceOf(ManifestResult.Stored.class);
        }
    }

    private static Optional<StoredBlob> head(ContentFixture fixture, Digest blob) {
        return fixture.content.blobs().findForPush(REPOSITORY, blob, ALICE);
    }

    @OnBothDatabases
    void anUploadThatComesWhileItsBlobIsDroppedHasBytesOfItsOwn(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest blob = unlinked(fixture);

            Met<Collected, Digest> met =
                    meet(fixture, () -> fixture.content.garbage().collect(), () -> fixture.push("layer"));

            assertThat(met.second()).isEqualTo(blob);
            assertOneReadable(fixture, blob);
        }
    }

    @OnBothDatabases
    void aBlobThatIsDroppedWhileItIsUploadedAgainStays(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest blob = unlinked(fixture);
            String id = fixture.open();

            Met<UploadResult, Collected> met = meet(
                    fixture,
                    () -> fixture.finish(id, "layer", digest("layer")),
                    () -> fixture.content.garbage().collect());

            assertThat(met.first()).isInstanceOf(UploadResult.Stored.class);
            assertOneReadable(fixture, blob);
        }
    }

    private static Digest unlinked(ContentFixture fixture) {
        Digest blob = fixture.push("layer");
        fixture.content.blobs().delete(REPOSITORY, blob, ALICE);
        return blob;
    }

    private static void assertOneReadable(ContentFixture fixture, Digest blob) {
        fixture.content.garbage().collect();
        fixture.content.garbage().collect();
        assertThat(fixture.content.blobs().find(REPOSITORY, blob)).isPresent();
        assertThat(fixture.filesStored()).isOne();
        assertThat(fixture.count("removal")).isZero();
    }

    @OnBothDatabases
    void ofTwoThatDropTheLastTwoLinksNoneLeavesTheBytesBehind(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest blob = fixture.push("layer");
            fixture.push(OTHER, "layer");

            Met<Blobs.Deleted, Blobs.Deleted> met = meet(
                    fixture,
                    () -> fixture.content.blobs().delete(REPOSITORY, blob, ALICE),
                    () -> fixture.content.blobs().delete(OTHER, blob, ALICE));

            assertThat(met).isEqualTo(new Met<>(Blobs.Deleted.DONE, Blobs.Deleted.DONE));
            fixture.content.garbage().collect();
            assertThat(fixture.filesStored()).isZero();
            assertThat(fixture.count("blob")).isZero();
        }
    }
}
