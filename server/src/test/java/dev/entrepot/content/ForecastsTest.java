package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/// What a forecast says is what the deletion takes, and what collection frees afterwards.
final class ForecastsTest {
    @OnBothDatabases
    void aForecastIsWhatIsFreed(TestDatabase test) {
        for (int seed = 0; seed < 3; seed++) {
            try (ContentFixture fixture = new ContentFixture(test)) {
                deleteAll(fixture, new Random(seed));
            }
        }
    }

    /// A repository of images that share layers, indexes and signatures, deleted piece by piece.
    private static void deleteAll(ContentFixture fixture, Random random) {
        TrashFixture trash = new TrashFixture(fixture);
        List<Digest> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(trash.image("x".repeat(i + 1), "image" + i));
        }
        trash.imageElsewhere("x");
        all.add(trash.index(all.subList(0, 3), "index"));
        all.add(trash.index(all.subList(2, 6), "nested"));
        for (int i = 0; i < 4; i++) {
            Digest subject = all.get(random.nextInt(all.size()));
            all.add(trash.referrer(
                    subject, "y".repeat(random.nextInt(3) + 1), random.nextBoolean() ? tags(i) : none()));
        }
        List<Reference> references = new ArrayList<>(all);
        for (String tag : fixture.content.tags().namesAfter(REPOSITORY, "", 99).orElseThrow()) {
            references.add(Tag.parse(tag));
        }
        for (int step = 0; step < 12; step++) {
            check(fixture, trash, references.get(random.nextInt(references.size())), random.nextBoolean());
        }
    }

    private static String[] none() {
        return new String[0];
    }

    private static String[] tags(int number) {
        return new String[] {"referrer" + number};
    }

    private static void check(ContentFixture fixture, TrashFixture trash, Reference reference, boolean allTags) {
        Outlook outlook = fixture.content.forecasts().of(REPOSITORY, reference, allTags);
        Reference target = reference instanceof Tag tag && allTags
                ? trash.tag(tag.text()).<Reference>map(digest -> digest).orElse(tag)
                : reference;

        Deletion deletion = switch (target) {
            case Tag tag -> fixture.content.trash().removeImage(REPOSITORY, tag, TrashFixture.TERMS);
            case Digest digest -> fixture.content.trash().removeManifest(REPOSITORY, digest, TrashFixture.TERMS);
        };

        switch (outlook) {
            case Outlook.Obstacle(Deletion reason) -> assertThat(deletion).isEqualTo(reason);
            case Outlook.Forecast forecast -> {
                Deletion.Done done = (Deletion.Done) deletion;
                assertThat(done.tags()).isEqualTo(forecast.tags());
                assertThat(done.manifests()).isEqualTo(forecast.manifests());
                assertThat(forecast.bytesNow()).isZero();
                assertThat(trash.purgeAndCollect()).isEqualTo(forecast.blobBytes());
            }
        }
    }

    @OnBothDatabases
    void withoutTrashAndLeasesTheBytesComeBackAtOnce(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            trash.image("layer", "v1");
            Keeping none = new Keeping(Duration.ZERO, "", "");
            NamespaceChange change =
                    new NamespaceChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(none));
            fixture.content.namespaces().change("team", change, OptionalLong.empty(), ALICE);
            assertThat(forecast(fixture).bytesNow()).as("it is leased").isZero();
            fixture.lapseLeases();
            assertThat(forecast(fixture).bytesNow()).isEqualTo(5);

            Deletion.Done done = trash.removeImage("v1");

            assertThat(fixture.content.trash().restore(done.id(), ALICE)).isEqualTo(new Restoration.Nothing());
            assertThat(trash.collect()).isEqualTo(5);
        }
    }

    private static Outlook.Forecast forecast(ContentFixture fixture) {
        return (Outlook.Forecast) fixture.content.forecasts().of(REPOSITORY, new Tag("v1"), false);
    }

    @OnBothDatabases
    void theForecastOfARepositoryIsWhatIsFreed(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            trash.image("one", "v1");
            trash.image("shared", "v2");
            trash.imageElsewhere("shared");
            fixture.push("unnamed");
            Outlook.Whole forecast =
                    fixture.content.forecasts().ofRepository(REPOSITORY).orElseThrow();
            assertThat(forecast.tags()).isEqualTo(2);
            assertThat(forecast.blobs()).isEqualTo(2);

            fixture.content.changes().delete(RepositoryChanges.Seen.any(REPOSITORY), true, ALICE);

            fixture.lapse();
            assertThat(trash.collect()).isEqualTo(forecast.blobBytes()).isEqualTo("one".length() + "unnamed".length());
        }
    }
}
