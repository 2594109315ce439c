package dev.entrepot;

import static dev.entrepot.GatedRegistry.CONFIG;
import static dev.entrepot.GatedRegistry.CRITICAL;
import static dev.entrepot.GatedRegistry.LAYER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.ApiClient.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import org.junit.jupiter.api.DisplayName;

/// What policies refuse over HTTP, in images that are really read.
@DisplayName("A gate")
final class GateTest {
    private static final String ARTIFACT = "application/vnd.acme.thing.config.v1+json";

    @OnBothDatabases
    void refusesWhatItsConditionIsAboutAndSaysWhatHelps(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String broken = registry.image("team/app", "v1", "broken@1.0.0");
            registry.image("team/app", "v2", "broken@2.0.0", "shaky@1.0.0");
            registry.image("elsewhere/app", "v1", "broken@1.0.0");
            registry.deny("no-critical", "team", CRITICAL);

            Answer refused = registry.pull("team/app", "v1").expect(403);

            assertThat(refused.code()).isEqualTo("DENIED");
            assertThat(refused.message())
                    .contains("no-critical of team", "CVE-2024-1001 in broken 1.0.0 (CRITICAL, fixed in 2.0.0)")
                    .contains("CVE-2024-1002", "entrepot exemption-add --scope team/app --issue-id CVE-2024-1001")
                    .doesNotContain("\n");
            registry.pull("team/app", broken).expect(403);
            registry.pull("team/app", "v2").expect(200);
            registry.pull("elsewhere/app", "v1").expect(200);
            registry.admin.send("HEAD", "/v2/team/app/manifests/v1", "").expect(200);
            registry.awaitAudited("repository.pull", "no-critical of team", broken);
            Answer why = registry.admin
                    .get("/api/v1/why?action=pull&resource=team/app:v1")
                    .expect(200);
            assertThat(why.json().path("allowed").asBoolean()).isFalse();
            assertThat(why.json().path("missing").asString()).contains("no-critical of team", "CVE-2024-1001");
            assertThat(registry.admin
                            .get("/api/v1/why?action=pull&resource=team/app:v2")
                            .json()
                            .path("allowed")
                            .asBoolean())
                    .isTrue();
        }
    }

    @OnBothDatabases
    void judgesAnIndexByAllItsImagesAndAnImageAlone(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String broken = registry.image("team/app", "", "broken@1.0.0");
            String sound = registry.image("team/app", "", "sound@1.0.0");
            String both = registry.index("team/app", "both", broken, sound);
            String nested = registry.index("team/app", "nested", both);
            registry.index("team/app", "sound", sound);
            registry.deny("no-critical", "team/app", CRITICAL);
            registry.policy("told", "team/app", "warn", "packages.exists(p, p.name == \"sound\")", "");

            assertThat(registry.pull("team/app", "both").expect(403).message()).contains("CVE-2024-1001");
            registry.pull("team/app", both).expect(403);
            registry.pull("team/app", nested).expect(403);
            registry.pull("team/app", broken).expect(403);
            assertThat(registry.pull("team/app", "sound").expect(200).header("Warning"))
                    .contains("told of team/app");
            registry.pull("team/app", sound).expect(200);
        }
    }

    @OnBothDatabases
    void answersForWhatNobodyCouldLookIntoAsItIsTold(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String thing = registry.blob("team/app", "application/octet-stream", "thing".getBytes(UTF_8));
            registry.manifest("team/app", "thing", registry.blob("team/app", ARTIFACT, "{}".getBytes(UTF_8)), thing);
            registry.image("team/app", "part", GatedRegistry.config("amd64"), "sound@1.0.0");
            registry.image("team/app", "whole", "sound@1.0.0");
            registry.deny("strict", "team", CRITICAL);

            assertThat(registry.pull("team/app", "thing").expect(403).message()).contains("it cannot be scanned: ");
            assertThat(registry.pull("team/app", "part").expect(403).message())
                    .contains("not all of it could be read: ");
            registry.pull("team/app", "whole").expect(200);
            registry.policy("strict", "team", "deny", CRITICAL, ",\"unscannable\":\"allow\",\"partial\":\"allow\"")
                    .expect(200);
            registry.pull("team/app", "thing").expect(200);
            registry.pull("team/app", "part").expect(200);
            registry.policy("strict", "team", "deny", "packages.size() == 1", ",\"partial\":\"allow\"")
                    .expect(200);
            registry.pull("team/app", "part").expect(403);
            registry.deny("strict", "team", "labels[\"owner\"] == \"nobody\"");
            assertThat(registry.pull("team/app", "whole").expect(403).message())
                    .contains("its condition has no answer: ");
            registry.policy("strict", "team", "warn", "labels[\"owner\"] == \"nobody\"", "")
                    .expect(200);
            assertThat(registry.pull("team/app", "whole").expect(200).header("Warning"))
                    .startsWith("299 - \"team/app@sha256:")
                    .contains("its condition has no answer: ");
        }
    }

    @OnBothDatabases
    void holdsAPullUntilTheImageIsScanned(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.deny("no-critical", "team", CRITICAL);
            registry.image("team/app", "sound", "sound@1.0.0");

            registry.pull("team/app", "sound").expect(200);

            registry.admin
                    .patch("/api/v1/repositories/team/app", "{\"scanning\":\"off\"}")
                    .expect(200);
            registry.policy("no-critical", "team", "deny", CRITICAL, ",\"hold\":\"0s\",\"unscanned\":\"allow\"")
                    .expect(200);
            registry.image("team/app", "broken", "broken@1.0.0");
            registry.pull("team/app", "broken").expect(200);
            registry.policy("no-critical", "team", "deny", CRITICAL, ",\"hold\":\"0s\"")
                    .expect(200);
            registry.image("team/app", "other", "sound@2.0.0");
            assertThat(registry.pull("team/app", "other").expect(403).message())
                    .contains("it has not been scanned yet", "entrepot scan team/app");
            while (registry.pull("team/app", "other").status() != 200) {
                Thread.onSpinWait();
            }
            assertThat(registry.pull("team/app", "broken").expect(403).message())
                    .contains("CVE-2024-1001");
        }
    }

    @OnBothDatabases
    void opensForAnExemptionAndClosesWithIt(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            registry.image("team/app", "v1", "shaky@1.0.0");
            registry.deny("no-medium", "team", "findings.exists(f, f.severity == \"MEDIUM\")");
            registry.pull("team/app", "v1").expect(403);

            registry.exempt("team/app", "CVE-2024-2001");

            registry.pull("team/app", "v1").expect(200);
            registry.unexempt("team/app", "CVE-2024-2001");
            registry.pull("team/app", "v1").expect(403);
        }
    }

    @OnBothDatabases
    void letsStatementsPassAndWhatIsDressedUpAsOneNot(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String image = registry.image("team/app", "v1", "broken@1.0.0");
            registry.deny("no-critical", "team", CRITICAL);
            String subject = GatedRegistry.descriptor(Images.TYPE, image, 401);
            String config = registry.blob("team/app", CONFIG, GatedRegistry.config("amd64"));
            String statement = registry.blob("team/app", "application/vnd.in-toto+json", "{\"a\":1}".getBytes(UTF_8));
            String signature =
                    registry.blob("team/app", "application/vnd.dev.cosign.simplesigning.v1+json", "{}".getBytes(UTF_8));
            String layer = registry.blob("team/app", LAYER, GatedRegistry.layer("broken@1.0.0"));
            String renamed = layer.replace(LAYER, "application/vnd.in-toto+json");

            String signed = "sha256-" + image.substring(7) + ".sig";
            registry.manifest("team/app", signed, config, signature);
            registry.manifest("team/app", "attested", config, statement);
            registry.manifest("team/app", "dressed.sig", config, renamed);
            registry.manifest("team/app", "half", config, statement, layer);
            registry.put(
                    "team/app",
                    "subject",
                    Images.TYPE,
                    GatedRegistry.document(config, layer)
                            .replace(
                                    "}]}",
                                    "}],\"subject\":" + subject
                                            + ",\"artifactType\":\"application/vnd.dev.cosign.artifact.sig.v1+json\"}"));

            registry.pull("team/app", signed).expect(200);
            registry.pull("team/app", "attested").expect(200);
            registry.pull("team/app", "dressed.sig").expect(403);
            registry.pull("team/app", "half").expect(403);
            registry.pull("team/app", "subject").expect(403);
        }
    }
}
