package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.authority.Authority;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.jobs.Job;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.jobs.Submission;
import dev.entrepot.storage.filesystem.DataFolderInUseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

/// Work with `--data`, on a registry that does not listen.
@DisplayName("A stopped registry")
final class StoppedRegistryTest {
    private static Registry open(TestDatabase test) {
        Map<String, String> settings = new HashMap<>(Map.of("data", test.data().toString()));
        test.config().url().ifPresent(url -> settings.put("database.url", url));
        return Registry.open(Config.load(settings, Map.of(), Map.of(), Optional.empty()));
    }

    @OnBothDatabases
    void runsWhatItIsAskedForAndNothingElse(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test)) {
            admin.registry().push("web/app", "layer");
            assertThatThrownBy(() -> open(test))
                    .isInstanceOf(DataFolderInUseException.class)
                    .hasMessageContaining("is in use by another entrepot");
        }

        try (TestDatabase again = test.again()) {
            again.database().write(sql -> sql.update("""
                    INSERT INTO job (id, kind, namespace, state, parameters, position, done, total, unit, message, result,
                      node, attempts, seen_at, cancelled_by, created_at, created_by, created_by_name)
                    VALUES ('0', 'quota', 'other', 'queued', '{}', '', 0, 0, '', '', '{}', '', 0, 0, '', 0, 'user:1', 'x')
                    """));
        }
        try (Registry registry = open(test)) {
            Jobs jobs = registry.jobs();
            Submission asked = jobs.resume("quota", "web", Map.of(), Authority.system("command line"));
            String id = ((Submission.Accepted) asked).job().id();

            Job done = jobs.await(id, Duration.ofSeconds(20)).orElseThrow();

            assertThat(done.state()).isEqualTo(Job.State.DONE);
            assertThat(done.result()).contains("\"usedBytes\":5");
            assertThat(jobs.find("0").orElseThrow().state()).isEqualTo(Job.State.QUEUED);
            Submission waiting = jobs.resume("quota", "other", Map.of(), Authority.system("command line"));
            assertThat(((Submission.Accepted) waiting).job().id()).isEqualTo("0");
            assertThat(jobs.await("0", Duration.ofSeconds(20)).orElseThrow().state())
                    .isEqualTo(Job.State.FAILED);
        }
    }
}
