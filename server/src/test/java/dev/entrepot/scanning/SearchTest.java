package dev.entrepot.scanning;

import static dev.entrepot.scanning.ScanningFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.content.Repository;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.packages.PackageType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Which images contain a package.
final class SearchTest {
    @SuppressWarnings("UnnecessaryLambda")
    private static final Predicate<Repository> ALL = repository -> true;

    @OnBothDatabases
    void versionsCompareAsThoseOfTheirEcosystem(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.image(List.of("maven org.apache.logging.log4j:log4j-core 2.9.1"), "nine");
            fixture.image(List.of("maven org.apache.logging.log4j:log4j-core 2.14.1"), "fourteen");
            fixture.image(List.of("maven org.apache.logging.log4j:log4j-core 2.17.0"), "seventeen");
            fixture.image(List.of("npm log4j-core 1.0.0"), "npm");
            fixture.scan();

            assertThat(tags(fixture, "log4j-core < 2.17")).containsExactlyInAnyOrder("nine", "fourteen", "npm");
            assertThat(tags(fixture, "maven:log4j-core<2.17")).containsExactlyInAnyOrder("nine", "fourteen");
            assertThat(tags(fixture, "Log4j-Core >= 2.14.1")).containsExactlyInAnyOrder("fourteen", "seventeen");
            assertThat(tags(fixture, "log4j-core = 2.17")).containsExactly("seventeen");
            assertThat(tags(fixture, "org.apache.logging.log4j:log4j-core <= 2.9.1"))
                    .containsExactly("nine");
            assertThat(tags(fixture, "log4j-core > 2.17")).isEmpty();
            assertThat(tags(fixture, "log4j")).isEmpty();
        }
    }

    private static List<String> tags(ScanningFixture fixture, String query) {
        SearchPage page = fixture.scanning.search(PackageQuery.parse(query), "", 100, ALL);
        assertThat(page.next()).isEmpty();
        return page.hits().stream().flatMap(hit -> hit.tags().stream()).toList();
    }

    @OnBothDatabases
    void pagesHoldEachImageOfEachVisibleRepositoryOnce(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            RepositoryName secret = new RepositoryName("team/secret");
            for (int i = 0; i < 5; i++) {
                fixture.image(APP, List.of("npm lodash 4.17." + i), "n" + i, "v" + i);
                fixture.image(new RepositoryName("team/copy"), List.of("npm lodash 4.17." + i), "n" + i, "v" + i);
                fixture.image(secret, List.of("npm lodash 4.17." + i), "n" + i, "v" + i);
            }
            fixture.scan();

            List<String> found = new ArrayList<>();
            Optional<String> next = Optional.of("");
            while (next.isPresent()) {
                SearchPage page = fixture.scanning.search(
                        PackageQuery.parse("lodash"),
                        next.get(),
                        3,
                        repository -> !repository.name().equals(secret));
                assertThat(page.hits()).hasSizeLessThanOrEqualTo(3);
                page.hits()
                        .forEach(hit ->
                                found.add(hit.repository() + ":" + hit.tags().getFirst()));
                next = page.next();
            }

            assertThat(found).hasSize(10).doesNotHaveDuplicates().noneMatch(image -> image.startsWith("team/secret"));
        }
    }

    @OnBothDatabases
    void anythingButACursorIsRefused(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            assertThatThrownBy(() -> fixture.scanning.search(PackageQuery.parse("a"), "nonsense", 3, ALL))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aQueryIsANameAndPerhapsATypeAndAVersion() {
        assertThat(PackageQuery.parse(" log4j-core < 2.17 "))
                .isEqualTo(new PackageQuery(Optional.empty(), "log4j-core", PackageQuery.Operator.LESS, "2.17"));
        assertThat(PackageQuery.parse("npm:@babel/core>=7"))
                .isEqualTo(new PackageQuery(
                        Optional.of(PackageType.NPM), "@babel/core", PackageQuery.Operator.AT_LEAST, "7"));
        assertThat(PackageQuery.parse("g:a"))
                .isEqualTo(new PackageQuery(Optional.empty(), "g:a", PackageQuery.Operator.ANY, ""));
        assertThatThrownBy(() -> PackageQuery.parse("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PackageQuery.parse("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PackageQuery.parse("npm:")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PackageQuery.parse("a".repeat(2_000))).isInstanceOf(IllegalArgumentException.class);
    }
}
