package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("clients")
class SkopeoTest {
    private static Shell loggedIn(Round round) {
        var shell = round.shell();
        round.login(
                shell,
                "skopeo",
                "login",
                "--tls-verify=false",
                "--username",
                round.server().user(),
                "--password-stdin",
                round.server().host());
        return shell;
    }

    @ParameterizedTest
    @EnumSource
    void copiedImageComesBackWithTheSameDigests(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var layout = Layout.image(round.scratch(), "image", "one", "two");
            var image = "docker://" + round.image("ns/app:1");

            shell.run("skopeo", "copy", "--dest-tls-verify=false", "oci:" + layout.folder() + ":1", image);
            var inspected = JsonMapper.shared().readTree(shell.run("skopeo", "inspect", "--tls-verify=false", image));
            var back = round.scratch().folder("back");
            shell.run("skopeo", "copy", "--src-tls-verify=false", image, "oci:" + back + ":1");

            var stored = round.stored("ns/app", "1");
            assertThat(stored.digest()).isEqualTo(layout.digest());
            assertThat(stored.layers()).isEqualTo(layout.layers());
            assertThat(inspected.get("Digest").stringValue()).isEqualTo(layout.digest());
            assertThat(back.resolve("index.json")).content().contains(layout.digest());
        }
    }

    @ParameterizedTest
    @EnumSource
    void indexIsCopiedWholeFromRepositoryToRepository(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var layout = Layout.index(round.scratch(), "index", "one");
            var source = "docker://" + round.image("ns/app:1");
            var target = "docker://" + round.image("other/app:1");

            shell.run("skopeo", "copy", "--all", "--dest-tls-verify=false", "oci:" + layout.folder() + ":1", source);
            shell.run("skopeo", "copy", "--all", "--src-tls-verify=false", "--dest-tls-verify=false", source, target);

            var stored = round.stored("other/app", "1");
            assertThat(stored.digest()).isEqualTo(layout.digest());
            assertThat(stored.children())
                    .hasSize(2)
                    .allSatisfy(child -> assertThat(child.layers()).isEqualTo(layout.layers()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void zstdLayersArePushedAndPulled(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var layout = Layout.image(round.scratch(), "image", "one");
            var image = "docker://" + round.image("ns/zstd:1");
            var plain = round.scratch().folder("plain");

            // Layers keep the compression they have, so they are unpacked on the way to a folder first.
            shell.run("skopeo", "copy", "--dest-decompress", "oci:" + layout.folder() + ":1", "dir:" + plain);
            shell.run(
                    "skopeo",
                    "copy",
                    "--format=oci",
                    "--dest-compress-format=zstd",
                    "--dest-tls-verify=false",
                    "dir:" + plain,
                    image);
            shell.run(
                    "skopeo",
                    "copy",
                    "--src-tls-verify=false",
                    image,
                    "oci:" + round.scratch().folder("back") + ":1");

            var stored = round.stored("ns/zstd", "1");
            assertThat(stored.json().get("layers"))
                    .hasSize(2)
                    .allSatisfy(layer -> assertThat(layer.get("mediaType").stringValue())
                            .isEqualTo("application/vnd.oci.image.layer.v1.tar+zstd"));
            assertThat(round.scratch().folder("back").resolve("index.json"))
                    .content()
                    .contains(stored.digest());
        }
    }

    @ParameterizedTest
    @EnumSource
    void repositoryIsListedSyncedAndDeleted(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var one = Layout.image(round.scratch(), "one", "one");
            var two = Layout.image(round.scratch(), "two", "two");
            var repository = round.image("ns/app");
            shell.run(
                    "skopeo",
                    "copy",
                    "--dest-tls-verify=false",
                    "oci:" + one.folder() + ":1",
                    "docker://" + repository + ":1");
            shell.run(
                    "skopeo",
                    "copy",
                    "--dest-tls-verify=false",
                    "oci:" + two.folder() + ":1",
                    "docker://" + repository + ":2");

            var tags = shell.run("skopeo", "list-tags", "--tls-verify=false", "docker://" + repository);
            var folder = round.scratch().folder("synced");
            shell.run(
                    "skopeo",
                    "sync",
                    "--src-tls-verify=false",
                    "--src=docker",
                    "--dest=dir",
                    repository,
                    folder.toString());
            shell.run(
                    "skopeo",
                    "sync",
                    "--src-tls-verify=false",
                    "--dest-tls-verify=false",
                    "--src=docker",
                    "--dest=docker",
                    repository,
                    round.image("mirror"));
            shell.run("skopeo", "delete", "--tls-verify=false", "docker://" + repository + ":1");

            assertThat(JsonMapper.shared()
                            .readTree(tags)
                            .get("Tags")
                            .valueStream()
                            .map(tag -> tag.stringValue()))
                    .containsExactly("1", "2");
            assertThat(folder.resolve("app:1/manifest.json")).isRegularFile();
            assertThat(folder.resolve("app:2/manifest.json")).isRegularFile();
            assertThat(round.stored("mirror/app", "1").digest()).isEqualTo(one.digest());
            assertThat(round.stored("mirror/app", "2").digest()).isEqualTo(two.digest());
            assertThat(round.server().get("/v2/ns/app/manifests/1").statusCode())
                    .isEqualTo(404);
            assertThat(round.stored("ns/app", "2").digest()).isEqualTo(two.digest());
        }
    }
}
