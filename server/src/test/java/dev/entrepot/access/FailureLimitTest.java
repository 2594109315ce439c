package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.access.HashSchedule.Lane;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FailureLimitTest {
    private final MovableTime time = new MovableTime();
    private final FailureLimit limit = new FailureLimit(3, time);

    @Test
    void wrongPasswordCountsForItsPairOnlyAndForTenMinutes() {
        limit.wasWrong(pair("s1", "ann"));

        assertThat(limit.lane(pair("s1", "ann"))).isEqualTo(Lane.FAILED);
        assertThat(limit.lane(pair("s1", "bob"))).isEqualTo(Lane.FRESH);
        assertThat(limit.lane(pair("s2", "ann"))).isEqualTo(Lane.FRESH);

        time.advance(Duration.ofMinutes(10).minusNanos(1));
        assertThat(limit.lane(pair("s1", "ann"))).isEqualTo(Lane.FAILED);
        time.advance(Duration.ofNanos(1));
        assertThat(limit.lane(pair("s1", "ann"))).isEqualTo(Lane.FRESH);
    }

    @Test
    void rightPasswordEndsTheSuspicion() {
        limit.wasWrong(pair("s1", "ann"));
        limit.wasRight(pair("s1", "ann"));

        assertThat(limit.lane(pair("s1", "ann"))).isEqualTo(Lane.TRUSTED);
    }

    @Test
    void sourceThatIsWrongAboutManyAccountsIsSlowedAsAWhole() {
        spray("s1", 2);
        assertThat(limit.lane(pair("s1", "new"))).isEqualTo(Lane.FRESH);
        spray("s1", 3);

        assertThat(limit.lane(pair("s1", "new"))).isEqualTo(Lane.SPRAYED);
        assertThat(limit.lane(pair("s1", "sprayed 0"))).isEqualTo(Lane.FAILED);
        assertThat(limit.lane(pair("s2", "new"))).isEqualTo(Lane.FRESH);
    }

    @Test
    void oneAccountTriedOftenIsNoSpray() {
        for (int i = 0; i < 100; i++) {
            limit.wasWrong(pair("s1", "ann"));
        }

        assertThat(limit.lane(pair("s1", "bob"))).isEqualTo(Lane.FRESH);
    }

    @Test
    void whoWasRightBeforeIsTrustedForTwelveHoursWhateverItsSourceDoes() {
        limit.wasRight(pair("s1", "ann"));
        time.advance(Duration.ofHours(12).minusSeconds(1));
        spray("s1", 4);

        assertThat(limit.lane(pair("s1", "ann"))).isEqualTo(Lane.TRUSTED);
        assertThat(limit.lane(pair("s1", "bob"))).isEqualTo(Lane.SPRAYED);
        time.advance(Duration.ofSeconds(1));
        assertThat(limit.lane(pair("s1", "ann"))).isEqualTo(Lane.FRESH);
    }

    @Test
    void allowanceComesBackOneASecondAndNeverBeyondItsSize() {
        spray("s1", 4);
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(limit.lane(pair("s1", "new"))).isEqualTo(Lane.SPRAYED);
        time.advance(Duration.ofNanos(1));
        assertThat(limit.lane(pair("s1", "new"))).isEqualTo(Lane.FRESH);
        limit.wasWrong(pair("s1", "new"));
        assertThat(limit.lane(pair("s1", "newer"))).isEqualTo(Lane.SPRAYED);

        time.advance(Duration.ofMinutes(5));
        for (int i = 0; i < 3; i++) {
            assertThat(limit.lane(pair("s1", "newer"))).isEqualTo(Lane.FRESH);
            limit.wasWrong(pair("s1", "later " + i));
        }
        assertThat(limit.lane(pair("s1", "newer"))).isEqualTo(Lane.SPRAYED);
    }

    private void spray(String source, int accounts) {
        for (int i = 0; i < accounts; i++) {
            limit.wasWrong(pair(source, "sprayed " + i));
        }
    }

    private static LoginPair pair(String source, String account) {
        return new LoginPair(source, account);
    }
}
