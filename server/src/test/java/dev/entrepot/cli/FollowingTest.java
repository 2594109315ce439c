package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Verbs that run a job: what they say meanwhile, what they print, how they end.
@DisplayName("A verb that follows its job")
final class FollowingTest {
    private static final String QUEUED =
            "{\"id\":\"j1\",\"kind\":\"quota\",\"state\":\"queued\",\"done\":0,\"total\":0,\"result\":{}}";

    private static final String DONE =
            "{\"id\":\"j1\",\"kind\":\"quota\",\"state\":\"done\",\"done\":2,\"total\":2,\"result\":"
                    + "{\"namespace\":\"web\",\"usedBytes\":2048,\"before\":0}}";

    private final FakeServer server = new FakeServer().on("POST /jobs", 202, QUEUED);
    private final Shell shell;

    FollowingTest(@TempDir Path home) {
        shell = new Shell(home).asking(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void step(String state, String more) {
        server.on(
                "GET /jobs/j1?wait=10s",
                200,
                "{\"id\":\"j1\",\"kind\":\"quota\",\"state\":\"" + state + "\",\"result\":{}," + more + "}");
    }

    @Test
    void saysHowFarItIsAndPrintsTheResult() {
        step("running", "\"done\":1048576,\"total\":2097152,\"unit\":\"bytes\",\"message\":\"counting\"");
        step("running", "\"done\":1048577,\"total\":2097152,\"unit\":\"bytes\",\"message\":\"counting\"");
        step("running", "\"done\":1234,\"total\":0,\"unit\":\"blobs\",\"message\":\"looking\"");
        server.on("GET /jobs/j1?wait=10s", 200, DONE);

        assertThat(shell.run("quota-recount web")).isZero();

        assertThat(shell.err()).isEqualTo("""
                quota  waits for its turn
                quota   50 %  1.0 MiB of 2.0 MiB  counting
                quota  1,234 blobs  looking
                """);
        assertThat(shell.out()).isEqualTo("""
                namespace:        web
                used:             2.0 KiB
                booked until now: 0 B
                """);
    }

    @Test
    void withJsonNothingIsSaidAndTheResultAloneIsPrinted() {
        server.on("GET /jobs/j1?wait=10s", 200, DONE);

        assertThat(shell.run("quota-recount web -o json")).isZero();

        assertThat(shell.err()).isEmpty();
        assertThat(shell.out()).isEqualTo("""
                {
                  "namespace": "web",
                  "usedBytes": 2048,
                  "before": 0
                }
                """);
    }

    @Test
    void endsWithOneWhenTheJobFailedOrWasCancelled() {
        step("failed", "\"message\":\"there is no namespace web\"");
        assertThat(shell.run("quota-recount web")).isEqualTo(ExitCode.FAILED);
        assertThat(shell.err()).contains("entrepot: quota failed: there is no namespace web");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void endsWithFourWhenSomethingIsNotAsItMustBe() {
        server.on("GET /jobs/j1", 200, QUEUED);
        server.on(
                "GET /jobs/j1?wait=10s",
                200,
                "{\"id\":\"j1\",\"kind\":\"quota\",\"state\":\"done\",\"result\":{\"sound\":false}}");

        assertThat(shell.run("jobs follow j1")).isEqualTo(ExitCode.NOT_AS_IT_MUST_BE);
    }

    @Test
    void detachedItPrintsTheIdAndWaitsForNothing() {
        assertThat(shell.run("quota-recount web --detach")).isZero();

        assertThat(shell.out()).isEqualTo("j1\n");
        assertThat(server.requests()).hasSize(1);
    }
}
