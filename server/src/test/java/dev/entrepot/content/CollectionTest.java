package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.BOB;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.chunk;
import static dev.entrepot.content.ContentFixture.digest;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.inBackground;
import static dev.entrepot.content.ContentFixture.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.OnPostgres;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// What the collector takes, what it leaves, and what it says of it.
final class CollectionTest {
    private static ContentFixture fixture(TestDatabase test, int rate) {
        ContentConfig standard = ContentFixture.config(Duration.ofHours(24), Duration.ofHours(24), Duration.ZERO);
        return new ContentFixture(
                test,
                test.database(),
                new ContentConfig(
                        standard.allowSparse(),
                        standard.maxManifestBytes(),
                        standard.maxTagsPerPush(),
                        standard.renameServes(),
                        standard.uploadTtl(),
                        standard.garbageLease(),
                        standard.garbageDelay(),
                        rate,
                        standard.trashKeep()));
    }

    private static ContentFixture fixture(TestDatabase test) {
        return fixture(test, 10_000);
    }

    private static Collected collect(ContentFixture fixture) {
        return fixture.content.garbage().collect();
    }

    private static void leasesAreOver(ContentFixture fixture) {
        fixture.change("UPDATE link SET leased_until = 1, check_at = CASE WHEN check_at IS NULL THEN NULL ELSE 1 END");
        fixture.change("UPDATE manifest SET leased_until = 1");
    }

    @OnBothDatabases
    void whatNobodyNamedGoesWithItsLeaseAndEveryByteIsTold(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            fixture.push("layer");
            fixture.push("forgotten");
            fixture.content.manifests().put(manifest(image("layer"), "latest"));
            assertThat(collect(fixture).links()).isZero();

            leasesAreOver(fixture);
            Collected collected = collect(fixture);

            assertThat(collected.links()).isOne();
            assertThat(collected.blobs()).isOne();
            assertThat(collected.freed()).isEqualTo(new Freed(1, 9, 0, 0));
            assertThat(fixture.content.blobs().find(REPOSITORY, digest("forgotten")))
                    .isEmpty();
            assertThat(fixture.content.blobs().find(REPOSITORY, digest("layer")))
                    .isPresent();
            assertThat(fixture.filesStored()).isOne();
            assertThat(fixture.content.namespaces().recount("team", ALICE))
                    .isPresent()
                    .hasValueSatisfying(
                            recount -> assertThat(recount.usedBytes()).isEqualTo(recount.beforeBytes()));
        }
    }

    @OnBothDatabases
    void whatATurnFreedIsToldToWhoeverAsksNext(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            fixture.content.blobs().delete(REPOSITORY, fixture.push("layer"), ALICE);
            fixture.content.garbage().turn();
            fixture.content.blobs().delete(REPOSITORY, fixture.push("more"), ALICE);

            Collected collected = collect(fixture);

            assertThat(collected.freed()).isEqualTo(new Freed(1, 4, 0, 0));
            assertThat(collected.freedSinceLast()).isEqualTo(new Freed(2, 9, 0, 0));
            assertThat(collect(fixture).freedSinceLast()).isEqualTo(Freed.NOTHING);
        }
    }

    @OnBothDatabases
    void acceptedBytesKeepWhatTheirSenderHolds(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            fixture.push("layer");
            fixture.change("UPDATE link SET leased_until = leased_until - 64800000000, check_at = 1");
            fixture.change("INSERT INTO link (repository_id, digest, state, size, leased_until, leased_by)"
                    + " SELECT repository_id, 'x', 'absent', 1, leased_until, 'user:b2' FROM link");
            long before = leases(fixture, ALICE.author().key());

            String id = fixture.open();
            fixture.append(id, chunk("the first of many bytes"));

            assertThat(leases(fixture, ALICE.author().key()))
                    .isGreaterThan(before + Duration.ofHours(17).toNanos() / 1000);
            assertThat(leases(fixture, BOB.author().key())).isEqualTo(before);
        }
    }

    private static long leases(ContentFixture fixture, String holder) {
        return fixture.database
                .read(sql -> sql.first(
                        "SELECT SUM(leased_until) FROM link WHERE leased_by = ?", row -> row.number(1), holder))
                .orElseThrow();
    }

    @OnBothDatabases
    void aCrashBeforeOrAfterTheBytesGoIsMadeGoodAndCountsOnce(TestDatabase test) {
        Digest blob = digest("layer");
        try (ContentFixture fixture = fixture(test)) {
            fixture.push("layer");
            fixture.content.blobs().delete(REPOSITORY, blob, ALICE);
            fixture.finish(fixture.open(), "wrong bytes", blob);
            fixture.beforeDelete = key -> {
                throw new IllegalStateException("died before");
            };
            assertThatIllegalStateException().isThrownBy(() -> collect(fixture));
            assertThat(fixture.filesStored()).isEqualTo(2);
        }
        try (ContentFixture fixture = fixture(test)) {
            fixture.afterDelete = key -> {
                throw new IllegalStateException("died after");
            };
            assertThatIllegalStateException().isThrownBy(() -> collect(fixture));
            assertThat(fixture.filesStored()).isOne();
        }
        try (ContentFixture fixture = fixture(test)) {
            assertThat(collect(fixture).freed()).isEqualTo(new Freed(1, 5, 1, 11));
            assertThat(fixture.filesStored()).isZero();
            assertThat(fixture.count("removal")).isZero();
            assertThat(collect(fixture).freedSinceLast()).isEqualTo(Freed.NOTHING);
        }
    }

    @OnBothDatabases
    void aFileThatCannotBeRemovedStopsNoOtherAndIsTriedAgain(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            for (String text : List.of("one", "two", "three")) {
                fixture.content.blobs().delete(REPOSITORY, fixture.push(text), ALICE);
            }
            AtomicReference<Optional<StorageKey>> bad = new AtomicReference<>(Optional.empty());
            fixture.beforeDelete = key -> {
                bad.compareAndSet(Optional.empty(), Optional.of(key));
                if (bad.get().equals(Optional.of(key))) {
                    throw new IOException("Input/output error");
                }
            };

            Collected collected = collect(fixture);

            assertThat(collected.failed()).isOne();
            assertThat(collected.freed().blobs()).isEqualTo(2);
            assertThat(collect(fixture).failed()).as("not before its time").isZero();
            fixture.beforeDelete = key -> {};
            fixture.change("UPDATE removal SET due_at = 1");
            assertThat(collect(fixture).freed().blobs()).isOne();
            assertThat(fixture.filesStored()).isZero();
        }
    }

    @OnPostgres
    void twoNodesThatCollectAtOnceCountEachFileOnce(TestDatabase test) {
        try (ContentFixture one = fixture(test);
                TestDatabase again = test.again();
                ContentFixture other = new ContentFixture(
                        test,
                        again.database(),
                        ContentFixture.config(Duration.ofHours(24), Duration.ofHours(24), Duration.ZERO))) {
            for (int i = 0; i < 40; i++) {
                one.push("blob " + (100 + i));
            }
            leasesAreOver(one);
            Set<StorageKey> removed = ConcurrentHashMap.newKeySet();
            one.afterDelete = removed::add;
            other.afterDelete = removed::add;

            CompletableFuture<Collected> first = inBackground(() -> collect(one));
            CompletableFuture<Collected> second = inBackground(() -> collect(other));
            Freed both = first.join().freed().plus(second.join().freed());
            Freed rest = collect(one).freed();

            assertThat(both.plus(rest)).isEqualTo(new Freed(40, 320, 0, 0));
            assertThat(first.join().links() + second.join().links()).isEqualTo(40);
            assertThat(removed).hasSize(40);
            assertThat(one.filesStored()).isZero();
            assertThat(one.database.read(new FreedTable()::total)).isEqualTo(new Freed(40, 320, 0, 0));
        }
    }

    @OnBothDatabases
    void noMoreFilesGoInASecondThanConfigured(TestDatabase test) {
        try (ContentFixture fixture = fixture(test, 5)) {
            for (int i = 0; i < 18; i++) {
                fixture.content.blobs().delete(REPOSITORY, fixture.push("blob " + i), ALICE);
            }

            fixture.content.garbage().turn();
            assertThat(fixture.filesStored()).isEqualTo(13);
            Duration before = fixture.rested();
            assertThat(collect(fixture).freed().blobs()).isEqualTo(13);

            assertThat(fixture.rested().minus(before)).isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(4));
        }
    }

    @OnBothDatabases
    void aBackupUnderWayHoldsTheBytesOfBlobsUntilItEndsOrDies(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            fixture.push("layer");
            long now =
                    leases(fixture, ALICE.author().key()) - Duration.ofHours(24).toNanos() / 1000;
            fixture.change("INSERT INTO backup (id, started_at, seen_at) VALUES ('b', " + now + ", " + now + ")");
            fixture.content.blobs().delete(REPOSITORY, digest("layer"), ALICE);
            fixture.finish(fixture.open(), "wrong bytes", digest("other"));

            Collected held = collect(fixture);
            assertThat(held.freed()).isEqualTo(new Freed(0, 0, 1, 11));
            assertThat(held.deferred()).isOne();
            assertThat(fixture.filesStored()).isOne();

            fixture.change("UPDATE backup SET seen_at = seen_at - 601000000");
            assertThat(collect(fixture).freed().blobs()).isOne();
        }
    }

    @OnBothDatabases
    void anEndedBackupHoldsNothing(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            fixture.push("layer");
            fixture.change(
                    "INSERT INTO backup (id, started_at, seen_at, ended_at) VALUES ('b', 1, 9000000000000000, 1)");
            fixture.content.blobs().delete(REPOSITORY, digest("layer"), ALICE);

            assertThat(collect(fixture).freed().blobs()).isOne();
        }
    }

    @OnBothDatabases
    void aReferrerOfAPurgedSubjectGoesWithWhatHangsOnIt(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest signature = referrer(fixture, "signature", digest("purged"));
            Digest countersignature = referrer(fixture, "countersignature", signature);
            orphan(fixture, signature);

            assertThat(collect(fixture).manifests()).as("leased").isZero();
            leasesAreOver(fixture);
            fixture.change("UPDATE orphan SET due_at = 1");
            Collected collected = collect(fixture);

            assertThat(collected.manifests()).isEqualTo(2);
            assertThat(fixture.content.manifests().find(REPOSITORY, countersignature))
                    .isEmpty();
            assertThat(fixture.count("manifest")).isZero();
            assertThat(collected.freed().blobs()).isEqualTo(2);
            assertThat(fixture.filesStored()).isZero();
            assertThat(fixture.content.namespaces().recount("team", ALICE))
                    .hasValueSatisfying(
                            recount -> assertThat(recount.beforeBytes()).isZero());
        }
    }

    @OnBothDatabases
    void anOrphanThatSomethingHoldsStays(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            Digest tagged = referrer(fixture, "tagged", digest("purged"), "mine");
            Digest alive = referrer(fixture, "alive", tagged);
            Digest locked = referrer(fixture, "locked", digest("purged"));
            Digest fallback = referrer(
                    fixture,
                    "fallback",
                    digest("purged"),
                    "sha256-" + digest("purged").encoded() + ".sig");
            fixture.change("INSERT INTO manifest_lock (repository_id, digest, reason, locked_at, locked_by)"
                    + " SELECT repository_id, digest, '', 1, '' FROM manifest WHERE digest = '" + locked + "'");
            for (Digest each : List.of(tagged, alive, locked, fallback)) {
                orphan(fixture, each);
            }
            leasesAreOver(fixture);

            assertThat(collect(fixture).manifests()).isOne();

            assertThat(fixture.content.manifests().find(REPOSITORY, fallback)).isEmpty();
            assertThat(fixture.count("manifest")).isEqualTo(3);
            assertThat(fixture.count("orphan")).as("the locked one").isOne();
        }
    }

    private static Digest referrer(ContentFixture fixture, String text, Digest subject, String... tags) {
        fixture.push(text);
        String descriptor =
                "{\"mediaType\":\"application/x\",\"digest\":\"" + digest(text) + "\",\"size\":" + text.length() + "}";
        String named =
                "{\"mediaType\":\"" + MediaType.OCI_MANIFEST.text() + "\",\"digest\":\"" + subject + "\",\"size\":9}";
        byte[] bytes = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST.text() + "\",\"config\":"
                        + descriptor + ",\"layers\":[],\"subject\":" + named + "}")
                .getBytes(StandardCharsets.US_ASCII);
        ManifestResult result = fixture.content
                .manifests()
                .put(tags.length == 0 ? ContentFixture.manifestByDigest(bytes) : manifest(bytes, tags));
        return ((ManifestResult.Stored) result).digest();
    }

    private static void orphan(ContentFixture fixture, Digest digest) {
        fixture.change("INSERT INTO orphan (repository_id, digest, due_at)"
                + " SELECT repository_id, digest, 1 FROM manifest WHERE digest = '" + digest + "'");
    }

    @OnBothDatabases
    void whatLiesInTheTrashIsNotTheBusinessOfTheCollector(TestDatabase test) {
        try (ContentFixture fixture = fixture(test)) {
            fixture.push("layer");
            fixture.push(OTHER, "other");
            leasesAreOver(fixture);
            fixture.change("UPDATE repository SET deleted_at = 1, name = '-1' WHERE name = 'team/app'");

            fixture.content.garbage().turn();

            assertThat(fixture.count("link")).isOne();
            assertThat(fixture.count("unlinked_blob") + fixture.filesStored()).isOne();
        }
    }
}
