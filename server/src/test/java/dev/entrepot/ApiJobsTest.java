package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import org.junit.jupiter.api.DisplayName;

/// `/api/v1/jobs` as people meet it.
@DisplayName("Jobs by the API")
final class ApiJobsTest {
    private static final String JOBS = "/api/v1/jobs";

    @OnBothDatabases
    void whatIsAskedForRunsAndIsShownToWhomItConcerns(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient owner = admin.user("owner");
            ApiClient stranger = admin.user("stranger");
            admin.post("/api/v1/namespaces", "{\"name\":\"web\",\"owner\":\"owner\"}")
                    .expect(201);

            ApiClient.Answer asked = owner.post(JOBS, "{\"kind\":\"quota\",\"namespace\":\"web\"}")
                    .expect(202);
            String job = asked.header("Location");
            assertThat(job).isEqualTo(JOBS + "/" + asked.json().path("id").asString());
            ApiClient.Answer done = owner.get(job + "?wait=20s").expect(200);

            assertThat(done.json().path("state").asString()).isEqualTo("done");
            assertThat(done.json().path("createdBy").asString()).isEqualTo("owner");
            assertThat(done.json().path("result").path("usedBytes").asLong()).isZero();
            assertThat(admin.get(job).expect(200).text()).isEqualTo(done.text());
            assertThat(stranger.get(job).expect(404).text())
                    .isEqualTo(stranger.get(JOBS + "/none").expect(404).text());
            stranger.delete(job).expect(404);
            assertThat(owner.get(JOBS).json().path("items")).hasSize(1);
            assertThat(owner.get(JOBS + "?namespace=web&kind=quota&state=done")
                            .json()
                            .path("items"))
                    .hasSize(1);
            assertThat(stranger.get(JOBS).json().path("items")).isEmpty();
            assertThat(stranger.get(JOBS + "?namespace=web").json().path("items"))
                    .isEmpty();
            assertThat(owner.delete(job).expect(409).message()).contains("ended already: done");
        }
    }

    @OnBothDatabases
    void whatMayNotBeAskedForIsRefusedInWords(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            ApiClient user = admin.user("user");

            user.post(JOBS, "{\"kind\":\"quota\"}").expect(403);
            user.post(JOBS, "{\"kind\":\"quota\",\"namespace\":\"web\"}").expect(404);
            assertThat(admin.post(JOBS, "{\"kind\":\"quota\"}").expect(400).message())
                    .isEqualTo("namespace is missing: quota works on one");
            assertThat(admin.post(JOBS, "{\"kind\":\"paint\"}").expect(400).message())
                    .startsWith("there is no kind of job paint: expected one of ");
            assertThat(admin.post(JOBS, "{\"kind\":\"quota\",\"namespace\":\"web\",\"parameters\":{\"x\":true}}")
                            .expect(400)
                            .message())
                    .isEqualTo("parameters: quota takes none");
            admin.get(JOBS + "?state=asleep").expect(400);
            admin.get(JOBS + "/x?wait=31s").expect(400);
        }
    }
}
