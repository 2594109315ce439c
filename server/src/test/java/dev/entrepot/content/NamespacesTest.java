package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import java.util.Optional;
import java.util.OptionalLong;

/// Namespaces made, changed and ended.
final class NamespacesTest {
    private static final NamespaceChange TEMPLATE = new NamespaceChange(
            Optional.of("the team's"),
            Optional.of(new Template(Visibility.PUBLIC, "v.*", "keep 3", "on")),
            Optional.of(new Limits(1L, null)),
            Optional.empty());

    @OnBothDatabases
    void aRepositoryBeginsAsItsNamespaceSaysAndWithinItsLimit(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Namespaces namespaces = fixture.content.namespaces();
            assertThat(namespaces.create("team", TEMPLATE, ALICE, sql -> {})).isInstanceOf(NamespaceResult.Done.class);
            assertThat(namespaces.create("team", TEMPLATE, ALICE, sql -> {})).isEqualTo(new NamespaceResult.Exists());

            fixture.push(REPOSITORY, "layer");

            RepositoryDetails born = fixture.content.changes().find(REPOSITORY).orElseThrow();
            assertThat(born.repository().visibility()).isEqualTo(Visibility.PUBLIC);
            assertThat(born.settings()).isEqualTo(new RepositoryDetails.Settings("v.*", "keep 3", "on"));
            assertThat(open(fixture, new RepositoryName("team/second"), Births.NAMESPACE_TOO))
                    .isEqualTo(new UploadResult.Refused(new Refusal.TooManyRepositories("team", 1, 1)));
            assertThat(namespaces.holding("team")).isEqualTo(new Namespaces.Holding(1, 5, 0));
        }
    }

    @OnBothDatabases
    void aPushMakesANamespaceOnlyWhereItMay(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            assertThat(open(fixture, REPOSITORY, Births.REPOSITORY_ONLY))
                    .isEqualTo(new UploadResult.Refused(new Refusal.NoNamespace("team")));
            assertThat(fixture.count("namespace")).isZero();
            assertThat(open(fixture, REPOSITORY, Births.NAMESPACE_TOO)).isInstanceOf(UploadResult.Opened.class);
        }
    }

    private static UploadResult open(ContentFixture fixture, RepositoryName name, Births births) {
        return fixture.content
                .uploads()
                .open(name, UploadOpening.of(new Pusher(ALICE, births), Digest.Algorithm.SHA256));
    }

    @OnBothDatabases
    void aChangeNeedsTheVersionThatWasSeen(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Namespaces namespaces = fixture.content.namespaces();
            namespaces.create("team", TEMPLATE, ALICE, sql -> {});
            long version = namespaces.find("team").orElseThrow().version();
            NamespaceChange change = new NamespaceChange(
                    Optional.of("ours"), Optional.empty(), Optional.of(Limits.NONE), Optional.empty());

            assertThat(namespaces.change("team", change, OptionalLong.of(version), ALICE))
                    .isInstanceOf(NamespaceResult.Done.class);
            assertThat(namespaces.change("team", change, OptionalLong.of(version), ALICE))
                    .isEqualTo(new NamespaceResult.Moved(version + 1));
            assertThat(namespaces.find("team").orElseThrow().limits()).isEqualTo(Limits.NONE);
            assertThat(namespaces.find("team").orElseThrow().template().retention())
                    .isEqualTo("keep 3");
            assertThat(namespaces.recount("team", ALICE)).contains(new Recount(0, 0));
            assertThat(namespaces.recount("absent", ALICE)).isEmpty();
        }
    }

    @OnBothDatabases
    void aNamespaceWithRepositoriesStays(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push(REPOSITORY, "layer");

            assertThat(fixture.content.namespaces().delete("team", false, ALICE))
                    .isEqualTo(new NamespaceResult.NotEmpty(1));
            assertThat(fixture.content.namespaces().delete("absent", false, ALICE))
                    .isEqualTo(new NamespaceResult.Unknown());
            assertThat(fixture.content.namespaces().after("", 9))
                    .extracting(Namespace::name)
                    .containsExactly("team");
        }
    }

    @OnBothDatabases
    void aNameThatNoRepositoryCouldHaveIsRefused(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            for (String name : new String[] {"Team", "a/b", "", "a b", "-a"}) {
                assertThatExceptionOfType(MalformedException.class)
                        .isThrownBy(() -> fixture.content.namespaces().create(name, TEMPLATE, ALICE, sql -> {}));
            }
        }
    }
}
