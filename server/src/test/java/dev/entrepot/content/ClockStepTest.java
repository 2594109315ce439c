package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.time.Duration;

/// Clocks that somebody sets: nothing is collected for the time of a lease.
final class ClockStepTest {
    private static final Duration DAY_AND_HOUR = Duration.ofHours(25);
    private static final Duration LEASE = Duration.ofSeconds(2);

    private static ContentFixture fixture(TestDatabase test, Duration lease) {
        return new ContentFixture(
                test, test.database(), ContentFixture.config(Duration.ofHours(1), lease, Duration.ZERO));
    }

    @OnBothDatabases
    void aClockThatIsADayAheadCollectsNothing(TestDatabase test) throws Exception {
        try (ContentFixture fixture = fixture(test, Duration.ofHours(24))) {
            Digest blob = fixture.push("layer");
            String upload = fixture.open();
            fixture.append(upload, chunk("begun"));
            assertThat(fixture.content.garbage().collect().pausedUntil()).isEmpty();

            fixture.step(DAY_AND_HOUR);
            fixture.change("UPDATE link SET leased_until = 1, check_at = 1");
            Collected collected = fixture.content.garbage().collect();
            fixture.content.uploads().sweep();

            assertThat(collected.pausedUntil()).isPresent();
            assertThat(collected.links()).isZero();
            assertThat(fixture.content.blobs().find(REPOSITORY, blob)).isPresent();
            assertThat(fixture.content.uploads().length(REPOSITORY, upload, ALICE))
                    .contains(5L);
        }
    }

    @OnBothDatabases
    void aClockThatIsSetBackPausesTooAndGoesOnAfterALease(TestDatabase test) {
        try (ContentFixture fixture = fixture(test, LEASE)) {
            fixture.content.garbage().collect();
            fixture.push("layer");
            fixture.change("UPDATE link SET leased_until = 1, check_at = 1");

            fixture.step(DAY_AND_HOUR.negated());
            assertThat(fixture.content.garbage().collect().links()).isZero();

            fixture.advance(LEASE.plusMillis(1));
            Collected later = fixture.content.garbage().collect();
            while (later.pausedUntil().isPresent()) {
                later = fixture.content.garbage().collect();
            }
            // The pause may have ended between the look at links and the answer.
            fixture.content.garbage().collect();
            assertThat(fixture.count("link")).isZero();
        }
    }

    @OnBothDatabases
    void aRestartDoesNotForgetThePause(TestDatabase test) {
        try (ContentFixture before = fixture(test, Duration.ofHours(24))) {
            before.content.garbage().collect();
            before.step(DAY_AND_HOUR);
            Collected paused = before.content.garbage().collect();
            try (ContentFixture after = fixture(test, Duration.ofHours(24))) {
                after.step(DAY_AND_HOUR);

                assertThat(after.content.garbage().collect().pausedUntil())
                        .isPresent()
                        .isEqualTo(paused.pausedUntil());
            }
        }
    }

    @OnBothDatabases
    void aClockThatWasSetWhileNoProcessRanPausesToo(TestDatabase test) {
        try (ContentFixture before = fixture(test, Duration.ofHours(24))) {
            before.content.garbage().collect();
        }
        try (ContentFixture after = fixture(test, Duration.ofHours(24))) {
            after.step(DAY_AND_HOUR);

            assertThat(after.content.garbage().collect().pausedUntil()).isPresent();
        }
    }

    @OnBothDatabases
    void aSmallCorrectionIsNoStep(TestDatabase test) {
        try (ContentFixture fixture = fixture(test, Duration.ofHours(24))) {
            fixture.content.garbage().collect();
            fixture.step(Duration.ofSeconds(58));

            assertThat(fixture.content.garbage().collect().pausedUntil()).isEmpty();
        }
    }
}
