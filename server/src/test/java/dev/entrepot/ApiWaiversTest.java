package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.Actors.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

/// Who may exempt, and what the API says of it, over real HTTP.
@DisplayName("Exemptions and VEX in /api/v1")
final class ApiWaiversTest {
    private static final String REASON = "JNDI is switched off";
    private static final String VEX = """
            {"@context":"https://openvex.dev/ns/v0.2.0","@id":"%s","author":"The makers",
             "timestamp":"2026-01-01T00:00:00Z","version":1,"statements":[{"vulnerability":{"name":"CVE-2021-44228"},
             "products":[{"@id":"pkg:oci/app"}],"status":"not_affected","justification":"component_not_present"}]}
            """;
    private static final Map<String, Object> EXEMPTION =
            Map.of("issueId", "cve-2021-44228", "reason", REASON, "expires", "30d");

    private static Answer exempt(Actors actors, String who, String scope) {
        return actors.api(who, "POST", "/exemptions?on=" + Actors.encoded(scope), EXEMPTION);
    }

    private static Answer vex(Actors actors, String who, String on, String document) {
        return actors.send(
                who, "POST", "/api/v1/vex?on=" + Actors.encoded(on), document, "Content-Type", "application/json");
    }

    private static void people(Actors actors) {
        actors.image("team/app", "v1", "a layer");
        for (String role : List.of("reader", "writer", "maintainer")) {
            actors.user(role);
            actors.grant(role, role, "team");
        }
        actors.user("keeper");
        actors.grant("maintainer", "keeper", "team/app");
    }

    @OnBothDatabases
    void whoMaySetPoliciesThereMayExemptAndNobodyElse(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = new Actors(registry);
            people(actors);
            String robot = Actors.basic("team+ci", actors.robot(Actors.ADMIN, "team+ci", "pull,push,delete:team/*"));
            String scoped = Actors.basic(
                    "maintainer",
                    actors.personalToken(Actors.as("maintainer"), "t", "pull,push:team/app")
                            .member("secret"));
            String keeper = Actors.basic("team+keeper", actors.robot(Actors.ADMIN, "team+keeper", "pull:team/*"));
            actors.grant("maintainer", "team+keeper", "team");
            for (String who : List.of(Actors.as("reader"), Actors.as("writer"), robot)) {
                for (String scope : List.of("team", "team/app", "team/app:v1")) {
                    assertThat(exempt(actors, who, scope).status()).isEqualTo(403);
                    assertThat(vex(actors, who, scope.replace(":v1", ""), VEX.formatted("d"))
                                    .status())
                            .isEqualTo(403);
                }
            }

            assertThat(exempt(actors, scoped, "team/app").error()).isEmpty();
            assertThat(exempt(actors, scoped, "team/app").status()).isEqualTo(401);
            assertThat(exempt(actors, Actors.NOBODY, "team/app").status()).isEqualTo(401);
            assertThat(exempt(actors, Actors.as("keeper"), "team").status()).isEqualTo(403);
            assertThat(exempt(actors, Actors.as("keeper"), "team/app:v1").status())
                    .isEqualTo(201);
            assertThat(exempt(actors, Actors.as("keeper"), "team/app:v1").status())
                    .isEqualTo(200);
            assertThat(exempt(actors, Actors.as("maintainer"), "team").status()).isEqualTo(201);
            assertThat(vex(actors, Actors.as("keeper"), "team/app", VEX.formatted("d"))
                            .status())
                    .isEqualTo(201);
            assertThat(vex(actors, Actors.as("keeper"), "team", VEX.formatted("d"))
                            .status())
                    .isEqualTo(403);
            assertThat(exempt(actors, keeper, "team/app").member("author")).isEqualTo("team+keeper");
        }
    }

    @OnBothDatabases
    void whatWasGrantedStaysWhenItsAuthorLosesTheRightAndNamesThem(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = new Actors(registry);
            people(actors);
            exempt(actors, Actors.as("maintainer"), "team/app:v1");

            actors.revoke("maintainer", "maintainer", "team");

            assertThat(exempt(actors, Actors.as("maintainer"), "team/app").status())
                    .isEqualTo(404);
            Answer listed = actors.api(Actors.as("reader"), "GET", "/exemptions?namespace=team");
            assertThat(listed.text())
                    .contains(
                            "\"scope\":\"team/app:v1\"",
                            "\"issueId\":\"CVE-2021-44228\"",
                            "\"reason\":\"" + REASON + "\"",
                            "\"author\":\"maintainer\"",
                            "\"expired\":false",
                            "\"digests\":1");
            assertThat(actors.api(Actors.as("maintainer"), "GET", "/exemptions?namespace=team")
                            .status())
                    .isEqualTo(404);
        }
    }

    @OnBothDatabases
    void eachChangeIsAnsweredAsDescribedAndStandsInTheAudit(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            new Actors(admin.registry()).image("team/app", "v1", "a layer");
            String body = "{\"issueId\":\"CVE-2021-44228\",\"reason\":\"" + REASON + "\",\"expires\":\"1d\"}";
            admin.post("/api/v1/exemptions?on=team%2Fapp:v1", body).expect(201);
            admin.post("/api/v1/exemptions?on=team%2Fapp:v1", body).expect(200);
            admin.get("/api/v1/exemptions?namespace=team&limit=1").expect(200);
            admin.get("/api/v1/exemption-types").expect(200);
            admin.delete("/api/v1/exemptions?on=team%2Fapp:v1&issue=CVE-2021-44228")
                    .expect(204);
            admin.delete("/api/v1/exemptions?on=team%2Fapp:v1&issue=CVE-2021-44228")
                    .expect(404);
            String id = admin.post("/api/v1/vex?on=team", VEX.formatted("d"))
                    .expect(201)
                    .json()
                    .path("documents")
                    .path(0)
                    .path("id")
                    .asString();
            admin.get("/api/v1/vex?namespace=team").expect(200);
            assertThat(admin.get("/api/v1/vex/document?on=team&id=" + id)
                            .expect(200)
                            .text())
                    .isEqualTo(VEX.formatted("d"));
            admin.delete("/api/v1/vex?on=team&id=" + id).expect(204);
            admin.get("/api/v1/vex/document?on=team&id=" + id).expect(404);
            admin.get("/api/v1/vex/attached/team/app?reference=v1").expect(200);

            for (String action : List.of("exemption.add", "exemption.remove", "vex.add", "vex.remove")) {
                assertThat(admin.get("/api/v1/audit?namespace=team&action=" + action)
                                .expect(200)
                                .text())
                        .contains("\"" + action + "\"", "admin");
            }
        }
    }

    @OnBothDatabases
    void whatIsWrongIsRefusedInWords(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = new Actors(registry);
            people(actors);
            String on = "/exemptions?on=team";

            assertRefused(actors, on, Map.of("issueId", "log4shell", "reason", "x"), "issueId: no issue has an id");
            assertRefused(actors, on, Map.of("issueId", "CVE-2021-1"), "begins as the id of a vulnerability");
            assertRefused(actors, on, Map.of("issueId", "CVE-2021-44228"), "reason is missing");
            assertRefused(actors, on, Map.of("issueId", "CVE-2021-44228", "reason", " "), "reason");
            assertRefused(
                    actors,
                    on,
                    Map.of("issueId", "CVE-2021-44228", "reason", "x", "expires", "soon"),
                    "expires: expected a duration such as 30d");
            assertRefused(
                    actors,
                    on,
                    Map.of("issueId", "CVE-2021-44228", "reason", "x", "expires", "2020-01-01T00:00:00Z"),
                    "expires: expected a time after");
            assertRefused(actors, "/exemptions?on=team%40x", EXEMPTION, "on: expected NS, NS/REPO or NS/REPO:TAG");
            assertThat(exempt(actors, Actors.ADMIN, "team/app:v9").text()).contains("there is no team/app:v9");
            assertThat(vex(actors, Actors.ADMIN, "team", "{\"@context\":\"https://openvex.dev/ns\"}")
                            .text())
                    .contains("body: timestamp is missing");
            assertThat(vex(actors, Actors.ADMIN, "team", "x".repeat(2 * 1024 * 1024 + 1))
                            .status())
                    .isEqualTo(413);
            assertThat(actors.send(Actors.ADMIN, "POST", "/api/v1/vex?on=team", VEX, "Content-Type", "text/plain")
                            .status())
                    .isEqualTo(415);
        }
    }

    private static void assertRefused(Actors actors, String path, Map<String, ?> body, String message) {
        Answer answer = actors.api(Actors.ADMIN, "POST", path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains(message);
    }

    @OnBothDatabases
    void whatAWriterAttachedCountsOnceAMaintainerAcceptsIt(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = new Actors(registry);
            people(actors);
            String writer = Actors.as("writer");
            String digest = attach(actors, writer);
            String accept = "/vex/attached/team/app?digest=" + digest;

            Answer attached = actors.api(writer, "GET", "/vex/attached/team/app?reference=v1");
            assertThat(attached.text())
                    .contains("\"pushedBy\":\"writer\"", "\"accepted\":false", "\"documents\":[\"d\"]");
            assertThat(actors.api(writer, "POST", accept, Map.of()).status()).isEqualTo(403);
            Answer accepted = actors.api(Actors.as("maintainer"), "POST", accept, Map.of());

            assertThat(accepted.status()).isEqualTo(201);
            assertThat(accepted.text()).contains("\"author\":\"maintainer\"", "\"manifest\":\"" + digest + "\"");
            assertThat(actors.api(writer, "GET", "/vex/attached/team/app?reference=v1")
                            .text())
                    .contains("\"accepted\":true");
            assertThat(actors.api(writer, "GET", "/vex?namespace=team").text())
                    .contains("\"statedBy\":\"The makers\"", "\"format\":\"openvex\"");
        }
    }

    private static String attach(Actors actors, String who) {
        String type = "application/vnd.openvex+json";
        String text = VEX.formatted("d");
        String layer = actors.push(who, "team/app", text);
        String empty = actors.push(who, "team/app", "{}");
        String image = Actors.manifest("a layer");
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"artifactType\":\"" + type + "\",\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\","
                + "\"digest\":\"" + empty + "\",\"size\":2},\"layers\":[{\"mediaType\":\"" + type
                + "\",\"digest\":\"" + layer + "\",\"size\":" + text.length()
                + "}],\"subject\":{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                + Actors.digest(image) + "\",\"size\":" + image.length() + "}}";
        String digest = Actors.digest(manifest);
        assertThat(actors.putManifest(who, "team/app", digest, manifest).status())
                .isEqualTo(201);
        return digest;
    }
}
