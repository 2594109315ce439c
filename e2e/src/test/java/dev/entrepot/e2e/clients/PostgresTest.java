package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Postgres;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A round of clients against a registry whose metadata lies in PostgreSQL.
@Tag("clients")
class PostgresTest {
    @ParameterizedTest
    @EnumSource
    void imagesArePushedCopiedDeletedAndOutliveARestart(Access access) {
        var scratch = Scratch.make();
        try (var postgres = Postgres.start();
                var round = Round.start(
                        access,
                        scratch,
                        Server.in(scratch.folder().resolve("server"))
                                .environment("ENTREPOT_DATABASE_URL", postgres.url()))) {
            var shell = round.shell();
            var server = round.server();
            round.login(shell, "crane", "auth", "login", server.host(), "-u", server.user(), "--password-stdin");
            var layout = Layout.index(scratch, "index", "one");

            shell.run("crane", "push", "--index", layout.folder().toString(), round.image("ns/app:pushed"));
            var digest = round.stored("ns/app", "pushed")
                    .json()
                    .at("/manifests/0/digest")
                    .stringValue();
            shell.run("crane", "copy", round.image("ns/app@" + digest), round.image("ns/app:1"));
            shell.run("crane", "copy", round.image("ns/app:1"), round.image("elsewhere/copy:1"));
            var mutated = shell.run(
                    "crane", "mutate", "--label", "a=b", "-t", round.image("ns/app:2"), round.image("ns/app:1"));
            shell.run("crane", "delete", round.image("ns/app:pushed"));
            server.restart();

            assertThat(round.stored("elsewhere/copy", "1").digest()).isEqualTo(layout.digest());
            assertThat(round.stored("ns/app", "1").children()).hasSize(2);
            assertThat(round.stored("ns/app", "2").digest()).isEqualTo(Round.digestIn(mutated));
            assertThat(shell.run("crane", "ls", round.image("ns/app")).lines()).containsExactly("1", "2");
            assertThat(shell.run("crane", "catalog", server.host()).lines())
                    .containsExactly("elsewhere/copy", "ns/app");
            assertThat(Files.exists(server.data().resolve("entrepot.db"))).isFalse();
        }
    }
}
