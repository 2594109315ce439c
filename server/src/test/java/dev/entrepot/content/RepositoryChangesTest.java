package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.content.RepositoryChanges.Seen;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Repositories made, described, renamed and deleted.
final class RepositoryChangesTest {
    private static final RepositoryName NEW = new RepositoryName("team/new");
    private static final RepositoryName THIRD = new RepositoryName("team/third");
    private static final Tag LATEST = Tag.parse("latest");

    @OnBothDatabases
    void aChangeIsSeenAtOnceAndOnlyByItsVersion(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("layer");
            RepositoryChanges changes = fixture.content.changes();
            fixture.content.repositories().find(REPOSITORY);

            changes.change(
                    new Seen(REPOSITORY, OptionalLong.of(1)), RepositoryChange.visibility(Visibility.PUBLIC), ALICE);

            assertThat(fixture.content
                            .repositories()
                            .find(REPOSITORY)
                            .orElseThrow()
                            .visibility())
                    .isEqualTo(Visibility.PUBLIC);
            assertThat(changes.change(new Seen(REPOSITORY, OptionalLong.of(1)), RepositoryChange.NONE, ALICE))
                    .isEqualTo(new RepositoryResult.Moved(2));
            assertThat(changes.change(Seen.any(NEW), RepositoryChange.NONE, ALICE))
                    .isEqualTo(new RepositoryResult.Unknown());
        }
    }

    @OnBothDatabases
    void whatIsSaidOfARepositoryIsKept(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("layer");
            RepositoryChange change = new RepositoryChange(
                    Optional.of("the app"),
                    Optional.of("# App"),
                    Optional.of(Map.of("tier", "web", "a/b", "")),
                    Optional.empty(),
                    Optional.of("v.*"),
                    Optional.of("keep"),
                    Optional.of("on"));

            assertThat(fixture.content.changes().create(NEW, change, ALICE)).isInstanceOf(RepositoryResult.Done.class);

            RepositoryDetails found = fixture.content.changes().find(NEW).orElseThrow();
            assertThat(found.description()).isEqualTo("the app");
            assertThat(found.labels()).isEqualTo(Map.of("tier", "web", "a/b", ""));
            assertThat(found.settings()).isEqualTo(new RepositoryDetails.Settings("v.*", "keep", "on"));
            assertThat(fixture.content.changes().readme(NEW)).contains("# App");
            assertThat(fixture.content.changes().after("team", REPOSITORY.text(), 0))
                    .isEmpty();
            assertThat(fixture.content.changes().after("team", REPOSITORY.text(), 5))
                    .containsExactly(found);
            assertThat(fixture.content.changes().create(NEW, change, ALICE)).isEqualTo(new RepositoryResult.Exists());
        }
    }

    @OnBothDatabases
    void anOldNameLeadsToTheRepositoryAndIsNobodyElses(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("layer");
            fixture.content.manifests().put(manifest(image("layer"), "latest"));
            Repositories repositories = fixture.content.repositories();
            RepositoryChanges changes = fixture.content.changes();

            changes.rename(Seen.any(REPOSITORY), NEW, ALICE);
            changes.rename(Seen.any(NEW), THIRD, ALICE);

            assertThat(repositories.find(REPOSITORY)).isEmpty();
            assertThat(fixture.content.manifests().find(REPOSITORY, LATEST)).isEmpty();
            assertThat(fixture.content.manifests().find(THIRD, LATEST)).isPresent();
            assertThat(repositories.alias(REPOSITORY).orElseThrow().repository().name())
                    .isEqualTo(THIRD);
            assertThat(repositories.alias(NEW).orElseThrow().repository().name())
                    .isEqualTo(THIRD);
            RepositoryResult reserved = new RepositoryResult.Refused(new Refusal.FormerName(REPOSITORY, THIRD));
            assertThat(changes.create(REPOSITORY, RepositoryChange.NONE, ALICE)).isEqualTo(reserved);
            assertThat(fixture.content.manifests().put(manifest(image("layer"), "latest")))
                    .isEqualTo(new ManifestResult.Refused(new Refusal.FormerName(REPOSITORY, THIRD)));

            fixture.database.write(sql -> sql.update("UPDATE repository_alias SET serves_until = 1"));
            assertThat(repositories.alias(REPOSITORY)).isEmpty();
            assertThat(changes.create(REPOSITORY, RepositoryChange.NONE, ALICE)).isEqualTo(reserved);

            changes.rename(Seen.any(THIRD), REPOSITORY, ALICE);
            assertThat(repositories.find(REPOSITORY)).isPresent();
            assertThat(changes.aliases(repositories.find(REPOSITORY).orElseThrow()))
                    .extracting(Alias::name)
                    .containsExactly(NEW, THIRD);
            assertThat(changes.free(NEW, ALICE)).isTrue();
            assertThat(changes.create(NEW, RepositoryChange.NONE, ALICE)).isInstanceOf(RepositoryResult.Done.class);
            assertThat(changes.rename(Seen.any(REPOSITORY), NEW, ALICE)).isEqualTo(new RepositoryResult.Exists());
        }
    }

    @OnBothDatabases
    void pullsDuringRenamesSeeWholeAnswersOnly(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("layer");
            fixture.content.manifests().put(manifest(image("layer"), "latest"));
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Integer>> pulls = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                pulls.add(ContentFixture.inBackground(() -> {
                    int pulled = 0;
                    while (!over.get() || pulled == 0) {
                        pulled += pull(fixture) ? 1 : 0;
                    }
                    return pulled;
                }));
            }

            for (int i = 0; i < 10; i++) {
                assertThat(fixture.content.changes().rename(Seen.any(REPOSITORY), NEW, ALICE))
                        .isInstanceOf(RepositoryResult.Done.class);
                assertThat(fixture.content.changes().rename(Seen.any(NEW), REPOSITORY, ALICE))
                        .isInstanceOf(RepositoryResult.Done.class);
            }
            over.set(true);

            assertThat(pulls.stream().map(CompletableFuture::join)).allMatch(pulled -> pulled > 0);
        }
    }

    /// As the routes do: by the name, or else by what it was; a rename in between is looked up once more.
    private static boolean pull(ContentFixture fixture) {
        Repositories repositories = fixture.content.repositories();
        Optional<RepositoryName> name = repositories
                .find(REPOSITORY)
                .or(() -> repositories.alias(REPOSITORY).map(Alias::repository))
                .map(Repository::name);
        Optional<StoredManifest> found =
                name.flatMap(at -> fixture.content.manifests().find(at, LATEST));
        found.ifPresent(manifest -> assertThat(manifest.bytes()).isEqualTo(image("layer")));
        return found.isPresent();
    }

    @OnBothDatabases
    void aDeletedRepositoryLeavesNothing(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("layer");
            fixture.content.manifests().put(manifest(image("layer"), "latest"));
            String upload = fixture.open();
            RepositoryChanges changes = fixture.content.changes();
            changes.rename(Seen.any(REPOSITORY), NEW, ALICE);
            assertThat(changes.delete(Seen.any(NEW), false, ALICE)).isEqualTo(new RepositoryResult.NotEmpty());

            assertThat(changes.delete(Seen.any(NEW), true, ALICE)).isInstanceOf(RepositoryResult.Deleted.class);

            assertThat(fixture.content.repositories().find(NEW)).isEmpty();
            assertThat(fixture.content.manifests().find(NEW, LATEST)).isEmpty();
            assertThat(fixture.content.uploads().length(NEW, upload, ALICE)).isEmpty();
            assertThat(fixture.content.namespaces().holding("team"))
                    .isEqualTo(new Namespaces.Holding(0, 0, "layer".length() + image("layer").length));
            assertThat(fixture.content.namespaces().delete("team", false, ALICE))
                    .isInstanceOf(NamespaceResult.Deleted.class);
            fixture.content.uploads().sweep();
            assertThat(fixture.content.trash().expire()).isZero();
            fixture.lapse();
            assertThat(fixture.content.trash().expire()).isEqualTo(2);
            for (String table : List.of(
                    "repository", "link", "manifest", "manifest_blob", "tag", "tag_move", "upload", "namespace")) {
                assertThat(fixture.count(table)).as(table).isZero();
            }
            fixture.push(REPOSITORY, "again");
        }
    }

    @OnBothDatabases
    void healedBytesAreServedInEveryRepository(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Digest digest = fixture.push(REPOSITORY, "layer");
            fixture.push(ContentFixture.OTHER, "layer");
            StoredBlob before = fixture.content.blobs().find(REPOSITORY, digest).orElseThrow();
            fixture.database.write(sql -> sql.update("UPDATE blob SET state = 'damaged'"));

            fixture.push(ContentFixture.OTHER, "layer");

            assertThat(fixture.content
                            .blobs()
                            .find(REPOSITORY, digest)
                            .orElseThrow()
                            .bytes())
                    .isNotEqualTo(before.bytes());
        }
    }
}
