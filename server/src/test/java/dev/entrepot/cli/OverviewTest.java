package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What the program tells about itself.
final class OverviewTest {
    @TempDir
    private Path home;

    @TestFactory
    Stream<DynamicTest> everyVerbHasHelpWithExamplesThatItUnderstands() {
        return Verbs.all().stream()
                .map(verb -> DynamicTest.dynamicTest(verb.name(), () -> {
                    Shell shell = new Shell(home);

                    assertThat(shell.run("help " + verb.name())).isZero();

                    assertThat(shell.out()).contains("Usage: entrepot " + verb.name(), "Examples:\n  ", verb.summary());
                    assertThat(shell.out().lines()).allMatch(line -> line.length() <= VerbLine.USAGE_WIDTH);
                    assertThat(verb.examples()).anyMatch(example -> example.contains("entrepot"));
                    assertThat(String.join("\n", verb.examples()).replace(" cr ", " "))
                            .contains("entrepot " + verb.name());
                    assertThat(verb.summary()).doesNotEndWith(".").matches("[A-Z].*");
                }));
    }

    @Test
    void overviewNamesEveryVerbInEightyColumnsOrSo() {
        Shell shell = new Shell(home);

        assertThat(shell.run("--help")).isZero();

        assertThat(shell.out().lines()).allMatch(line -> line.length() <= VerbLine.USAGE_WIDTH);
        assertThat(Verbs.all()).allMatch(verb -> shell.out().contains("  " + verb.name() + " "));
    }

    @Test
    void everyVerbIsInItsFamilyAndInTheGuide() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "guide", "command-line.md"));

        for (Verb verb : Verbs.all()) {
            assertThat(Verbs.find(List.of(verb.name().split(" ")))
                            .map(Verbs.Found::verb)
                            .map(Verb::name))
                    .contains(verb.name());
            String[] words = verb.name().split(" ", -1);
            assertThat(guide).contains(words[0]).contains(words[words.length - 1]);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyParameterThatIsNeededIsAskedFor() {
        return Verbs.all().stream()
                .filter(verb -> verb.parameters().stream().anyMatch(parameter -> !parameter.optional()))
                .map(verb -> DynamicTest.dynamicTest(verb.name(), () -> {
                    Shell shell = new Shell(home).with("ENTREPOT_URL", "http://127.0.0.1:1");

                    assertThat(shell.run(verb.name())).isEqualTo(ExitCode.WRONG_USAGE);
                    assertThat(shell.err())
                            .contains(verb.parameters().getFirst().label());
                }));
    }

    @Test
    void halfAVerbTellsTheOtherHalves() {
        Shell shell = new Shell(home);

        assertThat(shell.run("robot")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("one word more").contains("robot rotate");
        assertThat(shell.run("robot --help")).isZero();
        assertThat(shell.out()).contains("robot rotate");
        assertThat(shell.run("robot rotat web+ci")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("no command robot rotat");
    }

    @Test
    void wrongWordsAreAnsweredWithRightOnes() {
        Shell shell = new Shell(home);

        assertThat(shell.run("namespace-lst")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("Did you mean namespace-list?");
        assertThat(shell.run("grant add king --to bob --on web")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("reader, writer, maintainer, owner");
        assertThat(shell.run("user add")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("NAME").contains("Usage: entrepot user add");
        assertThat(shell.run("user add bob")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("--password-stdin");
        assertThat(shell.run("user list -o xml")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("none of table, json");
        assertThat(shell.run("whoami")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("entrepot login URL");
        assertThat(shell.run("why pull Web/Shop")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(shell.err()).contains("[HOST/]NS/REPO[:TAG|@DIGEST]");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void completionsKnowVerbsOptionsAndValues() {
        Shell shell = new Shell(home);

        assertThat(shell.run("completion bash")).isZero();
        assertThat(shell.out()).contains("robot", "rotate", "--overlap", "namespace-assign", "bashcompinit");
        assertThat(shell.run("completion fish")).isZero();
        assertThat(shell.out())
                .contains("-n '__fish_use_subcommand' -a robot")
                .contains(
                        "-n '__fish_seen_subcommand_from robot; and __fish_seen_subcommand_from rotate' -l overlap -r")
                .contains("-x -a 'docker podman'");
        assertThat(shell.run("completion tcsh")).isEqualTo(ExitCode.WRONG_USAGE);
    }
}
