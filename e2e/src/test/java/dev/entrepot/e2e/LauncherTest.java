package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./entrepot` itself: which JDK it takes, when it builds, and what it says when it cannot.
@Tag("e2e")
final class LauncherTest {
    private static final Path LAUNCHER = Path.of("../entrepot");
    private static final String PLACES = "PLACES='/usr/lib/jvm/* /opt/java/* /opt/*jdk*'";
    private static final List<String> PROGRAMS = List.of(
            "cat",
            "cp",
            "dirname",
            "find",
            "flock",
            "mkdir",
            "mv",
            "nice",
            "readlink",
            "rm",
            "rmdir",
            "sleep",
            "uname");
    private static final String THIS_JDK = System.getProperty("java.home");

    @TempDir
    private Path folder;

    private Path checkout;
    private Path bin;
    private Path jdks;

    @BeforeEach
    void layOut() throws IOException {
        checkout = Files.createDirectories(folder.resolve("check out"));
        Files.createDirectories(checkout.resolve("server/target"));
        bin = Files.createDirectories(folder.resolve("bin"));
        jdks = Files.createDirectories(folder.resolve("jdks"));
        String text = Files.readString(LAUNCHER);
        assertThat(text).contains(PLACES);
        script(checkout.resolve("entrepot"), text.replace(PLACES, "PLACES='" + jdks + "/*'"));
        for (String program : PROGRAMS) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path found = Path.of(place, program);
                if (Files.isExecutable(found) && !Files.exists(bin.resolve(program))) {
                    script(bin.resolve(program), "#!/bin/sh\nexec " + found + " \"$@\"\n");
                }
            }
        }
    }

    @Test
    void jarInLibRunsThroughALinkFromAnotherFolder() throws IOException {
        Files.createDirectories(checkout.resolve("lib"));
        Files.copy(Launch.jar(), checkout.resolve("lib/entrepot.jar"));
        Path relative = bin.relativize(checkout.resolve("entrepot"));
        Files.createSymbolicLink(bin.resolve("entrepot-link"), relative);

        var outcome = shell(THIS_JDK).attempt("", bin.resolve("entrepot-link").toString(), "--version");

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.output()).matches("entrepot \\d+\\.\\d+\\.\\d+\\S*\\n");
        assertThat(outcome.errors()).isEmpty();
    }

    @Test
    void javaHomeIsTakenWhenItIsNewEnough() throws IOException {
        jdk("a-17", "17.0.15");
        Path wanted = jdk("b-25", "25.0.1");
        Path newer = jdk("c-26", "26");

        assertThat(javaHome(newer.toString())).isEqualTo(newer + "\n");
        assertThat(javaHome(jdks.resolve("a-17").toString())).isEqualTo(wanted + "\n");
        assertThat(javaHome("")).isEqualTo(wanted + "\n");
    }

    @Test
    void newerJdkIsTakenWhereThereIsNo25() throws IOException {
        jdk("a-17", "17.0.15");
        Path newer = jdk("c-26", "26.0.2");

        assertThat(javaHome("")).isEqualTo(newer + "\n");
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws IOException {
        jdk("a-17", "17.0.15");

        var outcome = shell("").attempt("", launcher(), "--version");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.errors()).contains("Java 25 is needed").contains("apt install openjdk-25-jdk-headless");
    }

    @Test
    void withoutMavenTheFirstStartSaysSo() {
        var outcome = shell(THIS_JDK).attempt("", launcher(), "--version");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.errors()).contains("no mvn on PATH").contains("apt install maven");
    }

    @Test
    void twoFirstStartsAtOnceBuildOnceAndLaterOnesNotAtAll() throws IOException {
        Path builds = folder.resolve("builds");
        Path go = folder.resolve("go");
        // Builds as Maven would, but only once both have started: the jar goes where the launcher asked for it.
        script(bin.resolve("mvn"), """
                #!/bin/sh
                echo build >>'%s'
                echo "output of Maven"
                until [ -e '%s' ]; do sleep 0.05; done
                for argument in "$@"; do
                    case $argument in -Dentrepot.jar=*) cp '%s' "server/target/${argument#*=}" ;; esac
                done
                """.formatted(builds, go, Launch.jar()));

        var first = CompletableFuture.supplyAsync(() -> shell(THIS_JDK).attempt("", launcher(), "--version"));
        var second = CompletableFuture.supplyAsync(() -> shell(THIS_JDK).attempt("", launcher(), "--version"));
        while (!Files.exists(builds) && !first.isDone() && !second.isDone()) {
            Thread.onSpinWait();
        }
        Files.createFile(go);

        assertThat(Stream.of(first.join(), second.join())).allSatisfy(outcome -> {
            assertThat(outcome.status()).as(outcome.toString()).isZero();
            assertThat(outcome.output()).startsWith("entrepot ").doesNotContain("Maven");
        });
        assertThat(builds).hasContent("build\n");

        Files.delete(bin.resolve("mvn"));
        Files.writeString(checkout.resolve("server/Newer.java"), "a source newer than the jar");
        assertThat(shell(THIS_JDK).run(launcher(), "--version")).startsWith("entrepot ");
    }

    @Test
    void rehearsalMakesTheCacheOfTheCommandLine() throws IOException {
        Files.createDirectories(checkout.resolve("lib"));
        Files.copy(Launch.jar(), checkout.resolve("lib/entrepot.jar"));

        var outcome = shell(THIS_JDK).attempt("", launcher(), "--rehearse");

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(checkout.resolve("lib/entrepot-cli.aot")).isNotEmptyFile();
        assertThat(shell(THIS_JDK).run(launcher(), "--version")).startsWith("entrepot ");
    }

    @Test
    void inACheckoutVerbsAtOnceMakeTheCacheOnceInTheBackground() throws IOException {
        Files.copy(Launch.jar(), checkout.resolve("server/target/entrepot.jar"));
        Path cache = checkout.resolve("server/target/entrepot-cli.aot");

        for (int verb = 0; verb < 3; verb++) {
            assertThat(shell(THIS_JDK).attempt("", launcher(), "whoami").status())
                    .isEqualTo(2);
        }
        while (!Files.exists(cache) || Files.exists(checkout.resolve("server/target/entrepot-cli.aot.claim"))) {
            Thread.onSpinWait();
        }

        try (Stream<Path> files = Files.list(cache.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("entrepot.jar", "entrepot-cli.aot");
        }
    }

    private String javaHome(String given) {
        return shell(given).run(launcher(), "--java-home");
    }

    private String launcher() {
        return checkout.resolve("entrepot").toString();
    }

    private Shell shell(String javaHome) {
        return Shell.in(folder)
                .with("PATH", bin.toString())
                .with("HOME", folder.toString())
                .with("JAVA_HOME", javaHome);
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = jdks.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        script(home.resolve("bin/java"), "#!/bin/sh\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
