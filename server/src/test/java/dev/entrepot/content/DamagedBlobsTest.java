package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.PUSHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.digest;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.io;
import static dev.entrepot.content.ContentFixture.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What is answered while the bytes of a blob are bad, and after they came again.
class DamagedBlobsTest {
    private static final String TEXT = "bytes of a layer";

    @OnBothDatabases
    void aDamagedBlobIsNowhereUntilItIsPushedAgain(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Digest digest = fixture.push(TEXT);
            fixture.content.manifests().put(manifest(image(TEXT), "1"));
            assertThat(fixture.content.blobs().find(REPOSITORY, digest)).isPresent();

            Soundness.Entry entry = write(fixture, "bytes of a liar!");
            Verdict verdict = io(() -> fixture.content.soundness().read(entry, Pace.AS_FAST_AS_IT_GOES));
            fixture.content.soundness().noteDamaged(entry, verdict);

            assertThat(verdict).isEqualTo(new Verdict.WrongDigest(digest("bytes of a liar!")));
            assertThat(fixture.content.blobs().find(REPOSITORY, digest)).isEmpty();
            assertThat(fixture.content.blobs().findForPush(REPOSITORY, digest, ALICE))
                    .isEmpty();
            assertThat(fixture.content.blobs().mount(OTHER, digest, REPOSITORY, PUSHER))
                    .isEqualTo(new Blobs.Mounted.NotThere());
            assertThat(fixture.content.blobs().repositoriesWith(digest, 10)).isEmpty();
            assertThat(fixture.content.manifests().put(manifest(image(TEXT), "2")))
                    .isEqualTo(new ManifestResult.Missing(List.of(digest)));
            assertThat(fixture.content.soundness().isDamaged(REPOSITORY, digest))
                    .isTrue();
            assertThat(fixture.content.soundness().coverage().damaged()).isEqualTo(1);
            assertThat(fixture.content.soundness().uses(entry, 10))
                    .extracting(Soundness.Use::image)
                    .containsExactly("team/app:1");

            fixture.push(OTHER, TEXT);

            assertThat(fixture.content.blobs().find(REPOSITORY, digest)).isPresent();
            assertThat(fixture.content.manifests().put(manifest(image(TEXT), "2")))
                    .isInstanceOf(ManifestResult.Stored.class);
            assertThat(fixture.content.soundness().coverage().damaged()).isZero();
            assertThat(io(() -> fixture.content.soundness().read(only(fixture), Pace.AS_FAST_AS_IT_GOES)))
                    .isEqualTo(new Verdict.Sound());
        }
    }

    @OnBothDatabases
    void whatAReaderStumblesOverIsNotedAfterwards(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Digest digest = fixture.push(TEXT);
            io(() -> Files.deleteIfExists(file(fixture, only(fixture))));

            assertThat(fixture.content.blobs().find(REPOSITORY, digest)).isEmpty();
            assertThat(only(fixture).sound()).isTrue();
            fixture.content.soundness().lookAtSuspects();

            assertThat(only(fixture).sound()).isFalse();
        }
    }

    @OnBothDatabases
    void bytesThatAreRightAgainAreServedAgain(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Digest digest = fixture.push(TEXT);
            Soundness.Entry entry = write(fixture, "short");
            Verdict verdict = io(() -> fixture.content.soundness().read(entry, Pace.AS_FAST_AS_IT_GOES));
            fixture.content.soundness().noteDamaged(entry, verdict);
            assertThat(verdict).isEqualTo(new Verdict.WrongSize(TEXT.length(), 5));

            write(fixture, TEXT);
            assertThat(io(() -> fixture.content.soundness().read(entry, Pace.AS_FAST_AS_IT_GOES)))
                    .isEqualTo(new Verdict.Sound());
            fixture.content.soundness().noteSound(List.of(entry));

            assertThat(fixture.content.blobs().find(REPOSITORY, digest)).isPresent();
        }
    }

    @OnBothDatabases
    void newBytesAreNotBlamedForOldOnes(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Digest digest = fixture.push(TEXT);
            Soundness.Entry before = write(fixture, "short");
            fixture.push(TEXT);

            assertThat(fixture.content.soundness().noteDamaged(before, new Verdict.WrongSize(TEXT.length(), 5)))
                    .isFalse();

            assertThat(fixture.content.blobs().find(REPOSITORY, digest)).isPresent();
        }
    }

    private static Soundness.Entry only(ContentFixture fixture) {
        return fixture.content.soundness().after("", 2).getFirst();
    }

    private static Path file(ContentFixture fixture, Soundness.Entry entry) {
        String key = entry.key().text();
        return fixture.blobs.resolve(key.substring(0, 2)).resolve(key);
    }

    private static Soundness.Entry write(ContentFixture fixture, String text) {
        Soundness.Entry entry = only(fixture);
        io(() -> Files.writeString(file(fixture, entry), text));
        return entry;
    }
}
