package dev.entrepot.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs programs: a client that fails, or that is not there, fails the test and shows all that it said.
///
/// @param folder where programs run, and where what they say is kept while they do
/// @param environment variables added to (or put in place of) those of the test
/// @param limit how long one program may take
public record Shell(Path folder, Map<String, String> environment, Duration limit) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    public Shell {
        environment = Map.copyOf(environment);
    }

    /// Programs run in `folder`, which is made when it is absent.
    public static Shell in(Path folder) {
        try {
            return new Shell(Files.createDirectories(folder), Map.of(), LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Shell with(String variable, String value) {
        var more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new Shell(folder, more, limit);
    }

    public Shell within(Duration newLimit) {
        return new Shell(folder, environment, newLimit);
    }

    /// Standard output of a program that must succeed.
    public String run(String... command) {
        return feed("", command);
    }

    /// The same for a program that reads `input`.
    public String feed(String input, String... command) {
        var outcome = attempt(input, command);
        if (outcome.status() != 0) {
            throw new AssertionError(outcome.toString());
        }
        return outcome.output();
    }

    /// Runs a program that may fail.
    public Outcome attempt(String input, String... command) {
        try {
            var in = Files.createTempFile(folder, "input", "");
            var out = Files.createTempFile(folder, "output", "");
            var err = Files.createTempFile(folder, "errors", "");
            try {
                Files.writeString(in, input);
                var process = builder(List.of(command))
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                int status = wait(process);
                return new Outcome(List.of(command), status, Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(in);
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new AssertionError(command[0] + " cannot be run (`make setup` installs it): " + e.getMessage(), e);
        }
    }

    private int wait(Process process) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return Outcome.TIMED_OUT;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError("interrupted", e);
        }
    }

    /// A process builder with this folder and environment, and with the programs of `make setup` first in its PATH.
    ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(new ArrayList<>(command)).directory(folder.toFile());
        var variables = builder.environment();
        variables.put("PATH", tools() + File.pathSeparator + variables.get("PATH"));
        variables.putAll(environment);
        // Java looks for a program without a slash in the PATH of this process, not in that of the new one.
        if (!command.getFirst().contains("/")) {
            var program = tools().resolve(command.getFirst());
            if (Files.isExecutable(program)) {
                builder.command().set(0, program.toString());
            }
        }
        return builder;
    }

    /// The folder of the programs that `make setup` builds.
    public static Path tools() {
        return Optional.ofNullable(System.getenv("ENTREPOT_TOOLS"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "entrepot"))
                .resolve("bin");
    }

    /// What came of a program.
    ///
    /// @param status its exit status, or [#TIMED_OUT]
    public record Outcome(List<String> command, int status, String output, String errors) {
        public static final int TIMED_OUT = -1;

        public Outcome {
            command = List.copyOf(command);
        }

        @Override
        public String toString() {
            return "%s%nended with %s%n--- output%n%s%n--- errors%n%s"
                    .formatted(
                            String.join(" ", command),
                            status == TIMED_OUT ? "its time being up" : "status " + status,
                            output,
                            errors);
        }
    }
}
