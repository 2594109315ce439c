package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.BEFORE_FORCE;
import static dev.entrepot.content.ContentFixture.BOB;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.chunk;
import static dev.entrepot.content.ContentFixture.digest;
import static dev.entrepot.content.ContentFixture.inBackground;
import static dev.entrepot.content.ContentFixture.io;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// Requests that meet on one upload, or on one digest.
class UploadInterleavingTest {
    /// Delivers `first`, waits to be woken, delivers `second`.
    private record Stalling(CountDownLatch stalled, CountDownLatch woken, String first, String second)
            implements UploadSource {
        Stalling(String first, String second) {
            this(new CountDownLatch(1), new CountDownLatch(1), first, second);
        }

        @Override
        public long drainTo(Sink sink) throws IOException {
            sink.accept(ContentFixture.bytes(first));
            stalled.countDown();
            try {
                woken.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            sink.accept(ContentFixture.bytes(second));
            return (long) first.length() + second.length();
        }
    }

    @OnBothDatabases
    void aStalledChunkThatWakesAfterTheUploadWasFinishedChangesNothing(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test)) {
            String id = fixture.open();
            fixture.append(id, chunk("good "));
            Stalling stalling = new Stalling("bad", "worse");
            CompletableFuture<UploadResult> stalled =
                    inBackground(() -> fixture.append(id, UploadChunk.stream(stalling)));
            stalling.stalled().await();

            UploadResult finished = fixture.finish(id, "bytes", digest("good bytes"));
            stalling.woken().countDown();

            assertThat(finished).isEqualTo(new UploadResult.Stored(digest("good bytes"), 10));
            assertThat(stalled.join()).isInstanceOf(UploadResult.Superseded.class);
            assertThat(fixture.content.blobs().find(REPOSITORY, digest("good bytes")))
                    .hasValueSatisfying(blob -> assertThat(blob.size()).isEqualTo(10));
            assertThat(io(() -> Rehash.digest(
                            fixture.store,
                            fixture.database
                                    .read(sql -> new BlobTable().find(sql, digest("good bytes")))
                                    .orElseThrow()
                                    .key(),
                            Digest.Algorithm.SHA256,
                            Runnable::run)))
                    .isEqualTo(digest("good bytes"));
        }
    }

    @OnBothDatabases
    void aSecondChunkTakesOverAndTheFirstIsShutOut(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test)) {
            String id = fixture.open();
            Stalling stalling = new Stalling("old", "older");
            CompletableFuture<UploadResult> first =
                    inBackground(() -> fixture.append(id, UploadChunk.stream(stalling)));
            stalling.stalled().await();

            UploadResult second = fixture.append(id, chunk("new"));
            stalling.woken().countDown();

            assertThat(second).isEqualTo(new UploadResult.Accepted(3));
            assertThat(first.join()).isInstanceOf(UploadResult.Superseded.class);
            assertThat(fixture.finish(id, "", digest("new"))).isEqualTo(new UploadResult.Stored(digest("new"), 3));
        }
    }

    @OnBothDatabases
    void twoFinalisationsOfOneDigestEndAsOneFile(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test)) {
            String first = fixture.open();
            String second = fixture.open();
            fixture.stops.arm(BEFORE_FORCE);
            CompletableFuture<UploadResult> slower = inBackground(() -> fixture.finish(first, "same", digest("same")));
            fixture.stops.awaitReached(BEFORE_FORCE);

            UploadResult faster = fixture.finish(second, "same", digest("same"));
            fixture.stops.release(BEFORE_FORCE);

            assertThat(faster).isEqualTo(new UploadResult.Stored(digest("same"), 4));
            assertThat(slower.join()).isEqualTo(new UploadResult.Stored(digest("same"), 4));
            assertThat(fixture.count("blob")).isOne();
            assertThat(fixture.content.garbage().collect().freed().files()).isOne();
            assertThat(fixture.filesStored()).isOne();
            assertThat(fixture.content.blobs().find(REPOSITORY, digest("same"))).isPresent();
        }
    }

    @OnBothDatabases
    void oneUploadFinishedTwiceAtOnceIsStoredOnce(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            String id = fixture.open();
            fixture.append(id, chunk("bytes"));
            fixture.stops.arm(ContentFixture.IN_TRANSACTION);
            CompletableFuture<UploadResult> first = inBackground(() -> fixture.finish(id, "", digest("bytes")));
            fixture.stops.awaitReached(ContentFixture.IN_TRANSACTION);
            CompletableFuture<UploadResult> second = inBackground(() -> fixture.finish(id, "", digest("bytes")));
            fixture.stops.release(ContentFixture.IN_TRANSACTION);

            assertThat(first.join()).isEqualTo(new UploadResult.Stored(digest("bytes"), 5));
            assertThat(second.join()).isInstanceOf(UploadResult.UnknownUpload.class);
            assertThat(fixture.filesStored()).isOne();
        }
    }

    @OnBothDatabases
    void aWriterThatWasLeftBehindByARestartIsShutOutByTheEpoch(TestDatabase test) {
        try (ContentFixture old = new ContentFixture(test);
                ContentFixture fresh = new ContentFixture(test)) {
            String id = old.open();
            old.append(id, chunk("half "));
            old.stops.arm(BEFORE_FORCE);
            CompletableFuture<UploadResult> stale = inBackground(() -> old.append(id, chunk("stale")));
            old.stops.awaitReached(BEFORE_FORCE);

            UploadResult continued = fresh.append(id, chunk("and half"));
            old.stops.release(BEFORE_FORCE);

            assertThat(continued).isEqualTo(new UploadResult.Accepted(13));
            assertThat(stale.join()).isInstanceOf(UploadResult.Superseded.class);
            assertThat(fresh.finish(id, "", digest("half and half")))
                    .isEqualTo(new UploadResult.Stored(digest("half and half"), 13));
        }
    }

    @OnBothDatabases
    void whatCameBeforeASenderWentAwayIsKept(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            String id = fixture.open();

            assertThatThrownBy(() -> fixture.content
                            .uploads()
                            .append(REPOSITORY, id, ALICE, UploadChunk.stream(sink -> {
                                sink.accept(ContentFixture.bytes("some"));
                                throw new IOException("connection reset");
                            })))
                    .hasMessageContaining("connection reset");

            assertThat(fixture.content.uploads().length(REPOSITORY, id, ALICE)).contains(4L);
            assertThat(fixture.finish(id, "thing", digest("something")))
                    .isEqualTo(new UploadResult.Stored(digest("something"), 9));
        }
    }

    @OnBothDatabases
    void aChunkThatIsCutOffOrMisplacedLeavesTheUploadWhereItStood(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            String id = fixture.open();
            fixture.append(id, chunk("abc"));

            UploadResult misplaced = fixture.append(
                    id, new UploadChunk(OptionalLong.of(7), OptionalLong.of(1), ContentFixture.source("x")));
            UploadResult tooShort = fixture.append(
                    id, new UploadChunk(OptionalLong.of(3), OptionalLong.of(9), ContentFixture.source("x")));

            assertThat(misplaced).isEqualTo(new UploadResult.OutOfOrder(3));
            assertThat(tooShort).isEqualTo(new UploadResult.WrongLength(9, 1));
            assertThat(fixture.finish(id, "def", digest("abcdef"))).isInstanceOf(UploadResult.Stored.class);
        }
    }

    @OnBothDatabases
    void aWrongDigestDiscardsTheUploadAndItsBytes(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test)) {
            String id = fixture.open();

            assertThat(fixture.finish(id, "this", digest("that")))
                    .isEqualTo(new UploadResult.WrongDigest(digest("that"), digest("this")));

            assertThat(fixture.content.uploads().length(REPOSITORY, id, ALICE)).isEmpty();
            fixture.content.garbage().collect();
            assertThat(fixture.filesStored()).isZero();
            assertThat(fixture.count("removal")).isZero();
        }
    }

    @OnBothDatabases
    void anUploadBelongsToItsRepositoryAndItsCaller(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push(OTHER, "x");
            String id = fixture.open();
            BlobUploads uploads = fixture.content.uploads();

            assertThat(uploads.length(REPOSITORY, id, BOB)).isEmpty();
            assertThat(uploads.length(OTHER, id, ALICE)).isEmpty();
            assertThat(uploads.append(OTHER, id, ALICE, chunk("x"))).isInstanceOf(UploadResult.UnknownUpload.class);
            assertThat(uploads.cancel(REPOSITORY, id, BOB)).isFalse();
            assertThat(uploads.cancel(REPOSITORY, id, ALICE)).isTrue();
            assertThat(uploads.cancel(REPOSITORY, id, ALICE)).isFalse();
        }
    }

    @OnBothDatabases
    void aResumedUploadIsFinishedUnderEitherAlgorithm(TestDatabase test) {
        try (ContentFixture before = new ContentFixture(test)) {
            String id = before.open();
            before.append(id, chunk("resumed "));
            try (ContentFixture after = new ContentFixture(test)) {
                Digest sha512 = Digest.of(Digest.Algorithm.SHA512, "resumed later".getBytes(StandardCharsets.UTF_8));

                assertThat(after.finish(id, "later", sha512)).isEqualTo(new UploadResult.Stored(sha512, 13));
            }
        }
    }

    @OnBothDatabases
    void deadUploadsAreCollectedAndBusyOnesAreNot(TestDatabase test) throws Exception {
        ContentConfig config = ContentFixture.config(Duration.ofMillis(1), Duration.ofHours(24), Duration.ZERO);
        try (ContentFixture fixture = new ContentFixture(test, test.database(), config)) {
            String dead = fixture.open();
            fixture.append(dead, chunk("left behind"));
            fixture.advance(Duration.ofSeconds(1));
            awaitNextMillisecond();

            assertThat(fixture.content.uploads().sweep()).isOne();
            fixture.content.garbage().collect();

            assertThat(fixture.content.uploads().length(REPOSITORY, dead, ALICE))
                    .isEmpty();
            assertThat(fixture.append(dead, chunk("x"))).isInstanceOf(UploadResult.UnknownUpload.class);
            assertThat(fixture.filesStored()).isZero();
        }
    }

    /// PostgreSQL's own clock decides there: wait until it has moved on.
    private static void awaitNextMillisecond() {
        long end = System.nanoTime() + Duration.ofMillis(5).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
