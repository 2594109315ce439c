package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EntrepotCommandTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final PrintStream standardOutput = System.out;
    private final PrintStream standardError = System.err;
    private final List<ServeOptions> started = new ArrayList<>();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(standardOutput);
        System.setErr(standardError);
    }

    @Test
    void versionIsOneLineOfOutput() {
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);

        assertThat(output()).matches("entrepot \\d+\\.\\d+\\.\\d+\\S*\\n");
        assertThat(messages()).isEmpty();
    }

    @Test
    void everyOptionOfServeIsASetting() {
        run(
                "serve",
                "--data=/d",
                "--listen=[::1]:7",
                "--tls-cert",
                "c.pem",
                "--tls-key",
                "k.pem",
                "--config",
                "x.yaml",
                "--open=any");

        assertThat(started)
                .singleElement()
                .satisfies(options -> assertThat(options.settings())
                        .isEqualTo(Map.of(
                                "data", "/d",
                                "http.listen", "[::1]:7",
                                "http.tls-cert", "c.pem",
                                "http.tls-key", "k.pem",
                                "access.open", "any")))
                .satisfies(options -> assertThat(options.configFile()).contains(Path.of("x.yaml")));
    }

    @Test
    void openAloneIsForLoopbackAndTakesNoOtherOptionForItsValue() {
        run("serve", "--open", "--data", "/d");

        assertThat(started)
                .singleElement()
                .satisfies(options ->
                        assertThat(options.settings()).isEqualTo(Map.of("access.open", "true", "data", "/d")));
    }

    @Test
    void withoutOptionsNothingIsSaidAboutAnySetting() {
        run("serve");

        assertThat(started).containsExactly(new ServeOptions(Map.of(), Optional.empty()));
    }

    @Test
    void wrongUsageEndsWithTwoAndKeepsStandardOutputEmpty() {
        assertThat(run()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("serv")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("serve", "--nope")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("serve", "here")).isEqualTo(ExitCode.WRONG_USAGE);

        assertThat(output()).isEmpty();
        assertThat(messages())
                .contains("a COMMAND is missing")
                .contains("serve?")
                .contains("--nope");
        assertThat(started).isEmpty();
    }

    @Test
    void startThatFailsIsToldInWordsWithItsCauses() {
        int status = EntrepotCommand.run(new String[] {"serve"}, options -> {
            throw new UncheckedIOException("cannot open the data folder", new IOException("Permission denied"));
        });

        assertThat(status).isEqualTo(ExitCode.FAILED);
        assertThat(messages()).isEqualTo("entrepot: cannot open the data folder\n  because: Permission denied\n");
    }

    @Test
    void causesThatRepeatWhatWasSaidAreLeftOut() {
        IOException deepest = new IOException("bind(..) failed");
        IOException cause = new IOException("cannot listen on here:1: bind(..) failed", deepest);

        EntrepotCommand.run(new String[] {"serve"}, options -> {
            throw new UncheckedIOException(cause);
        });
        EntrepotCommand.run(new String[] {"serve"}, options -> {
            throw new UncheckedIOException(new NoSuchFileException("/nowhere"));
        });

        assertThat(messages())
                .isEqualTo("entrepot: cannot listen on here:1: bind(..) failed\nentrepot: there is no /nowhere\n");
    }

    @Test
    void whatOnlyWeCanCauseIsShownWithItsTrace() {
        int status = EntrepotCommand.run(new String[] {"serve"}, options -> {
            throw new IllegalStateException("state 7");
        });

        assertThat(status).isEqualTo(ExitCode.FAILED);
        assertThat(messages()).contains("IllegalStateException: state 7").contains("\tat dev.entrepot");
    }

    @Test
    void configurationThatCannotBeUsedIsWrongUsage() {
        int status = EntrepotCommand.run(new String[] {"serve"}, options -> {
            throw new WrongUsageException(new IllegalArgumentException("write it so"));
        });

        assertThat(status).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(messages()).isEqualTo("entrepot: write it so\n");
    }

    @Test
    void helpOfServeShowsExamples() {
        assertThat(run("help", "serve")).isEqualTo(ExitCode.DONE);
        assertThat(run("serve", "--help")).isEqualTo(ExitCode.DONE);

        assertThat(output()).contains("Examples:").contains("--open[=any]");
    }

    private int run(String... arguments) {
        return EntrepotCommand.run(arguments, options -> {
            started.add(options);
            throw new UncheckedIOException("enough is known", new IOException("of a test"));
        });
    }

    private String output() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private String messages() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
