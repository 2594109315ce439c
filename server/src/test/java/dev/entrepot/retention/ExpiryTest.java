package dev.entrepot.retention;

import static dev.entrepot.retention.RetentionFixture.ALICE;
import static dev.entrepot.retention.RetentionFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What pushers wish, and when policies run by themselves.
final class ExpiryTest {
    private static final String LABELLED = "{\"config\":{\"Labels\":{\"maintainer\":\"x\",\"expires-after\":\"%s\"}}}";

    @OnBothDatabases
    void anImageGoesAfterTheTimeInItsLabelOrAnnotation(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            fixture.image(LABELLED.formatted("1w"), "labelled");
            fixture.special("{}", ",\"annotations\":{\"quay.expires-after\":\"7d\"}", "annotated");
            fixture.image(LABELLED.formatted("30d"), "later");
            fixture.image(LABELLED.formatted("never"), "odd");
            Digest child = fixture.image(LABELLED.formatted("2d"));
            fixture.index(List.of(child), "index");
            fixture.index(List.of(child, fixture.named("forever")), "mixed");
            fixture.retention.expire();
            assertThat(fixture.tags()).hasSize(6);

            fixture.passes(Duration.ofDays(8));
            fixture.retention.expire();

            assertThat(fixture.tags()).containsExactly("later", "mixed", "odd");
        }
    }

    @OnBothDatabases
    void whatIsDeployedKeptByARuleOrPushedAgainDoesNotExpire(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            Digest running = fixture.image(LABELLED.formatted("1h"), "running");
            fixture.image(LABELLED.formatted("2h"), "release-1");
            fixture.image(LABELLED.formatted("3h"), "again");
            fixture.retention
                    .deployments()
                    .report("production", List.of(new Deployments.Image(APP, running)), Duration.ofDays(1), ALICE);
            fixture.policy("keep tags release-.*; keep newest 10");
            fixture.passes(Duration.ofDays(2));
            fixture.image(LABELLED.formatted("3h"), "again");

            fixture.retention.expire();

            assertThat(fixture.tags()).containsExactly("again", "release-1", "running");
        }
    }

    @Test
    void onlyLabelsOfAConfigAreRead() {
        assertThat(wish("{\"config\":{\"Labels\":{\"quay.expires-after\":\"2h\"}}}"))
                .isEqualTo(Age.micros(Duration.ofHours(2)));
        assertThat(wish("{\"Labels\":{\"expires-after\":\"2h\"}}")).isZero();
        assertThat(wish("{\"config\":{\"Labels\":{\"expires-after\":7}}}")).isZero();
        assertThat(wish("{\"config\":{\"Labels\":null}}")).isZero();
        assertThat(wish("[1]")).isZero();
        assertThat(wish("{\"config\":")).isZero();
        assertThat(wish("")).isZero();
    }

    private static long wish(String config) {
        return Wish.label(config.getBytes(StandardCharsets.UTF_8));
    }

    @OnBothDatabases
    void policiesAreDueSoLongAfterTheyWereSetAndOnOneNodeAlone(TestDatabase test) {
        try (RetentionFixture fixture = new RetentionFixture(test)) {
            fixture.named("1", "v1");
            assertThat(due(fixture)).isEmpty();

            fixture.policy("drop untagged");
            assertThat(due(fixture)).isEmpty();
            later(fixture);
            assertThat(due(fixture)).containsExactly("team");
            assertThat(due(fixture)).isEmpty();

            later(fixture);
            fixture.ownPolicy("drop all");
            assertThat(due(fixture)).isEmpty();
            later(fixture);
            assertThat(due(fixture)).containsExactly("team");

            fixture.policy("");
            fixture.ownPolicy("");
            later(fixture);
            assertThat(due(fixture)).isEmpty();
        }
    }

    private static List<String> due(RetentionFixture fixture) {
        List<String> due = new ArrayList<>();
        fixture.retention.due(due::add);
        return due;
    }

    private static void later(RetentionFixture fixture) {
        fixture.database.write(sql -> sql.update("UPDATE retention_time SET due_at = 1"));
    }
}
