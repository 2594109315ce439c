package dev.entrepot;

import static dev.entrepot.CheckedRegistry.digest;
import static dev.entrepot.CheckedRegistry.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;

/// `reconcile` on a registry that runs.
@DisplayName("Reconciliation")
final class ReconcileTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final String REPAIR = "\"repair\":true";

    @OnBothDatabases
    void bytesAndRowsAreBroughtTogetherWhenAskedTo(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test, Map.of());
                Damage damage = new Damage(test)) {
            CheckedRegistry registry = new CheckedRegistry(admin);
            registry.live();
            assertThat(registry.run("reconcile", "").path("sound").asBoolean()).isTrue();
            Path stray = damage.write("ab" + "0".repeat(30), "stray", LONG_AGO);
            Path young = damage.write("ab" + "1".repeat(30), "young", Instant.now());
            Path lost = damage.file(digest("other"));
            Damage.io(() -> {
                Files.delete(lost);
                return lost;
            });
            damage.sql("UPDATE link SET check_at = NULL WHERE digest = '" + digest("unused") + "'");

            JsonNode dry = registry.run("reconcile", "");
            assertThat(texts(dry.path("strayKeys"))).containsExactly("ab" + "0".repeat(30));
            assertThat(dry.path("strayBytes").asLong()).isEqualTo(5);
            assertThat(dry.path("youngFiles").asLong()).isEqualTo(1);
            assertThat(dry.path("missingBlobs").path(0).path("digest").asString())
                    .isEqualTo(digest("other").toString());
            assertThat(dry.path("forgotten").asLong()).isEqualTo(1);
            assertThat(dry.path("sound").asBoolean()).isFalse();
            assertThat(stray).exists();
            registry.send("GET", "/v2/web/app/manifests/two", "", 200);

            JsonNode done = registry.run("reconcile", REPAIR);
            assertThat(done.path("queuedForRemoval").asLong()).isEqualTo(1);
            assertThat(done.path("markedDamaged").asLong()).isEqualTo(1);
            assertThat(done.path("queuedAgain").asLong()).isEqualTo(1);
            assertThat(done.path("sound").asBoolean()).isFalse();
            registry.send("GET", "/v2/web/app/blobs/" + digest("other"), "", 404);
            registry.run("collect", "");
            assertThat(stray).doesNotExist();
            assertThat(young).exists();

            registry.blob("web/app", "other");
            registry.send("GET", "/v2/web/app/blobs/" + digest("other"), "", 200);
            assertThat(registry.run("reconcile", "").path("sound").asBoolean()).isTrue();
            assertThat(registry.found(registry.run("verify", "\"deep\":true"))).isEmpty();
        }
    }

    @OnBothDatabases
    void muchIsTouchedOnlyByForce(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test, Map.of());
                Damage damage = new Damage(test)) {
            CheckedRegistry registry = new CheckedRegistry(admin);
            registry.live();
            List<Path> strays = List.of("cd", "ce", "cf").stream()
                    .map(prefix -> damage.write(prefix + "0".repeat(30), "stray", LONG_AGO))
                    .toList();

            JsonNode stopped = registry.run("reconcile", REPAIR);
            assertThat(stopped.path("stopped").asString()).contains("3 of").contains("--force");
            assertThat(stopped.path("sound").asBoolean()).isFalse();
            registry.run("collect", "");
            assertThat(strays).allSatisfy(file -> assertThat(file).exists());

            JsonNode forced = registry.run("reconcile", REPAIR + ",\"force\":true");
            assertThat(forced.path("queuedForRemoval").asLong()).isEqualTo(3);
            assertThat(forced.path("sound").asBoolean()).isTrue();
            registry.run("collect", "");
            assertThat(strays).allSatisfy(file -> assertThat(file).doesNotExist());
            assertThat(registry.found(registry.run("verify", ""))).isEmpty();
        }
    }
}
