package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("clients")
class CraneTest {
    private static Shell loggedIn(Round round) {
        var shell = round.shell();
        var server = round.server();
        round.login(shell, "crane", "auth", "login", server.host(), "-u", server.user(), "--password-stdin");
        return shell;
    }

    private static Path layer(Round round, String name) {
        round.scratch().file(name + "/" + name, name);
        return Layout.tar(round.scratch(), round.scratch().folder(name), name + ".tar");
    }

    @ParameterizedTest
    @EnumSource
    void imageIsPushedAppendedToAndMutated(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var layout = Layout.image(round.scratch(), "image", "one");
            var image = round.image("ns/app");

            var pushed = shell.run("crane", "push", layout.folder().toString(), image + ":1");
            var appended = shell.run(
                    "crane",
                    "append",
                    "-b",
                    image + ":1",
                    "-f",
                    layer(round, "top").toString(),
                    "-t",
                    image + ":2");
            var mutated = shell.run("crane", "mutate", image + ":2", "--label", "a=b", "-t", image + ":3");
            shell.run("crane", "tag", image + ":3", "also");

            var first = round.stored("ns/app", "1");
            var second = round.stored("ns/app", "2");
            var third = round.stored("ns/app", "3");
            assertThat(first.digest()).isEqualTo(layout.digest()).isEqualTo(Round.digestIn(pushed));
            assertThat(second.digest()).isEqualTo(Round.digestIn(appended));
            assertThat(second.layers()).hasSize(3).startsWith(first.layers().toArray(String[]::new));
            assertThat(third.digest()).isEqualTo(Round.digestIn(mutated));
            assertThat(third.layers()).isEqualTo(second.layers());
            assertThat(round.stored("ns/app", "also").digest()).isEqualTo(third.digest());
            assertThat(shell.run("crane", "digest", image + ":3").strip()).isEqualTo(third.digest());
            shell.run("crane", "validate", "--remote", image + ":3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void indexIsCopiedPulledAndExported(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var layout = Layout.index(round.scratch(), "index", "one", "two");
            var back = round.scratch().folder().resolve("back");

            shell.run("crane", "push", "--index", layout.folder().toString(), round.image("ns/app:pushed"));
            var digest = round.stored("ns/app", "pushed")
                    .json()
                    .at("/manifests/0/digest")
                    .stringValue();
            shell.run("crane", "copy", round.image("ns/app@" + digest), round.image("elsewhere/copy:1"));
            shell.run("crane", "pull", "--format=oci", round.image("elsewhere/copy:1"), back.toString());
            var exported = round.scratch().folder().resolve("exported.tar");
            shell.run("crane", "export", round.image("elsewhere/copy:1"), exported.toString());

            var copy = round.stored("elsewhere/copy", "1");
            assertThat(copy.digest()).isEqualTo(layout.digest());
            assertThat(copy.children())
                    .hasSize(2)
                    .allSatisfy(child -> assertThat(child.layers()).isEqualTo(layout.layers()));
            assertThat(back.resolve("index.json")).content().contains(layout.digest());
            assertThat(shell.run("tar", "-xOf", exported.toString(), "text-1")).isEqualTo("two");
            assertThat(Layout.digest(shell.run("crane", "manifest", round.image("elsewhere/copy:1"))
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .isEqualTo(layout.digest());
        }
    }

    @ParameterizedTest
    @EnumSource
    void tagsAndRepositoriesAreListedAndDeleted(Access access) {
        try (var round = Round.start(access)) {
            var shell = loggedIn(round);
            var layout = Layout.image(round.scratch(), "image", "one");
            shell.run("crane", "push", layout.folder().toString(), round.image("ns/app:b"));
            shell.run("crane", "push", layout.folder().toString(), round.image("ns/app:a"));
            shell.run("crane", "push", layout.folder().toString(), round.image("ns/other:1"));

            var tags = shell.run("crane", "ls", round.image("ns/app"));
            var repositories = shell.run("crane", "catalog", round.server().host());
            shell.run("crane", "delete", round.image("ns/app:a"));
            var oneLess = shell.run("crane", "ls", round.image("ns/app"));
            shell.run("crane", "delete", round.image("ns/app@" + layout.digest()));

            assertThat(tags.lines()).containsExactly("a", "b");
            assertThat(repositories.lines()).containsExactly("ns/app", "ns/other");
            assertThat(oneLess.lines()).containsExactly("b");
            assertThat(shell.attempt("", "crane", "digest", round.image("ns/app:b"))
                            .status())
                    .isNotZero();
            assertThat(round.stored("ns/other", "1").digest()).isEqualTo(layout.digest());
        }
    }
}
