package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.ApiClient.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;

/// Policies over HTTP. They are about names alone, so that nothing depends on what is in the images.
@DisplayName("A policy")
final class ApiPoliciesTest {
    private static final String ALWAYS = "repository != \"\"";

    private static String state(Answer answer) {
        return answer.json().path("state").asString() + " "
                + answer.json().path("version").asString();
    }

    @OnBothDatabases
    void isDraftedAppliedUndoneAndTakenAway(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "v1", "sound@1.0.0");
            String path = "/api/v1/policies/all";

            Answer draft = registry.policy("all", "team", "deny", ALWAYS, ",\"draft\":true")
                    .expect(200);
            assertThat(state(draft)).isEqualTo("draft 1");
            registry.pull("team/app", "v1").expect(200);
            registry.admin.post(path + "/undo?on=team", "").expect(409);
            assertThat(state(registry.admin.post(path + "/apply?on=team", "").expect(200)))
                    .isEqualTo("acting 1");
            registry.pull("team/app", "v1").expect(403);
            registry.admin.post(path + "/apply?on=team", "").expect(409);

            Answer second = registry.policy("all", "team", "warn", ALWAYS, "").expect(200);
            assertThat(state(second)).isEqualTo("acting 2");
            assertThat(registry.pull("team/app", "v1").expect(200).header("Warning"))
                    .contains("all of team warns");
            Answer undone = registry.admin.post(path + "/undo?on=team", "").expect(200);
            assertThat(state(undone)).isEqualTo("acting 1");
            assertThat(undone.json().at("/draft/version").asInt()).isEqualTo(2);
            registry.pull("team/app", "v1").expect(403);
            assertThat(state(registry.admin.post(path + "/undo?on=team", "").expect(200)))
                    .isEqualTo("draft 1");
            registry.pull("team/app", "v1").expect(200);
            assertThat(registry.admin.get(path + "?on=team").expect(200).json().path("versions"))
                    .hasSize(2);

            registry.admin.delete(path + "?on=team").expect(204);
            registry.admin.get(path + "?on=team").expect(404);
            assertThat(registry.admin.get("/api/v1/audit?namespace=team").text())
                    .contains("policy.put", "policy.apply", "policy.undo", "policy.remove");
        }
    }

    @OnBothDatabases
    void isSetByMaintainersAndSeenByReaders(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "v1", "sound@1.0.0");
            ApiClient maintainer = registry.admin.user("mary");
            ApiClient reader = registry.admin.user("rob");
            for (String grant : List.of("maintainer mary team/app", "reader rob team")) {
                String[] words = grant.split(" ", -1);
                registry.admin
                        .put(
                                "/api/v1/grants",
                                "{\"role\":\"" + words[0] + "\",\"to\":\"" + words[1] + "\",\"on\":\"" + words[2]
                                        + "\"}")
                        .expect(201);
            }
            String body = "{\"effect\":\"deny\",\"when\":\"tag == 'x'\"}";

            maintainer.put("/api/v1/policies/own?on=team/app", body).expect(200);
            maintainer.put("/api/v1/policies/own?on=team", body).expect(403);
            reader.put("/api/v1/policies/own?on=team/app", body).expect(403);
            reader.delete("/api/v1/policies/own?on=team/app").expect(403);
            registry.admin.put("/api/v1/policies/own?on=other", body).expect(200);
            assertThat(reader.get("/api/v1/policies").expect(200).names()).containsExactly("own");
            assertThat(registry.admin
                            .get("/api/v1/policies?name=own")
                            .expect(200)
                            .names())
                    .containsExactly("own", "own");
            reader.get("/api/v1/policies?namespace=other").expect(404);
            reader.get("/api/v1/policies/own?on=team/app").expect(200);
        }
    }

    @OnBothDatabases
    void thatHasNoMeaningIsRefused(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            assertThat(registry.policy("p", "team", "deny", "worst ==", "")
                            .expect(400)
                            .message())
                    .contains("line 1, column");
            assertThat(registry.policy("p", "team", "deny", "findings.exists(f, f.fixed != '')", "")
                            .expect(400)
                            .message())
                    .contains("a finding has aliases, epss, exploited, fixedVersion, id");
            registry.policy("p", "team", "deny", "true", ",\"tags\":\"(\"").expect(400);
            registry.policy("p", "team", "deny", "true", ",\"hold\":\"21s\"").expect(400);
            registry.policy("p", "team", "deny", "true", ",\"unscanned\":\"maybe\"")
                    .expect(400);
            registry.policy("p", "team", "deny", "true", ",\"until\":\"2030-01-01T00:00:00Z\"")
                    .expect(400);
            registry.policy("p", "team", "warn", "true", ",\"alsoPush\":true").expect(400);
            registry.policy("P", "team", "deny", "true", "").expect(400);
            registry.policy("p", "team", "refuse", "true", "").expect(400);
            registry.policy("p", "team", "deny", "true", ",\"color\":\"red\"").expect(400);
            assertThat(registry.admin.get("/api/v1/policies").names()).isEmpty();
        }
    }

    @OnBothDatabases
    void withAGraceLetsPassWhatWasPulledBefore(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String running = registry.image("team/app", "running", "sound@1.0.0");
            registry.image("team/app", "unused", "sound@2.0.0");
            registry.image("team/app", "inspected", "sound@3.0.0");
            registry.pull("team/app", "running").expect(200);
            registry.robot("team", "scanner", "inspect:team/app")
                    .get("/v2/team/app/manifests/inspected")
                    .expect(200);

            registry.policy("all", "team", "grace", ALWAYS, ",\"until\":\"2999-01-01T00:00:00Z\"")
                    .expect(200);

            assertThat(registry.pull("team/app", "running").expect(200).header("Warning"))
                    .contains("was pulled before and still may be until 2999-01-01T00:00:00Z", "all of team");
            registry.pull("team/app", running).expect(200);
            registry.pullBlob("team/app", GatedRegistry.digest(GatedRegistry.layer("sound@1.0.0")))
                    .expect(200);
            registry.pull("team/app", "unused").expect(403);
            registry.pull("team/app", "inspected").expect(403);
            registry.pull("team/app", "unused").expect(403);
            registry.policy("all", "team", "grace", ALWAYS, "").expect(200);
            registry.pull("team/app", "unused").expect(403);
            registry.pull("team/app", "running").expect(200);

            Instant soon = Instant.now().plusMillis(1_500);
            registry.policy("all", "team", "grace", ALWAYS, ",\"until\":\"" + soon + "\"")
                    .expect(200);
            int status;
            do {
                status = registry.pull("team/app", "running").status();
            } while (status == 200);
            assertThat(status).isEqualTo(403);
            assertThat(Instant.now()).isAfterOrEqualTo(soon.minusMillis(500));
        }
    }

    @OnBothDatabases
    void isStricterTogetherWithAnother(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "v1", "sound@1.0.0");
            registry.policy("a-warning", "team", "warn", ALWAYS, "").expect(200);
            registry.policy("b-none", "team", "deny", "tag == \"none\"", "").expect(200);

            assertThat(registry.pull("team/app", "v1").expect(200).header("Warning"))
                    .matches("299 - \"team/app@sha256:[0-9a-f]{12}: the policy a-warning of team warns of it: its"
                            + " condition holds: repository != \\\\\"\\\\\"\"");
            registry.deny("c-all", "team/app", ALWAYS);
            assertThat(registry.pull("team/app", "v1").expect(403).message())
                    .contains("c-all of team/app")
                    .doesNotContain("a-warning", "b-none");
        }
    }

    @OnBothDatabases
    void doesWhatItsPlanSaid(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "v1", "broken@1.0.0");
            registry.image("team/app", "v2", "broken@2.0.0");
            registry.image("team/other", "v1", "broken@1.0.0", "shaky@1.0.0");
            String untagged = registry.image("team/other", "", "broken@1.1.0");
            List<String> images = List.of("team/app:v1", "team/app:v2", "team/other:v1", "team/other@" + untagged);
            images.forEach(image -> pull(registry, image).expect(200));
            registry.awaitScans("team/app", "v1", "v2");
            registry.awaitScans("team/other", "v1", untagged);

            registry.policy("critical", "team", "deny", GatedRegistry.CRITICAL, ",\"draft\":true")
                    .expect(200);
            List<JsonNode> planned = plan(registry);

            assertThat(planned.stream().map(line -> line.path("image").asString()))
                    .containsExactlyInAnyOrder("team/app:v1", "team/other:v1", "team/other@" + untagged);
            planned.forEach(line -> {
                assertThat(line.path("fate").asString()).isEqualTo("refused");
                assertThat(line.path("findingCount").asInt()).isEqualTo(2);
                assertThat(line.at("/findings/0/id").asString()).isEqualTo("CVE-2024-1001");
                assertThat(line.path("pulledAt").asString()).isNotEmpty();
            });
            images.forEach(image -> pull(registry, image).expect(200));
            registry.admin.post("/api/v1/policies/critical/apply?on=team", "").expect(200);
            List<String> refused = new ArrayList<>();
            for (String image : images) {
                if (pull(registry, image).status() == 403) {
                    refused.add(image);
                }
            }
            assertThat(refused)
                    .containsExactlyInAnyOrderElementsOf(planned.stream()
                            .map(line -> line.path("image").asString())
                            .toList());
            Answer rehearsed = registry.admin.post(
                    "/api/v1/policies/plan?on=team/app",
                    "{\"effect\":\"grace\",\"when\":\"tag == 'v1' || tag == 'v9'\"}");
            assertThat(rehearsed.expect(200).json().path("items"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.path("image").asString()).isEqualTo("team/app:v1");
                        assertThat(line.path("fate").asString()).isEqualTo("graced");
                    });
        }
    }

    private static Answer pull(GatedRegistry registry, String image) {
        int at = image.indexOf('@') > 0 ? image.indexOf('@') : image.indexOf(':');
        return registry.pull(image.substring(0, at), image.substring(at + 1));
    }

    /// Page by page, one line each.
    private static List<JsonNode> plan(GatedRegistry registry) {
        List<JsonNode> lines = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = registry.admin
                    .get("/api/v1/policies/critical/plan?on=team&limit=1&after=" + Actors.encoded(after))
                    .expect(200)
                    .json();
            page.path("items").forEach(lines::add);
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        return lines;
    }
}
