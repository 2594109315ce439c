package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.PUSHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files that become blobs by a second name.
class AdoptionsTest {
    private static final String TEXT = "bytes of a file";

    private static Path file(TestDatabase test) throws IOException {
        return Files.writeString(test.data().resolve("theirs"), TEXT);
    }

    private static UploadResult adopt(ContentFixture fixture, Path file) throws IOException {
        return fixture.content.adoptions().adopt(REPOSITORY, digest(TEXT), file, PUSHER, Pace.AS_FAST_AS_IT_GOES);
    }

    private static void allIsDue(ContentFixture fixture) {
        fixture.database.write(sql -> sql.update("UPDATE removal SET due_at = 0"));
    }

    @OnBothDatabases
    void theFileIsTheBlobAndTheBlobOutlivesTheFile(TestDatabase test) throws IOException {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Path file = file(test);

            assertThat(adopt(fixture, file)).isEqualTo(new UploadResult.Stored(digest(TEXT), TEXT.length()));
            Files.delete(file);
            allIsDue(fixture);
            fixture.content.garbage().collect();

            assertThat(fixture.content.blobs().find(REPOSITORY, digest(TEXT))).isPresent();
            assertThat(fixture.filesStored()).isEqualTo(1);
            assertThat(fixture.count("removal")).isZero();
        }
    }

    @OnBothDatabases
    void aCrashOnTheWayLeavesANameThatIsCollectedAndTheFileStays(TestDatabase test) throws IOException {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Path file = file(test);
            fixture.afterAdopt = key -> {
                throw new IOException("as if the process died here");
            };

            assertThatThrownBy(() -> adopt(fixture, file)).hasMessageContaining("died");
            assertThat(fixture.filesStored()).isEqualTo(1);
            allIsDue(fixture);
            fixture.content.garbage().collect();

            assertThat(fixture.filesStored()).isZero();
            assertThat(file).hasContent(TEXT);
            assertThat(fixture.count("blob")).isZero();
        }
    }

    @OnBothDatabases
    void aRemovalThatIsDueIsNotTakenBack(TestDatabase test) throws IOException {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Path file = file(test);
            fixture.afterAdopt = key -> allIsDue(fixture);

            assertThatThrownBy(() -> adopt(fixture, file)).hasMessageContaining("took too long");

            assertThat(fixture.count("blob")).isZero();
        }
    }

    @OnBothDatabases
    void bytesThatAreThereAlreadyAreNotNamedTwice(TestDatabase test) throws IOException {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Path file = file(test);
            fixture.push(OTHER, TEXT);

            adopt(fixture, file);
            allIsDue(fixture);
            fixture.content.garbage().collect();

            assertThat(fixture.content.blobs().find(REPOSITORY, digest(TEXT))).isPresent();
            assertThat(fixture.filesStored()).isEqualTo(1);
            assertThat(file).hasContent(TEXT);
        }
    }

    @OnBothDatabases
    void aFileOfOtherBytesIsNoBlob(TestDatabase test) throws IOException {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Path file = Files.writeString(file(test), "other bytes");

            assertThat(adopt(fixture, file))
                    .isEqualTo(new UploadResult.WrongDigest(digest(TEXT), digest("other bytes")));

            assertThat(fixture.filesStored()).isZero();
        }
    }
}
