package dev.entrepot.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import dev.entrepot.access.CiTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys are fetched seldom, from where they belong, and never for long.
final class IssuerKeysTest {
    private final CiTrial trial = new CiTrial(Duration.ofMillis(500));

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void keysAreFetchedOnceAnHour() {
        assertAccepted();
        assertAccepted();
        assertThat(trial.issuer.fetches()).isEqualTo(1);

        trial.advance(IssuerKeys.MAX_AGE.minusSeconds(1));
        assertAccepted();
        assertThat(trial.issuer.fetches()).isEqualTo(1);

        trial.advance(Duration.ofSeconds(1));
        assertAccepted();
        assertThat(trial.issuer.fetches()).isEqualTo(2);
    }

    @Test
    void newKeyIsFoundAtOnceAndARetiredOneIsNot() {
        assertAccepted();
        trial.advance(Duration.ofMinutes(2));
        trial.issuer.publish(CiTrial.OTHER_KEY);

        assertThat(trial.check(CiTrial.token(trial.claims(), CiTrial.OTHER_KEY)))
                .isInstanceOf(CiTokens.Accepted.class);
        assertThat(trial.check(trial.token())).isInstanceOf(CiTokens.Refused.class);
        assertThat(trial.issuer.fetches()).isEqualTo(2);
    }

    @Test
    void unknownKeysMakeOneFetchAMinute() {
        assertAccepted();
        trial.advance(Duration.ofMinutes(1));

        for (int i = 0; i < 20; i++) {
            RSAKey renamed =
                    new RSAKey.Builder(CiTrial.OTHER_KEY).keyID("unknown-" + i).build();
            assertThat(trial.check(CiTrial.token(trial.claims(), renamed)))
                    .isEqualTo(new CiTokens.Refused("the token's key is none of its issuer's"));
        }

        assertThat(trial.issuer.fetches()).isEqualTo(2);
        assertAccepted();
    }

    @Test
    void everybodyWaitsForTheSameFetch() throws InterruptedException, ExecutionException {
        String token = trial.token();
        List<Future<CiTokens.Result>> results = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                results.add(threads.submit(() -> trial.check(token)));
            }
        }

        for (Future<CiTokens.Result> result : results) {
            assertThat(result.get()).isInstanceOf(CiTokens.Accepted.class);
        }
        assertThat(trial.issuer.fetches()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(value = TestIssuer.Manner.class, mode = EnumSource.Mode.EXCLUDE, names = "SOUND")
    void badIssuerIsUnavailableForAWhileAndThenAskedAgain(TestIssuer.Manner manner) {
        trial.issuer.behave(manner);
        assertUnavailable();
        trial.issuer.behave(TestIssuer.Manner.SOUND);
        assertUnavailable();
        assertThat(trial.issuer.fetches()).isEqualTo(1);

        trial.advance(IssuerKeys.FAILURE_REMEMBERED);
        assertAccepted();
    }

    @Test
    void knownKeysOutlastAFailureUntilTheyAreTooOld() {
        assertAccepted();
        trial.issuer.behave(TestIssuer.Manner.FAILING);
        trial.advance(Duration.ofMinutes(2));

        assertThat(trial.check(CiTrial.token(trial.claims(), CiTrial.OTHER_KEY)))
                .isInstanceOf(CiTokens.Unavailable.class);
        assertAccepted();

        trial.advance(IssuerKeys.MAX_AGE);
        assertUnavailable();
    }

    @Test
    void issuerThatIsDownIsUnavailable() {
        trial.issuer.close();

        assertUnavailable();
    }

    @Test
    void documentThatSpeaksOfAnotherIssuerIsNotBelieved() {
        trial.issuer.callItself("https://ci.example.org");

        assertUnavailable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/keys", "http://192.0.2.1/keys", "file:///etc/hosts", "keys", "", ":"})
    void keysAreNotFetchedFromAnywhere(String url) {
        trial.issuer.pointTo(url);

        assertUnavailable();
    }

    private void assertAccepted() {
        assertThat(trial.check(trial.token())).isInstanceOf(CiTokens.Accepted.class);
    }

    private void assertUnavailable() {
        assertThat(trial.check(trial.token()))
                .isEqualTo(new CiTokens.Unavailable("the keys of " + trial.issuer.url() + " cannot be fetched"));
    }
}
