package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.PUSHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.content.RepositoryChanges.Seen;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.Map;
import java.util.Optional;

/// Repositories and namespaces in the trash, and what they hold there.
final class RepositoryTrashTest {
    private static final RepositoryName ELSEWHERE = new RepositoryName("elsewhere/app");
    private static final NamespaceChange PLAIN =
            new NamespaceChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static RepositoryResult.Deleted delete(ContentFixture fixture, RepositoryName name) {
        RepositoryResult result = fixture.content.changes().delete(Seen.any(name), true, ALICE);
        assertThat(result).isInstanceOf(RepositoryResult.Deleted.class);
        return (RepositoryResult.Deleted) result;
    }

    private static NamespaceResult.Deleted deleteTeam(ContentFixture fixture) {
        NamespaceResult result = fixture.content.namespaces().delete("team", true, ALICE);
        assertThat(result).isInstanceOf(NamespaceResult.Deleted.class);
        return (NamespaceResult.Deleted) result;
    }

    @OnBothDatabases
    void aRepositoryComesBackAsItWas(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1");
            RepositoryChange labels = new RepositoryChange(
                    Optional.of("the app"),
                    Optional.empty(),
                    Optional.of(Map.of("tier", "web")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            fixture.content.changes().change(Seen.any(REPOSITORY), labels, ALICE);
            Deletion.Done before = trash.untag("v1");
            String id = delete(fixture, REPOSITORY).id();
            trash.assertExact();
            assertThat(fixture.content.trash().restore(before.id(), ALICE))
                    .isInstanceOfSatisfying(
                            Restoration.InTrash.class,
                            above -> assertThat(above.deletionId()).isEqualTo(id));
            assertThat(fixture.content.trash().newest(REPOSITORY).orElseThrow().id())
                    .isEqualTo(id);
            fixture.push("another");
            assertThat(fixture.content.trash().restore(id, ALICE))
                    .isEqualTo(new Restoration.NameTaken(REPOSITORY.text()));
            fixture.content.changes().rename(Seen.any(REPOSITORY), OTHER, ALICE);
            assertThat(fixture.content.trash().restore(id, ALICE))
                    .as("an old name is kept")
                    .isEqualTo(new Restoration.NameTaken(REPOSITORY.text()));
            fixture.content.changes().free(REPOSITORY, ALICE);

            assertThat(trash.restore(id).repositories()).isOne();

            assertThat(trash.live(image) && trash.blob("layer")).isTrue();
            RepositoryDetails details =
                    fixture.content.changes().find(REPOSITORY).orElseThrow();
            assertThat(details.description()).isEqualTo("the app");
            assertThat(details.labels()).containsEntry("tier", "web");
            trash.restore(before.id());
            assertThat(trash.tag("v1")).contains(image);
        }
    }

    @OnBothDatabases
    void aDeletedRepositoryIsPurgedWithWhatWasDeletedInIt(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            trash.image("one", "v1");
            trash.image("two", "v2");
            trash.removeImage("v1");
            String id = delete(fixture, REPOSITORY).id();
            fixture.lapseLeases();

            fixture.content.trash().purge(id, ALICE);

            assertThat(trash.collect()).isEqualTo("one".length() + "two".length());
            assertThat(fixture.count("deletion") + fixture.count("repository") + fixture.count("manifest_content"))
                    .isZero();
        }
    }

    @OnBothDatabases
    void trashFollowsItsRepositoryToAnotherNamespace(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1");
            Deletion.Done done = trash.removeManifest(image);
            fixture.content.namespaces().create("elsewhere", PLAIN, ALICE, sql -> {});
            fixture.content.changes().rename(Seen.any(REPOSITORY), ELSEWHERE, ALICE);

            assertThat(fixture.content.namespaces().holding("team").trashBytes())
                    .isZero();
            assertThat(fixture.content.namespaces().holding("elsewhere").trashBytes())
                    .isEqualTo(done.bytes());
            assertThat(fixture.content.trash().list("elsewhere", "", 9))
                    .extracting(TrashEntry::repository)
                    .containsExactly(Optional.of(ELSEWHERE));
            trash.restore(done.id());
            assertThat(fixture.content.manifests().find(ELSEWHERE, new Tag("v1")))
                    .isPresent();
        }
    }

    @OnBothDatabases
    void aNamespaceKeepsItsNameInTheTrashAndComesBackWhole(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1");
            fixture.push(OTHER, "other");
            trash.image("old", "old");
            Deletion.Done old = trash.removeImage("old");
            long used = fixture.content.namespaces().holding("team").usedBytes();
            NamespaceResult.Deleted deleted = deleteTeam(fixture);

            assertThat(fixture.content.namespaces().find("team")).isEmpty();
            assertThat(fixture.content.repositories().namesAfter("", 9)).isEmpty();
            assertThat(trash.live(image)).isFalse();
            NamespaceResult inTrash = new NamespaceResult.InTrash(deleted.id(), deleted.keepUntil());
            assertThat(fixture.content.namespaces().create("team", PLAIN, ALICE, sql -> {}))
                    .isEqualTo(inTrash);
            Refusal lying = new Refusal.NamespaceInTrash("team", deleted.keepUntil());
            assertThat(fixture.content.uploads().open(REPOSITORY, UploadOpening.of(PUSHER, Digest.Algorithm.SHA256)))
                    .isEqualTo(new UploadResult.Refused(lying));
            assertThat(fixture.content.changes().create(REPOSITORY, RepositoryChange.NONE, ALICE))
                    .isEqualTo(new RepositoryResult.Refused(lying));
            assertThat(fixture.content.trash().restore(old.id(), ALICE)).isInstanceOf(Restoration.InTrash.class);
            assertThat(fixture.content.trash().list("team", "", 9))
                    .extracting(TrashEntry::id)
                    .containsExactly(deleted.id(), old.id());

            String id = fixture.content.trash().newest("team").orElseThrow().id();
            assertThat(trash.restore(id).repositories()).isEqualTo(2);

            assertThat(trash.tag("v1")).contains(image);
            assertThat(fixture.content.namespaces().holding("team").usedBytes()).isEqualTo(used);
            trash.restore(old.id());
            trash.purgeAndCollect();
            assertThat(trash.tag("old")).isPresent();
            assertThat(fixture.count("repository")).isEqualTo(2);
        }
    }

    @OnBothDatabases
    void aNamespaceThatIsPurgedLeavesNothingAndItsNameIsFree(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            trash.image("layer", "v1");
            trash.image("old", "old");
            trash.removeImage("old");
            Outlook.Whole forecast =
                    fixture.content.forecasts().ofNamespace("team").orElseThrow();
            assertThat(forecast.manifests()).isOne();
            String id = deleteTeam(fixture).id();
            fixture.lapseLeases();

            fixture.content.trash().purge(id, ALICE);

            assertThat(trash.collect()).isEqualTo(forecast.blobBytes()).isEqualTo(8);
            assertThat(fixture.count("deletion") + fixture.count("namespace") + fixture.count("repository"))
                    .isZero();
            assertThat(fixture.content.namespaces().create("team", PLAIN, ALICE, sql -> {}))
                    .isInstanceOf(NamespaceResult.Done.class);
        }
    }
}
