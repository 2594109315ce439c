package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The job `collect` over `/api/v1/jobs`.
@DisplayName("Collection by the API")
final class ApiCollectTest {
    private static final String JOBS = "/api/v1/jobs";

    @OnBothDatabases
    void collectTellsEveryByteWhoeverRemovedIt(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of("garbage.delay", "0s"))) {
            collect(registry);
            Digest one = registry.push("team/app", "one layer");
            Digest two = registry.push("team/app", "another");
            registry.send("DELETE", "/v2/team/app/blobs/" + one, new byte[0]);
            registry.send("DELETE", "/v2/team/app/blobs/" + two, new byte[0]);

            JsonNode result = collect(registry);

            assertThat(result.path("freedBlobs").asLong()).isEqualTo(2);
            assertThat(result.path("freedBytes").asLong()).isEqualTo(16);
            assertThat(result.path("failed").asLong()).isZero();
            assertThat(result.has("pausedUntil")).isFalse();
            assertThat(collect(registry).path("freedBytes").asLong()).isZero();
        }
    }

    private static JsonNode collect(TestRegistry registry) {
        String job = TestRegistry.header(
                registry.send(
                        "POST",
                        JOBS,
                        "{\"kind\":\"collect\"}".getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/json"),
                "Location");
        return new JsonMapper().readTree(registry.get(job + "?wait=20s").body()).path("result");
    }
}
