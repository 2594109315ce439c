package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.RepositoryName;

/// What decisions rest on: which repository a name means.
final class RepositoryFactsTest {
    @OnBothDatabases
    void aRepositoryIsAtHandOnceItWasAskedForAndItsAbsenceNever(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Repositories repositories = fixture.content.repositories();
            assertThat(repositories.find(REPOSITORY)).isEmpty();
            assertThat(repositories.cached(REPOSITORY)).isEmpty();

            fixture.open();

            assertThat(repositories.cached(REPOSITORY)).isEmpty();
            Repository found = repositories.find(REPOSITORY).orElseThrow();
            assertThat(found.name()).isEqualTo(REPOSITORY);
            assertThat(found.visibility()).isEqualTo(Visibility.PRIVATE);
            assertThat(repositories.cached(REPOSITORY)).contains(found);
            assertThat(repositories.alias(REPOSITORY)).isEmpty();
        }
    }

    @OnBothDatabases
    void repositoriesArePagedByName(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push(OTHER, "a");
            fixture.push(new RepositoryName("alone/app"), "a");
            fixture.push(REPOSITORY, "a");
            Repositories repositories = fixture.content.repositories();

            assertThat(repositories.after("", 2).stream().map(r -> r.name().text()))
                    .containsExactly("alone/app", "team/app");
            assertThat(repositories.after("team/app", 2).stream().map(Repository::name))
                    .containsExactly(OTHER);
            assertThat(repositories.after("team", "", 9).stream().map(Repository::name))
                    .containsExactly(REPOSITORY, OTHER);
            assertThat(repositories.after("team", "team/app", 9).stream().map(Repository::name))
                    .containsExactly(OTHER);
        }
    }
}
