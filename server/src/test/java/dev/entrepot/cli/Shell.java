package dev.entrepot.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Types commands, at a fixed moment, and sees what a script would see.
final class Shell {
    static final Instant NOW = Instant.parse("2026-11-23T22:00:00Z");

    private final Map<String, String> environment = new HashMap<>();
    private final List<Duration> pauses = new ArrayList<>();
    private String input = "";
    private String out = "";
    private String err = "";

    Shell(Path home) {
        environment.put("HOME", home.toString());
        environment.put("HOSTNAME", "Box");
        environment.put("PATH", System.getenv("PATH"));
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Shell without(String variable) {
        environment.remove(variable);
        return this;
    }

    /// Where programs are looked for.
    Shell running(Path program) {
        return with("PATH", program.getParent() + ":" + environment.get("PATH"));
    }

    /// As the user `alice` by the environment.
    Shell asking(FakeServer server) {
        return with("ENTREPOT_URL", server.url()).with("ENTREPOT_USER", "alice").with("ENTREPOT_PASSWORD", "pw");
    }

    Shell typing(String text) {
        input = text;
        return this;
    }

    int run(String command) {
        return run(command.split(" "));
    }

    int run(String[] words) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        int status = EntrepotCommand.run(
                words,
                options -> {
                    throw new IllegalStateException("nothing is served here: " + options);
                },
                new Surroundings(
                        Map.copyOf(environment),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(written, true, StandardCharsets.UTF_8),
                        new PrintStream(told, true, StandardCharsets.UTF_8),
                        pauses::add,
                        InstantSource.fixed(NOW),
                        false,
                        options -> {
                            throw new IllegalStateException("nothing is opened here: " + options);
                        }));
        input = "";
        out = written.toString(StandardCharsets.UTF_8);
        err = told.toString(StandardCharsets.UTF_8);
        return status;
    }

    String out() {
        return out;
    }

    String err() {
        return err;
    }

    List<Duration> pauses() {
        return pauses;
    }
}
