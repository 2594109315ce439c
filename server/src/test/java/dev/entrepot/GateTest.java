package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import org.junit.jupiter.api.DisplayName;

/// What policies refuse over HTTP, in images that are really read.
@DisplayName("A gate")
final class GateTest {
    @OnBothDatabases
    void refusesWhatItsConditionIsAboutAndSaysWhatHelps(TestDatabase test) {
        try (GatedRegistry registry = new GatedRegistry(test)) {
            String broken = registry.image("team/app", "v1", "broken@1.0.0");
            registry.image("team/app", "v2", "broken@2.0.0", "shaky@1.0.0");
            registry.deny("no-critical", "team", GatedRegistry.CRITICAL);

            ApiClient.Answer refused = registry.pull("team/app", "v1").expect(403);

            assertThat(refused.code()).isEqualTo("DENIED");
            assertThat(refused.message())
                    .contains("no-critical of team", "CVE-2024-1001 in broken 1.0.0 (CRITICAL, fixed in 2.0.0)")
                    .contains("CVE-2024-1002", "entrepot exemption-add --scope team/app --issue-id CVE-2024-1001")
                    .doesNotContain("\n");
            registry.pull("team/app", broken).expect(403);
            registry.pull("team/app", "v2").expect(200);
            registry.admin.send("HEAD", "/v2/team/app/manifests/v1", "").expect(200);
            registry.image("elsewhere/app", "v1", "broken@1.0.0");
            registry.pull("elsewhere/app", "v1").expect(200);
        }
    }
}
