package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Condition;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("clients")
class NewLayersTest {
    private static long received(Server server) {
        return (long) server.metrics().sum("entrepot_http_received_bytes_total");
    }

    private static long size(Layout layout, String digest) throws IOException {
        return Files.size(layout.folder().resolve("blobs/sha256").resolve(digest.substring("sha256:".length())));
    }

    /// skopeo and crane ask first which layers are there; what they then send is counted by the server.
    @ParameterizedTest
    @EnumSource
    void secondImageOnTheSameBaseSendsNothingOfTheBase(Access access) throws IOException {
        try (var round = Round.start(access)) {
            var shell = round.shell();
            var server = round.server();
            round.login(shell, "crane", "auth", "login", server.host(), "-u", server.user(), "--password-stdin");
            var first = Layout.image(round.scratch(), "first", "one");
            var second = Layout.image(round.scratch(), "second", "another one");

            shell.run("crane", "push", first.folder().toString(), round.image("ns/app:1"));
            long before = received(server);
            shell.run("crane", "push", second.folder().toString(), round.image("ns/app:2"));
            long sent = received(server) - before;

            var base = first.layers().getFirst();
            assertThat(second.layers().getFirst()).isEqualTo(base);
            assertThat(size(first, base)).isGreaterThan(500_000);
            var stored = round.stored("ns/app", "2");
            long expected = size(second, second.digest())
                    + size(second, stored.blobs().getFirst())
                    + size(second, second.layers().getLast());
            assertThat(sent).isEqualTo(expected);
            var distinct = new HashSet<>(round.stored("ns/app", "1").blobs());
            distinct.addAll(stored.blobs());
            assertThat(server.blobFiles()).hasSameSizeAs(distinct);
        }
    }

    /// The second repository's copy is mounted or pushed again; either way the disk keeps one file.
    @ParameterizedTest
    @EnumSource
    void imageInTwoRepositoriesLiesOnTheDiskOnce(Access access) throws IOException {
        try (var round = Round.start(access)) {
            var shell = round.shell();
            var server = round.server();
            round.login(shell, "crane", "auth", "login", server.host(), "-u", server.user(), "--password-stdin");
            var layout = Layout.image(round.scratch(), "image", "one");

            shell.run("crane", "push", layout.folder().toString(), round.image("ns/app:1"));
            long before = received(server);
            shell.run("crane", "copy", round.image("ns/app:1"), round.image("elsewhere/mounted:1"));
            long sent = received(server) - before;
            shell.run("crane", "push", layout.folder().toString(), round.image("elsewhere/pushed:1"));

            assertThat(sent).isEqualTo(size(layout, layout.digest()));
            var stored = round.stored("elsewhere/mounted", "1");
            assertThat(round.stored("elsewhere/pushed", "1")).isEqualTo(stored);
            // What was pushed again is thrown away soon after it turned out to be known.
            Condition.await(
                    "one file per blob",
                    () -> server.blobFiles().size() == stored.blobs().size());
        }
    }
}
